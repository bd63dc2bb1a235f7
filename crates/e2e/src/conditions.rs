//! The conditions of sales as a curator, an artist and a miner make them, with other tools than the contract's: vouchers by
//! alloy's EIP-712 and signer, allow-lists and solutions by alloy's ABI encoder and hash.

use alloy_primitives::{keccak256, Address, Bytes, B256, U256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{eip712_domain, Eip712Domain, SolStruct, SolValue};

use crate::{
    bindings::{Minter, Pass},
    market::{Market, SALE_PRICE},
};

mod typed {
    //! What a wallet shows to a curator.
    alloy_sol_types::sol! {
        /// The signed struct.
        struct Voucher {
            uint256 saleId;
            address buyer;
            uint32 quantity;
            uint128 price;
            bytes32 contentHash;
            bytes32 promptCommitment;
            bytes32 recordHash;
            uint64 expiry;
            uint32 epoch;
            uint256 nonce;
        }
    }
}

/// The key of a curator who signs vouchers; `n` tells them apart.
pub fn curator(n: u8) -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::repeat_byte(n)).expect("a key")
}

/// A voucher for one piece of the series at the sale's price, for anybody, that never expires.
pub fn voucher(nonce: u64) -> Minter::Voucher {
    Minter::Voucher {
        quantity: 1,
        price: SALE_PRICE,
        expiry: u64::MAX,
        nonce: U256::from(nonce),
        ..Minter::Voucher::default()
    }
}

/// The EIP-712 domain of a Minter.
pub fn domain(chain_id: u64, minter: Address) -> Eip712Domain {
    eip712_domain! {
        name: "Colophon Minter",
        version: "1",
        chain_id: chain_id,
        verifying_contract: minter,
    }
}

/// What is signed for a voucher.
pub fn digest(domain: &Eip712Domain, sale: U256, voucher: &Minter::Voucher) -> B256 {
    let voucher = voucher.clone();
    typed::Voucher {
        saleId: sale,
        buyer: voucher.buyer,
        quantity: voucher.quantity,
        price: voucher.price,
        contentHash: voucher.contentHash,
        promptCommitment: voucher.promptCommitment,
        recordHash: voucher.recordHash,
        expiry: voucher.expiry,
        epoch: voucher.epoch,
        nonce: voucher.nonce,
    }
    .eip712_signing_hash(domain)
}

/// r, s and v (27 or 28) over a digest.
pub fn sign(signer: &PrivateKeySigner, digest: B256) -> Bytes {
    signer.sign_hash_sync(&digest).expect("a signature").as_bytes().into()
}

/// A pass that is nothing but a voucher.
pub fn pass(voucher: Minter::Voucher, signature: Bytes) -> Pass {
    Pass { voucher, signature, ..Pass::default() }
}

impl Market {
    /// The domain of this Minter.
    pub fn domain(&self) -> Eip712Domain {
        domain(self.world.chain.config().chain_id, self.minter)
    }

    /// A signed voucher of a sale as a pass.
    pub fn vouch(&self, signer: &PrivateKeySigner, sale: U256, voucher: Minter::Voucher) -> Pass {
        let digest = digest(&self.domain(), sale, &voucher);
        pass(voucher, sign(signer, digest))
    }

    /// An allow-list of a sale.
    pub fn allow_list(&self, sale: U256, entries: &[(Address, Minter::Allowance)]) -> AllowList {
        let chain = self.world.chain.config().chain_id;
        AllowList::new(chain, self.minter, sale, entries)
    }

    /// A pass with a solution for the challenge of now.
    pub fn mined(&self, sale: U256, buyer: Address) -> Pass {
        let now = self.view(Minter::challengeCall { saleId: sale, buyer });
        Pass { workNonce: solve(now.challenge, now.difficulty), ..Pass::default() }
    }
}

/// This many pieces at the sale's price in the sale's window.
pub fn allowance(quantity: u32) -> Minter::Allowance {
    Minter::Allowance { quantity, price: SALE_PRICE, ..Minter::Allowance::default() }
}

/// An allow-list with its tree.
#[derive(Clone, Debug)]
pub struct AllowList {
    entries: Vec<Minter::Allowance>,
    /// From the leaves to the root.
    layers: Vec<Vec<B256>>,
}

/// The parent of two nodes.
pub fn node(one: B256, other: B256) -> B256 {
    let (low, high) = if one < other { (one, other) } else { (other, one) };
    keccak256([low, high].concat())
}

/// The leaf of an entry, from the words of its encoding.
pub fn leaf(
    chain: u64,
    minter: Address,
    sale: U256,
    account: Address,
    allowance: &Minter::Allowance,
) -> B256 {
    let Minter::Allowance { quantity, price, start, end } = allowance.clone();
    let words = (chain, minter, sale, account, quantity, price, start, end).abi_encode();
    assert_eq!(words.len(), 256);
    keccak256(keccak256(words))
}

impl AllowList {
    fn new(
        chain: u64,
        minter: Address,
        sale: U256,
        entries: &[(Address, Minter::Allowance)],
    ) -> Self {
        let leaves: Vec<B256> = entries
            .iter()
            .map(|(account, allowance)| leaf(chain, minter, sale, *account, allowance))
            .collect();
        let mut layers = vec![leaves];
        while layers[layers.len() - 1].len() > 1 {
            let above = layers[layers.len() - 1].chunks(2).map(|pair| match *pair {
                [one, other] => node(one, other),
                _ => pair[0],
            });
            layers.push(above.collect());
        }
        Self { entries: entries.iter().map(|(_, allowance)| allowance.clone()).collect(), layers }
    }

    /// The root.
    pub fn root(&self) -> B256 {
        self.layers[self.layers.len() - 1][0]
    }

    /// One leaf.
    pub fn leaf(&self, index: usize) -> B256 {
        self.layers[0][index]
    }

    /// The siblings on the way from a leaf to the root.
    pub fn proof(&self, mut index: usize) -> Vec<B256> {
        let mut siblings = Vec::new();
        for layer in &self.layers {
            siblings.extend(layer.get(index ^ 1).copied());
            index /= 2;
        }
        siblings
    }

    /// An entry as a pass.
    pub fn pass(&self, index: usize) -> Pass {
        Pass { allowance: self.entries[index].clone(), proof: self.proof(index), ..Pass::default() }
    }
}

/// `keccak256(challenge ‖ nonce)`.
pub fn solution(challenge: B256, nonce: U256) -> B256 {
    keccak256([challenge.0, nonce.to_be_bytes()].concat())
}

/// Whether the upper half of a solution, times the difficulty, is below 2^128.
pub fn meets(solution: B256, difficulty: u64) -> bool {
    let top = u128::from_be_bytes(solution.0[..16].try_into().expect("16 bytes"));
    top.checked_mul(u128::from(difficulty)).is_some()
}

/// The first nonce whose solution meets the difficulty.
pub fn solve(challenge: B256, difficulty: u64) -> U256 {
    let nonces = (0..u64::MAX).map(U256::from);
    let mut met = nonces.filter(|nonce| meets(solution(challenge, *nonce), difficulty));
    met.next().expect("a solution")
}
