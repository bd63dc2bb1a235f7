//! The ways to buy, as calls of the Minter and of its twin: for everybody, with a proof, with a voucher.

use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{SolCall, SolValue as _};
use colophon_e2e::{world::word, Minter, Pass};
use colophon_provenance::{
    hash::{Keccak, Software, Word},
    sale::{allowance, voucher},
    tree,
};

use crate::{
    bindings::TwinSale,
    shop::{Shop, EARLY, PRICE},
    stage::HOLDER,
};

/// Every allowance, and every voucher, is for so many.
const QUANTITY: u32 = 20;
/// The last second of every voucher.
const EXPIRY: u64 = 2_100_000_000;

/// How to buy.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    /// Anybody can.
    Public,
    /// By a proof of so many nodes.
    Listed(usize),
    /// By a voucher: for any piece, or for one with its words.
    Signed {
        /// Whether it names the words.
        words: bool,
    },
}

/// The key that signs vouchers.
pub(crate) fn signer() -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::repeat_byte(0x51)).expect("a number below the order")
}

fn allowance() -> allowance::Allowance {
    allowance::Allowance { quantity: QUANTITY, price: PRICE, start: 0, end: 0 }
}

/// The proof of one of the two buyers: the other's leaf, then nodes that stand for the rest of the list.
fn proof(shop: &Shop, phase: u32, nodes: usize, buyer: Address) -> Vec<Word> {
    let other = if buyer == HOLDER { EARLY } else { HOLDER };
    let first = allowance().leaf(&Software, &shop.place(phase), &other.into_array());
    let rest = (1..nodes).map(|index| Software.keccak256(&index.to_be_bytes()));
    std::iter::once(first).chain(rest).collect()
}

/// The root of a list of which both buyers have a proof of so many nodes.
pub(crate) fn root(shop: &Shop, phase: u32, nodes: usize) -> B256 {
    let leaf = allowance().leaf(&Software, &shop.place(phase), &HOLDER.into_array());
    let nodes = proof(shop, phase, nodes, HOLDER);
    nodes.into_iter().fold(leaf, |below, node| tree::node(&Software, below, node)).into()
}

/// The voucher of a buyer, whose number is its nonce.
fn voucher(buyer: Address, words: bool) -> voucher::Voucher {
    let hash = |n| if words { word(n).0 } else { [0; 32] };
    voucher::Voucher {
        buyer: buyer.into_array(),
        quantity: if words { 1 } else { QUANTITY },
        price: PRICE,
        content_hash: hash(1),
        prompt_commitment: hash(2),
        record_hash: hash(3),
        expiry: EXPIRY,
        epoch: 0,
        nonce: U256::from(if buyer == EARLY { 1 } else { 2 }).to_be_bytes(),
    }
}

impl Way {
    /// The call data of a purchase.
    pub(crate) fn call(self, shop: &Shop, buyer: Address, phase: u32, quantity: u32) -> Vec<u8> {
        let max = U256::from(PRICE * u128::from(quantity));
        if shop.is_minter() {
            let data = match self {
                Self::Public => Bytes::new(),
                _ => self.pass(shop, buyer, phase).abi_encode().into(),
            };
            let sale_id = shop.sale_id(phase);
            return Minter::mintCall { saleId: sale_id, quantity, maxPrice: max, data }
                .abi_encode();
        }
        self.twin(shop, buyer, phase, quantity, max)
    }

    fn pass(self, shop: &Shop, buyer: Address, phase: u32) -> Pass {
        match self {
            Self::Public => Pass::default(),
            Self::Listed(nodes) => {
                let allowance::Allowance { quantity, price, start, end } = allowance();
                Pass {
                    allowance: Minter::Allowance { quantity, price, start, end },
                    proof: proof(shop, phase, nodes, buyer).into_iter().map(B256::from).collect(),
                    ..Pass::default()
                }
            }
            Self::Signed { words } => {
                let voucher = voucher(buyer, words);
                Pass {
                    voucher: Minter::Voucher {
                        buyer,
                        quantity: voucher.quantity,
                        price: voucher.price,
                        contentHash: voucher.content_hash.into(),
                        promptCommitment: voucher.prompt_commitment.into(),
                        recordHash: voucher.record_hash.into(),
                        expiry: voucher.expiry,
                        epoch: voucher.epoch,
                        nonce: U256::from_be_bytes(voucher.nonce),
                    },
                    signature: sign(shop, phase, &voucher),
                    ..Pass::default()
                }
            }
        }
    }

    fn twin(self, shop: &Shop, buyer: Address, phase: u32, quantity: u32, max: U256) -> Vec<u8> {
        let sale_id = shop.sale_id(phase);
        let pass = self.pass(shop, buyer, phase);
        match self {
            Self::Public => {
                TwinSale::mintCall { saleId: sale_id, quantity, maxPrice: max }.abi_encode()
            }
            Self::Listed(_) => TwinSale::claimCall {
                saleId: sale_id,
                quantity,
                maxPrice: max,
                allowance: TwinSale::Allowance {
                    quantity: pass.allowance.quantity,
                    price: pass.allowance.price,
                    start: pass.allowance.start,
                    end: pass.allowance.end,
                },
                proof: pass.proof,
            }
            .abi_encode(),
            Self::Signed { .. } => TwinSale::mintSignedCall {
                saleId: sale_id,
                quantity,
                maxPrice: max,
                voucher: TwinSale::Voucher {
                    buyer,
                    quantity: pass.voucher.quantity,
                    price: pass.voucher.price,
                    contentHash: pass.voucher.contentHash,
                    promptCommitment: pass.voucher.promptCommitment,
                    recordHash: pass.voucher.recordHash,
                    expiry: pass.voucher.expiry,
                    epoch: pass.voucher.epoch,
                    nonce: pass.voucher.nonce,
                },
                signature: pass.signature,
            }
            .abi_encode(),
        }
    }
}

fn sign(shop: &Shop, phase: u32, voucher: &voucher::Voucher) -> Bytes {
    let digest = voucher.digest(&Software, &shop.place(phase));
    let signature = signer().sign_hash_sync(&digest.into()).expect("the key signs");
    Bytes::from(signature.as_bytes())
}
