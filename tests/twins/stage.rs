//! Who is measured: a token, and the chain on which it stands.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
use colophon_e2e::{solidity, world::word, Build, Collection, World, ARTIST, MINTER};
use stylus_chain::{config::MNEMONIC_ACCOUNTS, Chain, Clock, Config};

/// When the chains begin.
pub(crate) const DAWN: u64 = 2_000_000_000;

/// Gets what is minted; has nothing before.
pub(crate) const HOLDER: Address = MNEMONIC_ACCOUNTS[5];
/// Gets what is transferred; has nothing before.
pub(crate) const NEXT: Address = MNEMONIC_ACCOUNTS[6];

/// A token under comparison. All answer to the Collection's ABI, as far as it is measured.
#[derive(Clone, Copy)]
pub(crate) enum Token {
    /// The Collection.
    Ours {
        /// Which build of it.
        build: Build,
        /// Whether its program is in the chain's cache.
        cached: bool,
    },
    /// OpenZeppelin's ERC-721 in Solidity, with the Collection's words and checks.
    OpenZeppelin,
    /// ERC721A, with the Collection's checks.
    Consecutive,
}

impl Token {
    /// All of them, under the name of their column.
    pub(crate) const ALL: [(&str, Self); 6] = [
        ("release, cached", Self::Ours { build: Build::Release, cached: true }),
        ("release, uncached", Self::Ours { build: Build::Release, cached: false }),
        ("source, cached", Self::Ours { build: Build::Source, cached: true }),
        ("source, uncached", Self::Ours { build: Build::Source, cached: false }),
        ("OpenZeppelin", Self::OpenZeppelin),
        ("ERC721A", Self::Consecutive),
    ];

    /// A chain with the token on it, as [`World::collection`]: owned by [`ARTIST`], with [`MINTER`] as a minter, and a
    /// series with a root of which one piece was minted.
    pub(crate) fn world(self) -> World {
        let mut world = match self {
            Self::Ours { build, cached } => {
                let mut world = World::on(build, config());
                if cached {
                    world.cache(world.collection);
                }
                world
            }
            Self::OpenZeppelin => twin("TwinCollection"),
            Self::Consecutive => twin("TwinConsecutive"),
        };
        world.create_series(word(9), 10_000);
        batch(&mut world, ARTIST, 1);
        world
    }
}

/// A chain whose clock stands still, so that no figure depends on the day.
fn config() -> Config {
    Config { clock: Clock::Fixed(DAWN), ..Config::default() }
}

fn twin(contract: &str) -> World {
    let chain = Chain::new(config()).expect("genesis");
    let mut world = World { chain, ..World::empty(Build::Release) };
    world.collection = world.deploy(solidity::bytecode(contract));
    world.ok(ARTIST, Collection::setRolesCall { account: MINTER, roles: 1 });
    world
}

/// Mints the next pieces of series 0; answers the first id and the gas.
pub(crate) fn batch(world: &mut World, to: Address, count: u32) -> (U256, u64) {
    let call = Collection::mintBatchCall { series: 0, to, count };
    let (first, receipt) = world.ok(MINTER, call);
    (first, receipt.gas_used)
}

/// Transfers a piece from [`HOLDER`]; answers the gas.
pub(crate) fn transfer(world: &mut World, to: Address, id: U256) -> u64 {
    world.ok(HOLDER, Collection::transferFromCall { from: HOLDER, to, tokenId: id }).1.gas_used
}

/// Gas of `ownerOf`, as a transaction.
pub(crate) fn owner_of(world: &World, id: U256) -> u64 {
    let call = Collection::ownerOfCall { tokenId: id };
    let outcome = world.ask(ARTIST, world.collection, call.abi_encode());
    assert_eq!(outcome.output.as_ref(), B256::left_padding_from(HOLDER.as_slice()).as_slice());
    outcome.gas_used
}
