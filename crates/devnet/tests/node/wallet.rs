//! What a wallet does, done by a wallet library: it reads every answer with its own types.

use alloy_consensus::{SignableTransaction as _, TxEip1559, TxEnvelope};
use alloy_eips::eip2718::Encodable2718 as _;
use alloy_eips::BlockNumberOrTag;
use alloy_network::{EthereumWallet, TransactionBuilder as _};
use alloy_primitives::{hex, keccak256, Address, Bytes, TxKind, U256};
use alloy_provider::{Provider, ProviderBuilder};
use alloy_rpc_types_eth::{Filter, TransactionRequest};
use alloy_signer::SignerSync as _;
use alloy_signer_local::PrivateKeySigner;
use serde_json::json;
use stylus_devnet::Devnet;

use crate::support::{init_code, number, Node, LOGGER, STORE};

fn signer(node: &Devnet, index: usize) -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&node.accounts()[1 + index].private_key).unwrap()
}

/// A provider that signs for an account of the mnemonic.
fn provider(node: &Devnet, index: usize) -> impl Provider {
    crate::support::provide_tls();
    ProviderBuilder::new()
        .wallet(EthereumWallet::from(signer(node, index)))
        .connect_http(node.rpc_url().parse().unwrap())
}

/// A transfer of one wei, signed for an account of the mnemonic.
pub(crate) fn transfer(node: &Devnet, index: usize, nonce: u64, to: Address) -> String {
    transfer_by(node, &signer(node, index), nonce, to)
}

/// A transfer of one wei.
pub(crate) fn transfer_by(
    node: &Devnet,
    signer: &PrivateKeySigner,
    nonce: u64,
    to: Address,
) -> String {
    let transaction = TxEip1559 {
        chain_id: node.chain_id(),
        nonce,
        gas_limit: 21_000,
        max_fee_per_gas: 1_000_000_000,
        max_priority_fee_per_gas: 0,
        to: TxKind::Call(to),
        value: U256::from(1u8),
        ..TxEip1559::default()
    };
    let signature = signer.sign_hash_sync(&transaction.signature_hash()).unwrap();
    let envelope = TxEnvelope::from(transaction.into_signed(signature));
    hex::encode_prefixed(envelope.encoded_2718())
}

#[tokio::test]
async fn a_transfer_with_everything_filled_in_by_the_wallet() {
    let node = Devnet::builder().spawn().unwrap();
    let provider = provider(&node, 0);
    let to = Address::repeat_byte(0xbe);
    let request = TransactionRequest::default().with_to(to).with_value(U256::from(5u8));
    let pending = provider.send_transaction(request).await.unwrap();
    let receipt = pending.get_receipt().await.unwrap();
    assert!(receipt.status());
    assert_eq!(receipt.gas_used, 21_000);
    assert_eq!(receipt.effective_gas_price, 100_000_000);
    assert_eq!(receipt.to, Some(to));
    assert_eq!(provider.get_balance(to).await.unwrap(), U256::from(5u8));
    let from = node.accounts()[1].address;
    assert_eq!(provider.get_transaction_count(from).await.unwrap(), 1);
    let paid = U256::from(10_000u64) * U256::from(10u64).pow(U256::from(18u8))
        - U256::from(5u8)
        - U256::from(21_000u64 * 100_000_000);
    assert_eq!(provider.get_balance(from).await.unwrap(), paid);
    let transaction = provider.get_transaction_by_hash(receipt.transaction_hash).await.unwrap();
    assert_eq!(transaction.unwrap().block_number, receipt.block_number);
}

