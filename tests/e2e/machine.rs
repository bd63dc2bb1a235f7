//! Random sequences of actions against a plain model: after each one the built program must agree with the model on
//! success, owners, balances, approvals, supply and words.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
use colophon_e2e::{
    world::{mint_call, word},
    Build, Collection, World, ARTIST, CURATOR, MINTER, STRANGER,
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

const PEOPLE: [Address; 4] = [ARTIST, MINTER, CURATOR, STRANGER];
const SUPPLY: u32 = 6;

#[derive(Clone, Debug)]
enum Action {
    Mint { by: usize, to: usize },
    Batch { by: usize, to: usize, count: u32 },
    Transfer { by: usize, from: usize, to: usize, token: u64, safe: bool },
    Approve { by: usize, to: usize, token: u64 },
    Operate { by: usize, operator: usize, allowed: bool },
    Burn { by: usize, token: u64 },
    Revise { by: usize, token: u64, with: u8 },
    Freeze { by: usize, series: u32 },
}

/// Tokens of both series, minted or not, and one beyond.
fn token() -> impl Strategy<Value = u64> {
    prop_oneof![0..u64::from(SUPPLY) + 1, 1_000_000..1_000_000 + u64::from(SUPPLY)]
}

fn action() -> impl Strategy<Value = Action> {
    let who = 0..PEOPLE.len();
    prop_oneof![
        5 => (who.clone(), who.clone()).prop_map(|(by, to)| Action::Mint { by, to }),
        2 => (who.clone(), who.clone(), 0..4u32).prop_map(|(by, to, count)| Action::Batch { by, to, count }),
        9 => (who.clone(), who.clone(), who.clone(), token(), any::<bool>())
            .prop_map(|(by, from, to, token, safe)| Action::Transfer { by, from, to, token, safe }),
        3 => (who.clone(), who.clone(), token()).prop_map(|(by, to, token)| Action::Approve { by, to, token }),
        2 => (who.clone(), who.clone(), any::<bool>())
            .prop_map(|(by, operator, allowed)| Action::Operate { by, operator, allowed }),
        2 => (who.clone(), token()).prop_map(|(by, token)| Action::Burn { by, token }),
        2 => (who.clone(), token(), 1..255u8).prop_map(|(by, token, with)| Action::Revise { by, token, with }),
        1 => (who, 0..2u32).prop_map(|(by, series)| Action::Freeze { by, series }),
    ]
}

impl Action {
    /// The same action by the one who may do it, so that sequences get anywhere; one in three stays as it was drawn.
    fn sensible(self, step: usize, model: &Model) -> Self {
        let owner = |token| {
            let owner = model.owners.get(&token)?;
            PEOPLE.iter().position(|person| person == owner)
        };
        match self {
            _ if step.is_multiple_of(3) => self,
            Self::Mint { to, .. } => Self::Mint { by: 1, to },
            Self::Batch { to, count, .. } => Self::Batch { by: 1, to, count },
            Self::Transfer { by, from, to, token, safe } => {
                let holder = owner(token);
                let by = if step.is_multiple_of(2) { holder.unwrap_or(by) } else { by };
                Self::Transfer { by, from: holder.unwrap_or(from), to, token, safe }
            }
            Self::Approve { by, to, token } => {
                Self::Approve { by: owner(token).unwrap_or(by), to, token }
            }
            Self::Burn { by, token } => Self::Burn { by: owner(token).unwrap_or(by), token },
            Self::Revise { token, with, .. } => Self::Revise { by: 2, token, with },
            other => other,
        }
    }
}

#[derive(Default)]
struct Model {
    owners: BTreeMap<u64, Address>,
    approved: BTreeMap<u64, Address>,
    operators: BTreeSet<(Address, Address)>,
    minted: [u32; 2],
    frozen: [bool; 2],
    /// Content hash and revision of tokens with words.
    words: BTreeMap<u64, (B256, u32)>,
}

impl Model {
    fn may_mint(by: Address) -> bool {
        by == ARTIST || by == MINTER
    }

    fn controls(&self, by: Address, token: u64) -> bool {
        self.owners.get(&token).is_some_and(|owner| {
            *owner == by
                || self.operators.contains(&(*owner, by))
                || self.approved.get(&token) == Some(&by)
        })
    }

    fn burn(&mut self, by: Address, token: u64) -> bool {
        let allowed = self.controls(by, token);
        if allowed {
            self.owners.remove(&token);
            self.approved.remove(&token);
            self.words.remove(&token);
        }
        allowed
    }

    fn revise(&mut self, by: Address, token: u64, with: u8) -> bool {
        let series = usize::from(token >= 1_000_000);
        let allowed = (by == ARTIST || by == CURATOR)
            && !self.frozen[series]
            && self.words.contains_key(&token);
        if let Some(words) = self.words.get_mut(&token).filter(|_| allowed) {
            *words = (word(with), words.1 + 1);
        }
        allowed
    }

    fn batch(&mut self, by: Address, to: Address, count: u32) -> bool {
        let left = SUPPLY - self.minted[1];
        let allowed = Self::may_mint(by) && count > 0 && count <= left;
        if allowed {
            for index in self.minted[1]..self.minted[1] + count {
                self.owners.insert(1_000_000 + u64::from(index), to);
            }
            self.minted[1] += count;
        }
        allowed
    }

    /// Applies an action; answers whether it is allowed.
    fn apply(&mut self, action: &Action) -> bool {
        match *action {
            Action::Mint { by, to } => {
                let allowed = Self::may_mint(PEOPLE[by]) && self.minted[0] < SUPPLY;
                if allowed {
                    let token = u64::from(self.minted[0]);
                    self.minted[0] += 1;
                    self.owners.insert(token, PEOPLE[to]);
                    self.words.insert(token, (word(1), 0));
                }
                allowed
            }
            Action::Batch { by, to, count } => self.batch(PEOPLE[by], PEOPLE[to], count),
            Action::Transfer { by, from, to, token, .. } => {
                let allowed = self.controls(PEOPLE[by], token)
                    && self.owners.get(&token) == Some(&PEOPLE[from]);
                if allowed {
                    self.owners.insert(token, PEOPLE[to]);
                    self.approved.remove(&token);
                }
                allowed
            }
            Action::Approve { by, to, token } => {
                let allowed = self.owners.get(&token).is_some_and(|owner| {
                    *owner == PEOPLE[by] || self.operators.contains(&(*owner, PEOPLE[by]))
                });
                if allowed {
                    self.approved.insert(token, PEOPLE[to]);
                }
                allowed
            }
            Action::Operate { by, operator, allowed } => {
                let pair = (PEOPLE[by], PEOPLE[operator]);
                if allowed {
                    self.operators.insert(pair)
                } else {
                    self.operators.remove(&pair)
                };
                true
            }
            Action::Burn { by, token } => self.burn(PEOPLE[by], token),
            Action::Revise { by, token, with } => self.revise(PEOPLE[by], token, with),
            Action::Freeze { by, series } => {
                let frozen = &mut self.frozen[series as usize];
                let allowed = PEOPLE[by] == ARTIST && !*frozen;
                *frozen |= allowed;
                allowed
            }
        }
    }
}

fn send(world: &mut World, action: &Action) -> bool {
    let id = U256::from;
    let (by, data) = match *action {
        Action::Mint { by, to } => (by, mint_call(0, PEOPLE[to]).abi_encode()),
        Action::Batch { by, to, count } => {
            (by, Collection::mintBatchCall { series: 1, to: PEOPLE[to], count }.abi_encode())
        }
        Action::Transfer { by, from, to, token, safe } => {
            let (from, to, token_id) = (PEOPLE[from], PEOPLE[to], id(token));
            let plain = Collection::transferFromCall { from, to, tokenId: token_id }.abi_encode();
            let asked =
                Collection::safeTransferFrom_0Call { from, to, tokenId: token_id }.abi_encode();
            (by, if safe { asked } else { plain })
        }
        Action::Approve { by, to, token } => {
            (by, Collection::approveCall { to: PEOPLE[to], tokenId: id(token) }.abi_encode())
        }
        Action::Operate { by, operator, allowed } => {
            let operator = PEOPLE[operator];
            (by, Collection::setApprovalForAllCall { operator, approved: allowed }.abi_encode())
        }
        Action::Burn { by, token } => {
            (by, Collection::burnCall { tokenId: id(token) }.abi_encode())
        }
        Action::Revise { by, token, with } => {
            let (content, record) = (word(with), word(with));
            let call = Collection::reviseCall {
                tokenId: id(token),
                contentHash: content,
                recordHash: record,
            };
            (by, call.abi_encode())
        }
        Action::Freeze { by, series } => (by, Collection::freezeCall { series }.abi_encode()),
    };
    world.send(PEOPLE[by], world.collection, data).success
}

/// Everything observable agrees.
fn agree(world: &World, model: &Model) {
    assert_eq!(world.view(Collection::totalSupplyCall {}), U256::from(model.owners.len()));
    for person in PEOPLE {
        let holds = model.owners.values().filter(|owner| **owner == person).count();
        assert_eq!(world.view(Collection::balanceOfCall { owner: person }), U256::from(holds));
    }
    let ids = (0..u64::from(SUPPLY)).chain(1_000_000..1_000_000 + u64::from(SUPPLY));
    for token in ids {
        let id = U256::from(token);
        let Some(owner) = model.owners.get(&token) else {
            let gone = Collection::ERC721NonexistentToken { tokenId: id };
            world.view_refused(Collection::ownerOfCall { tokenId: id }, gone);
            continue;
        };
        assert_eq!(world.view(Collection::ownerOfCall { tokenId: id }), *owner);
        let approved = model.approved.get(&token).copied().unwrap_or_default();
        assert_eq!(world.view(Collection::getApprovedCall { tokenId: id }), approved);
        let words = world.view(Collection::provenanceOfCall { tokenId: id });
        let expected = model.words.get(&token).copied().unwrap_or_default();
        assert_eq!((words.contentHash, words.revision), expected);
    }
}

fn the_program_agrees_with_the_model(build: Build) {
    let cases = std::env::var("E2E_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(6);
    // A fixed seed: the same sequences everywhere.
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut fresh = World::with_supply(build, SUPPLY);
    fresh.create_series(word(9), SUPPLY);
    let mut allowed = 0;
    let mut refused = 0;
    for _ in 0..cases {
        let sequence = proptest::collection::vec(action(), 40)
            .new_tree(&mut runner)
            .expect("a sequence")
            .current();
        let mut world = World { chain: fresh.chain.clone(), ..fresh };
        let mut model = Model::default();
        for (step, action) in sequence.into_iter().enumerate() {
            let action = action.sensible(step, &model);
            let expected = model.apply(&action);
            assert_eq!(send(&mut world, &action), expected, "step {step}: {action:?}");
            if expected {
                allowed += 1
            } else {
                refused += 1
            }
            if step % 4 == 3 {
                agree(&world, &model);
            }
        }
    }
    assert!(allowed > 10 * cases && refused > 5 * cases, "{allowed} allowed, {refused} refused");
}

both_builds!(the_program_agrees_with_the_model);
