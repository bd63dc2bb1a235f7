//! First steps.

use alloy_primitives::{Address, U256};
use stylus_chain::{config, BlockId, CallRequest, Chain, Config, STYLUS_DEPLOYER};

#[test]
fn genesis_and_transfer() {
    let mut chain = Chain::new(Config::default()).expect("genesis");
    assert_eq!(chain.head().state().code(STYLUS_DEPLOYER).len(), 2269);
    let to = Address::with_last_byte(0xbe);
    let request = CallRequest { to: Some(to), value: U256::from(5), ..Default::default() };
    let hash = chain.send_unsigned(config::DEV_ACCOUNT, &request).expect("sent");
    let receipt = chain.receipt(hash).expect("receipt");
    assert!(receipt.success, "{receipt:?}");
    assert_eq!(receipt.gas_used, 21_000);
    assert_eq!(chain.state_at(BlockId::Latest).expect("state").balance(to), U256::from(5));
}
