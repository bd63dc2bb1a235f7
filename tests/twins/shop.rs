//! A seller, a token that it mints, and a purse of coins: the Minter and the Collection, or twins of either.

use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_sol_types::SolCall;
use colophon_e2e::{solidity, Collection, Contract, Minter, World, ARTIST};
use colophon_provenance::sale::{sale_id::SaleId, Place};
use stylus_chain::{config::MNEMONIC_ACCOUNTS, Receipt};

use crate::{
    bindings::{Coin, TwinSale},
    stage::{Token, DAWN, HOLDER},
    way::Way,
};

/// The measured buyer is [`HOLDER`]; this one has bought before, so that nothing measured is the first of its kind.
pub(crate) const EARLY: Address = MNEMONIC_ACCOUNTS[7];
/// When the sales begin; their first purchase is later.
pub(crate) const START: u64 = DAWN + 1_000;
/// How long after [`START`] the sales are measured.
pub(crate) const AGE: u64 = 1_000;
/// What a piece costs at the start.
pub(crate) const PRICE: u128 = 10_000_000_000_000_000;

/// Who sells, and what.
#[derive(Clone, Copy)]
pub(crate) struct Pair {
    /// Whether the Minter sells, in the build of its token, or its twin.
    pub(crate) minter: bool,
    /// The token.
    pub(crate) token: Token,
}

/// A chain with a seller on it.
#[derive(Clone)]
pub(crate) struct Shop {
    /// The chain with the token.
    pub(crate) world: World,
    /// The Minter or the twin.
    pub(crate) seller: Address,
    /// An ERC-20; both buyers have some and allow the seller to take it.
    pub(crate) coin: Address,
    minter: bool,
}

impl Pair {
    /// The chain with both, time shortly before [`START`].
    pub(crate) fn shop(self) -> Shop {
        let mut world = self.token.world();
        let seller = if self.minter {
            let minter = world.deploy_program(Contract::Minter);
            if matches!(self.token, Token::Ours { cached: true, .. }) {
                world.cache(minter);
            }
            minter
        } else {
            world.deploy(solidity::bytecode("TwinSale"))
        };
        world.ok(ARTIST, Collection::setRolesCall { account: seller, roles: 1 });
        let coin = world.deploy(solidity::bytecode("Coin"));
        let amount = U256::from(100 * PRICE);
        for buyer in [HOLDER, EARLY] {
            let give = Coin::transferCall { to: buyer, amount }.abi_encode();
            assert!(world.send(ARTIST, coin, give).success);
            let allow = Coin::approveCall { spender: seller, amount }.abi_encode();
            assert!(world.send(buyer, coin, allow).success);
        }
        Shop { world, seller, coin, minter: self.minter }
    }
}

impl Shop {
    /// The number of a sale of series 0.
    pub(crate) fn sale_id(&self, phase: u32) -> U256 {
        U256::from_be_bytes(SaleId::new(self.world.collection.into_array(), 0, phase).to_word())
    }

    /// What leaves and vouchers of a sale are bound to.
    pub(crate) fn place(&self, phase: u32) -> Place {
        Place {
            chain_id: self.world.chain.config().chain_id,
            minter: self.seller.into_array(),
            sale_id: self.sale_id(phase).to_be_bytes(),
        }
    }

    /// Opens a sale, moves time into it, and lets [`EARLY`] buy a piece.
    pub(crate) fn open(&mut self, phase: u32, terms: TwinSale::Terms, payees: usize, way: &Way) {
        let sale_id = self.sale_id(phase);
        let token = terms.currency != Address::ZERO;
        let call = if self.minter {
            Minter::createSaleCall {
                saleId: sale_id,
                terms: minters(&terms),
                payees: split(payees)
                    .map(|(account, bps)| Minter::Payee { account, bps })
                    .collect(),
            }
            .abi_encode()
        } else {
            TwinSale::createSaleCall {
                saleId: sale_id,
                terms,
                payees: split(payees)
                    .map(|(account, bps)| TwinSale::Payee { account, bps })
                    .collect(),
            }
            .abi_encode()
        };
        self.send(ARTIST, 0, call);
        self.world.chain.set_time(START + AGE).expect("time goes forward");
        self.buy(EARLY, phase, 1, way, if token { 0 } else { PRICE });
    }

