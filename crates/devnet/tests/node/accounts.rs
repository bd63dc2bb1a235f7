//! The published keys belong to the published addresses, and to the mnemonic that everyone knows.

use alloy_signer_local::{coins_bip39::English, MnemonicBuilder, PrivateKeySigner};
use stylus_devnet::Devnet;

const PHRASE: &str = "test test test test test test test test test test test junk";

#[test]
fn keys_and_addresses_belong_together() {
    let node = Devnet::builder().spawn().unwrap();
    let accounts = node.accounts();
    assert_eq!(accounts.len(), 21);
    assert_eq!(accounts[0].label, "dev");
    for account in accounts {
        let signer = PrivateKeySigner::from_bytes(&account.private_key).unwrap();
        assert_eq!(signer.address(), account.address, "{}", account.label);
    }
    for (index, account) in (0u32..).zip(&accounts[1..]) {
        let builder = MnemonicBuilder::<English>::default().phrase(PHRASE).index(index).unwrap();
        assert_eq!(builder.build().unwrap().address(), account.address);
        assert_eq!(account.label, format!("account {index}"));
    }
}
