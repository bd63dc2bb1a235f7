//! Who may construct, by which way, and how often.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
use colophon_e2e::{
    bindings::StylusDeployer,
    world::{constructor, events, init_code, STYLUS_DEPLOYER},
    Build, Collection, Contract, World, ARTIST, STRANGER,
};

fn a_plain_first_call_constructs_once(build: Build) {
    let mut world = World::empty(build);
    world.descriptor = world.deploy_program(Contract::Descriptor);
    world.collection = world.deploy_program(Contract::Collection);
    let collection = world.collection;
    // Before: nobody's.
    assert_eq!(world.view(Collection::ownerCall {}), Address::ZERO);
    let zero = constructor(Address::ZERO, world.descriptor);
    assert!(!world.send(ARTIST, collection, zero).success, "zero cannot own a collection");
    let receipt = world.send(ARTIST, collection, constructor(ARTIST, world.descriptor));
    assert!(receipt.success, "{}", receipt.output);
    let owned = events::<Collection::OwnershipTransferred>(&receipt, collection);
    assert_eq!((owned[0].previousOwner, owned[0].newOwner), (Address::ZERO, ARTIST));
    for caller in [ARTIST, STRANGER] {
        let again = constructor(STRANGER, Address::ZERO);
        assert!(!world.send(caller, collection, again).success, "constructed twice");
    }
    assert_eq!(world.view(Collection::ownerCall {}), ARTIST);
    assert_eq!(world.view(Collection::descriptorCall {}), world.descriptor);
}

fn the_stylus_deployer_deploys_activates_and_constructs(build: Build) {
    let mut world = World::empty(build);
    world.descriptor = world.deploy_program(Contract::Descriptor);
    let call = StylusDeployer::deployCall {
        bytecode: init_code(&Contract::Collection.code(build)),
        initData: constructor(ARTIST, world.descriptor).into(),
        initValue: U256::ZERO,
        salt: B256::with_last_byte(1),
    };
    let fee = U256::from(10).pow(U256::from(18));
    let before = world.chain.head().state().balance(STRANGER);
    let receipt = world.transact(STRANGER, Some(STYLUS_DEPLOYER), fee, call.abi_encode().into());
    assert!(receipt.success, "{:?} {}", receipt.failure, receipt.output);
    let deployed = events::<StylusDeployer::ContractDeployed>(&receipt, STYLUS_DEPLOYER);
    assert_eq!(deployed.len(), 1);
    world.collection = deployed[0].deployedContract;
    assert_eq!(world.view(Collection::ownerCall {}), ARTIST);
    let spent = before - world.chain.head().state().balance(STRANGER);
    assert!(spent < fee / U256::from(10), "the rest of the fee comes back: {spent} was spent");
    let again = world.send(STRANGER, world.collection, constructor(STRANGER, Address::ZERO));
    assert!(!again.success, "constructed twice");
}

fn arguments_must_be_whole(build: Build) {
    let mut world = World::empty(build);
    world.collection = world.deploy_program(Contract::Collection);
    let whole = constructor(ARTIST, Address::ZERO);
    for length in [4, 5, 36, 67] {
        let receipt = world.send(ARTIST, world.collection, whole[..length].to_vec());
        assert!(!receipt.success, "{length} bytes constructed");
    }
    let mut dirty: Vec<u8> = whole.clone();
    dirty[4] = 1;
    assert!(
        !world.send(ARTIST, world.collection, dirty).success,
        "an address of 21 bytes was taken"
    );
    assert!(world.send(ARTIST, world.collection, whole).success);
}

both_builds!(
    a_plain_first_call_constructs_once,
    the_stylus_deployer_deploys_activates_and_constructs,
    arguments_must_be_whole,
);