    /// Buys, and sees that the pieces are there.
    pub(crate) fn buy(
        &mut self,
        buyer: Address,
        phase: u32,
        quantity: u32,
        way: &Way,
        value: u128,
    ) -> Bought {
        let before = self.balance(buyer);
        let data = way.call(self, buyer, phase, quantity);
        let receipt = self.send(buyer, value, data.clone());
        assert_eq!(self.balance(buyer) - before, U256::from(quantity));
        Bought { gas: receipt.gas_used, data: data.into() }
    }

    /// Whether it is the Minter.
    pub(crate) fn is_minter(&self) -> bool {
        self.minter
    }

    /// A transaction to the seller, which must succeed.
    pub(crate) fn send(&mut self, from: Address, value: u128, data: Vec<u8>) -> Receipt {
        let selector = Bytes::copy_from_slice(&data[..4]);
        let receipt = self.world.transact(from, Some(self.seller), U256::from(value), data.into());
        assert!(receipt.success, "{selector}: {:?} {}", receipt.failure, receipt.output);
        receipt
    }

    /// Whether a transaction to the seller succeeds.
    pub(crate) fn tries(&mut self, from: Address, data: Vec<u8>, value: u128) -> bool {
        self.world.transact(from, Some(self.seller), U256::from(value), data.into()).success
    }

    fn balance(&self, owner: Address) -> U256 {
        self.world.view(Collection::balanceOfCall { owner })
    }
}

/// A purchase that was made.
pub(crate) struct Bought {
    /// The receipt's gas.
    pub(crate) gas: u64,
    /// The call data.
    pub(crate) data: Bytes,
}

impl Bought {
    /// Gas without what the bytes of the call data cost.
    pub(crate) fn executed(&self) -> u64 {
        let bytes: u64 = self.data.iter().map(|byte| if *byte == 0 { 4 } else { 16 }).sum();
        self.gas - bytes
    }
}

/// A fixed price in the chain's coin for everybody.
pub(crate) fn terms() -> TwinSale::Terms {
    TwinSale::Terms {
        startPrice: PRICE,
        floorPrice: PRICE,
        start: START,
        end: START + 1_000_000,
        limit: 1_000,
        walletLimit: 100,
        ..TwinSale::Terms::default()
    }
}

fn minters(terms: &TwinSale::Terms) -> Minter::Terms {
    Minter::Terms {
        currency: terms.currency,
        curve: terms.curve,
        startPrice: terms.startPrice,
        floorPrice: terms.floorPrice,
        period: terms.period,
        start: terms.start,
        end: terms.end,
        limit: terms.limit,
        walletLimit: terms.walletLimit,
        allowRoot: terms.allowRoot,
        signer: terms.signer,
        settles: false,
        workInterval: 0,
        workHalfLife: 0,
        workDifficulty: 0,
        seedCommitment: B256::ZERO,
        revealBy: 0,
        unsoldRecipient: Address::ZERO,
    }
}

/// So many payees, who exist, with shares that differ and do not divide evenly.
pub(crate) fn split(payees: usize) -> impl Iterator<Item = (Address, u16)> {
    let rest = 10_000 - (1..payees as u16).map(share).sum::<u16>();
    MNEMONIC_ACCOUNTS
        .into_iter()
        .take(payees)
        .enumerate()
        .map(move |(index, account)| (account, if index == 0 { rest } else { share(index as u16) }))
}

fn share(index: u16) -> u16 {
    301 + index
}