#[tokio::test]
async fn blocks_as_a_wallet_reads_them() {
    let node = Devnet::builder().spawn().unwrap();
    let provider = provider(&node, 0);
    let request = TransactionRequest::default().with_to(Address::ZERO).with_value(U256::from(1u8));
    let hash = *provider.send_transaction(request).await.unwrap().tx_hash();
    for tag in [
        BlockNumberOrTag::Latest,
        BlockNumberOrTag::Safe,
        BlockNumberOrTag::Finalized,
        BlockNumberOrTag::Number(1),
    ] {
        let block = provider.get_block_by_number(tag).full().await.unwrap().unwrap();
        assert_eq!(block.header.number, 1);
        assert_eq!(block.header.base_fee_per_gas, Some(100_000_000));
        assert_eq!(block.header.gas_limit, 1 << 50);
        assert_eq!(block.header.gas_used, 21_000);
        let transactions: Vec<_> = block.transactions.hashes().collect();
        assert_eq!(transactions, [hash]);
        assert_eq!(
            block.header.inner.hash_slow(),
            block.header.hash,
            "the header hashes to its hash"
        );
        let parent = provider.get_block_by_hash(block.header.parent_hash).await.unwrap().unwrap();
        assert_eq!(parent.header.number, 0);
        let receipts =
            provider.get_block_receipts(block.header.hash.into()).await.unwrap().unwrap();
        assert_eq!(receipts.len(), 1);
    }
    let pending = provider.get_block_by_number(BlockNumberOrTag::Pending).await.unwrap().unwrap();
    assert_eq!(pending.header.number, 1, "nothing waits: it is the latest block once more");
    let fees = provider.get_fee_history(10, BlockNumberOrTag::Latest, &[20.0, 50.0]).await.unwrap();
    assert_eq!(fees.oldest_block, 0);
    assert_eq!(fees.base_fee_per_gas, [100_000_000; 3]);
    assert_eq!(fees.reward, Some(vec![vec![0, 0]; 2]));
    assert_eq!(provider.get_gas_price().await.unwrap(), 100_000_000);
    assert_eq!(provider.get_max_priority_fee_per_gas().await.unwrap(), 0);
}

#[tokio::test]
async fn deploy_call_send_and_find_the_event() {
    let node = Devnet::builder().spawn().unwrap();
    let provider = provider(&node, 0);
    let code: Bytes = init_code(LOGGER).parse().unwrap();
    let request = TransactionRequest::default().with_deploy_code(code);
    let receipt = provider.send_transaction(request).await.unwrap().get_receipt().await.unwrap();
    let logger = receipt.contract_address.unwrap();
    assert_eq!(logger, node.accounts()[1].address.create(0));
    assert_eq!(provider.get_code_at(logger).await.unwrap(), hex::decode(LOGGER).unwrap());
    let request =
        TransactionRequest::default().with_to(logger).with_input(Bytes::from_static(b"hello"));
    let receipt = provider.send_transaction(request).await.unwrap().get_receipt().await.unwrap();
    let log = &receipt.inner.logs()[0];
    assert_eq!(log.data().data.as_ref(), b"hello");
    let filter = Filter::new().address(logger).from_block(0);
    let found = provider.get_logs(&filter).await.unwrap();
    assert_eq!(found.as_slice(), std::slice::from_ref(log));
    let other = Filter::new().address(Address::ZERO).from_block(0);
    assert_eq!(provider.get_logs(&other).await.unwrap(), []);
}

#[tokio::test]
async fn overrides_change_one_call_only() {
    let node = Node::start();
    let store = node.deploy(STORE).await;
    let call = json!({ "to": store });
    let word = |value: &str| format!("0x{value:0>64}");
    let slot = |value: &str| json!({ store.clone(): { "stateDiff": { word("0"): word(value) } } });
    let answer = node.result("eth_call", json!([call, "latest", slot("2a")])).await;
    assert_eq!(answer, word("2a"));
    assert_eq!(node.result("eth_call", json!([call, "latest"])).await, word("0"));
    // Timestamp, then balance of the caller's own address.
    let code = json!({ "0x000000000000000000000000000000000000ace5":
        { "code": "0x425f524760205260405ff3", "balance": "0x7" } });
    let call = json!({ "to": "0x000000000000000000000000000000000000ace5" });
    let block = json!({ "time": "0x77777777" });
    let answer = node.result("eth_call", json!([call, "latest", code, block])).await;
    assert_eq!(answer, format!("0x{:0>64}{:0>64}", "77777777", "7"));
    let wrong = json!({ store: { "state": {}, "stateDiff": {} } });
    assert_eq!(node.error("eth_call", json!([call, "latest", wrong])).await["code"], -32000);
}

