//! Gas of every function against the golden file, uncached and cached, and what OpenZeppelin's `ERC165Checker` says.

use std::collections::BTreeMap;

use alloy_primitives::{fixed_bytes, Address, FixedBytes, U256};
use alloy_sol_types::SolCall;
use colophon_e2e::{
    gas::golden,
    solidity,
    world::{mint_call, word},
    Build, Checker, Collection, World, ARTIST, CURATOR, MINTER, STRANGER,
};

fn supports(world: &World, checker: Address, id: FixedBytes<4>) -> bool {
    let call = Checker::claimsCall { account: world.collection, interfaceId: id };
    let outcome = world.ask(STRANGER, checker, call.abi_encode());
    Checker::claimsCall::abi_decode_returns(&outcome.output).expect("the checker answers")
}

/// A release criterion: marketplaces ask with 30,000 gas, and a new collection is not cached.
fn the_real_erc165_checker_accepts_the_collection_uncached(build: Build) {
    let mut world = World::new(build);
    let checker = world.deploy(solidity::bytecode("Checker"));
    let erc165 = Checker::supportsERC165Call { account: world.collection };
    let outcome = world.ask(STRANGER, checker, erc165.abi_encode());
    let answer = Checker::supportsERC165Call::abi_decode_returns(&outcome.output);
    assert!(answer.expect("the checker answers"));
    for id in ["01ffc9a7", "80ac58cd", "5b5e139f", "2a55205a", "49064906"] {
        let id = id.parse().expect("four bytes");
        assert!(supports(&world, checker, id), "{id}");
    }
    assert!(!supports(&world, checker, fixed_bytes!("deadbeef")));
}

both_builds!(the_real_erc165_checker_accepts_the_collection_uncached);

/// Measures a life of a collection; the names are those of the golden file.
fn life(build: Build, cached: bool) -> Vec<(String, u64)> {
    let mut world = World::new(build);
    if cached {
        let (collection, descriptor) = (world.collection, world.descriptor);
        world.cache(collection);
        world.cache(descriptor);
    }
    let mut figures = Vec::new();
    let mut note = |name: &str, gas: u64| figures.push((name.to_owned(), gas));
    let series = Collection::createSeriesCall {
        modelHash: word(0xee),
        root: word(9),
        supply: 1000,
        royaltyReceiver: ARTIST,
        royaltyBps: 500,
    };
    note("createSeries", world.ok(ARTIST, series).1.gas_used);
    note("mint, first", world.ok(MINTER, mint_call(0, ARTIST)).1.gas_used);
    note("mint, next", world.ok(MINTER, mint_call(0, ARTIST)).1.gas_used);
    let batch = |count| Collection::mintBatchCall { series: 0, to: ARTIST, count };
    note("mintBatch of 1", world.ok(MINTER, batch(1)).1.gas_used);
    note("mintBatch of 100", world.ok(MINTER, batch(100)).1.gas_used);
    let id = U256::from(1);
    let transfer = Collection::transferFromCall { from: ARTIST, to: STRANGER, tokenId: id };
    note("transferFrom, to a new holder", world.ok(ARTIST, transfer).1.gas_used);
    let approve = Collection::approveCall { to: MINTER, tokenId: id };
    note("approve", world.ok(STRANGER, approve).1.gas_used);
    let back = Collection::safeTransferFrom_0Call { from: STRANGER, to: ARTIST, tokenId: id };
    note("safeTransferFrom", world.ok(STRANGER, back).1.gas_used);
    let all = Collection::setApprovalForAllCall { operator: MINTER, approved: true };
    note("setApprovalForAll", world.ok(ARTIST, all).1.gas_used);
    let revise = Collection::reviseCall { tokenId: id, contentHash: word(7), recordHash: word(8) };
    note("revise, first", world.ok(CURATOR, revise).1.gas_used);
    note("burn", world.ok(ARTIST, Collection::burnCall { tokenId: id }).1.gas_used);
    for (name, call) in [
        ("ownerOf", Collection::ownerOfCall { tokenId: U256::ZERO }.abi_encode()),
        ("provenanceOf", Collection::provenanceOfCall { tokenId: U256::ZERO }.abi_encode()),
        (
            "royaltyInfo",
            Collection::royaltyInfoCall { tokenId: U256::ZERO, salePrice: U256::MAX }.abi_encode(),
        ),
        (
            "supportsInterface",
            Collection::supportsInterfaceCall { interfaceId: fixed_bytes!("80ac58cd") }
                .abi_encode(),
        ),
        ("name", Collection::nameCall {}.abi_encode()),
        ("tokenURI", Collection::tokenURICall { tokenId: U256::ZERO }.abi_encode()),
    ] {
        note(name, world.ask(STRANGER, world.collection, call).gas_used);
    }
    figures
}

#[test]
fn gas_equals_the_golden_file() {
    let mut table = BTreeMap::new();
    for (build, name) in [(Build::Release, "release"), (Build::Source, "source")] {
        for (cached, state) in [(false, "uncached"), (true, "cached")] {
            let sales = crate::minter::gas::life(build, cached);
            for (function, gas) in life(build, cached).into_iter().chain(sales) {
                table.insert(format!("{name} {state}: {function}"), gas);
            }
        }
    }
    golden("gas", &table);
}