#[tokio::test]
async fn an_estimate_suffices_and_an_access_list_names_the_slot() {
    let node = Node::start();
    let store = node.deploy(STORE).await;
    let from = node.account(0);
    let data = format!("0x{:0>64}", "5");
    let call = json!({ "from": from, "to": store, "data": data });
    let gas = node.result("eth_estimateGas", json!([call])).await;
    let list = node.result("eth_createAccessList", json!([call, "latest"])).await;
    assert_eq!(
        list["accessList"],
        json!([{ "address": store, "storageKeys": [format!("0x{:0>64}", "0")] }])
    );
    let receipt = node.send(json!({ "from": from, "to": store, "data": data, "gas": gas })).await;
    assert_eq!(receipt["status"], "0x1");
    let used = number(&receipt["gasUsed"]);
    assert!(used <= number(&gas) && number(&gas) < used + used / 50 + 2_300, "{used} {gas}");
    let value = node.result("eth_getStorageAt", json!([store, "0x0", "latest"])).await;
    assert_eq!(value, data);
    let before = node.result("eth_getStorageAt", json!([store, "0x0", "0x1"])).await;
    assert_eq!(before, format!("0x{:0>64}", "0"), "history stays");
}

#[tokio::test]
async fn the_receipt_is_there_when_the_send_returns() {
    let node = Node::start();
    let to = Address::repeat_byte(7);
    for nonce in 0..20 {
        let raw = transfer(&node.devnet, 0, nonce, to);
        let hash = node.result("eth_sendRawTransaction", json!([raw])).await;
        assert_eq!(hash, json!(keccak256(hex::decode(&raw).unwrap())));
        let receipt = node.result("eth_getTransactionReceipt", json!([hash])).await;
        assert_eq!(number(&receipt["blockNumber"]), nonce + 1);
        assert_eq!(node.result("eth_getRawTransactionByHash", json!([hash])).await, raw);
    }
}

#[tokio::test]
async fn a_message_signature_recovers_to_the_account() {
    let node = Node::start();
    let account = node.account(3);
    let message = hex::encode_prefixed("hello");
    let signature = node.result("personal_sign", json!([message, account])).await;
    assert_eq!(node.result("eth_sign", json!([account, message])).await, signature);
    let bytes: Bytes = signature.as_str().unwrap().parse().unwrap();
    let parsed = alloy_primitives::Signature::from_raw(&bytes).unwrap();
    let recovered = parsed.recover_address_from_msg("hello").unwrap();
    assert_eq!(recovered.to_string().to_lowercase(), account);
}

#[tokio::test]
async fn a_signature_of_typed_data_recovers_to_the_account() {
    let node = Node::start();
    let account = node.account(3);
    let data = json!({
        "types": {
            "EIP712Domain": [{ "name": "name", "type": "string" }],
            "Note": [{ "name": "text", "type": "string" }, { "name": "pages", "type": "uint8[]" }],
        },
        "primaryType": "Note",
        "domain": { "name": "Ledger" },
        "message": { "text": "signed", "pages": [1, "0x2"] },
    });
    let signature = node.result("eth_signTypedData_v4", json!([account, data])).await;
    let as_text = json!([account, data.to_string()]);
    assert_eq!(node.result("eth_signTypedData", as_text).await, signature, "web3.py's way");
    let bytes: Bytes = signature.as_str().unwrap().parse().unwrap();
    let word = |text: &str| keccak256(text).0;
    let domain = keccak256([word("EIP712Domain(string name)"), word("Ledger")].concat());
    let pages =
        keccak256([U256::from(1).to_be_bytes::<32>(), U256::from(2).to_be_bytes()].concat());
    let message = [word("Note(string text,uint8[] pages)"), word("signed"), pages.0].concat();
    let hash = keccak256([&[0x19, 1], &domain[..], &keccak256(message)[..]].concat());
    let parsed = alloy_primitives::Signature::from_raw(&bytes).unwrap();
    let recovered = parsed.recover_address_from_prehash(&hash).unwrap();
    assert_eq!(recovered.to_string().to_lowercase(), account);
    let stranger = json!([Address::repeat_byte(9), data]);
    assert_eq!(node.error("eth_signTypedData_v4", stranger).await["message"], "unknown account");
    let empty = json!([account, "{}"]);
    assert_eq!(node.error("eth_signTypedData_v4", empty).await["code"], -32602);
}
