//! What is hashed: leaves, challenges, the digest of a voucher, Merkle trees; by the libraries of the host side, not by
//! the project's own rules.

use alloy_primitives::{keccak256, Address, B256, U256};
use alloy_sol_types::{eip712_domain, sol, SolStruct, SolValue};

use super::pass;

sol! {
    /// What a curator signs.
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

/// Which Minter on which chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Domain {
    /// Chain id.
    pub chain: u64,
    /// The Minter.
    pub minter: Address,
}

impl Domain {
    /// The EIP-712 digest of a voucher for a sale.
    pub fn voucher(&self, sale: U256, v: &pass::Voucher) -> B256 {
        let domain = eip712_domain! {
            name: "Colophon Minter",
            version: "1",
            chain_id: self.chain,
            verifying_contract: self.minter,
        };
        Voucher {
            saleId: sale,
            buyer: v.buyer,
            quantity: v.quantity,
            price: v.price,
            contentHash: v.contentHash,
            promptCommitment: v.promptCommitment,
            recordHash: v.recordHash,
            expiry: v.expiry,
            epoch: v.epoch,
            nonce: v.nonce,
        }
        .eip712_signing_hash(&domain)
    }

    /// The leaf of an allow-list.
    pub fn leaf(&self, sale: U256, account: Address, a: &pass::Allowance) -> B256 {
        let words = (
            U256::from(self.chain),
            self.minter,
            sale,
            account,
            U256::from(a.quantity),
            U256::from(a.price),
            U256::from(a.start),
            U256::from(a.end),
        );
        keccak256(keccak256(words.abi_encode()))
    }

    /// What a miner works on.
    pub fn challenge(&self, sale: U256, buyer: Address, last: B256) -> B256 {
        keccak256((U256::from(self.chain), self.minter, sale, buyer, last).abi_encode())
    }
}

/// How solutions come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mining {
    /// `keccak256(challenge ‖ nonce)`, as on chain.
    Real,
    /// The one nonce `keccak256(challenge)` solves every challenge: for millions of actions without mining.
    Pretended,
}

impl Mining {
    /// The solution that a nonce gives.
    pub fn solution(self, challenge: B256, nonce: U256) -> B256 {
        let solution = keccak256([challenge.0, nonce.to_be_bytes()].concat());
        if self == Self::Pretended && nonce == U256::from_be_bytes(keccak256(challenge).0) {
            return B256::from(U256::from_be_bytes(solution.0) >> 128);
        }
        solution
    }

    /// Whether a solution meets a difficulty.
    pub fn meets(solution: B256, difficulty: u64) -> bool {
        let top = U256::from_be_bytes(solution.0) >> 128;
        top * U256::from(difficulty) < U256::from(1) << 128
    }

    /// Finds a nonce.
    pub fn mine(self, challenge: B256, difficulty: u64) -> U256 {
        if self == Self::Pretended {
            return U256::from_be_bytes(keccak256(challenge).0);
        }
        let mut nonce = U256::ZERO;
        while !Self::meets(self.solution(challenge, nonce), difficulty) {
            nonce += U256::from(1);
        }
        nonce
    }
}

fn node(a: B256, b: B256) -> B256 {
    keccak256(if a <= b { [a.0, b.0].concat() } else { [b.0, a.0].concat() })
}

/// The root over leaves and the proof of each; pairs are sorted, an odd one moves up.
pub fn merkle(leaves: &[B256]) -> (B256, Vec<Vec<B256>>) {
    let mut proofs = vec![Vec::new(); leaves.len()];
    let mut places: Vec<usize> = (0..leaves.len()).collect();
    let mut level = leaves.to_vec();
    while level.len() > 1 {
        for (proof, place) in proofs.iter_mut().zip(&mut places) {
            if let Some(sibling) = level.get(*place ^ 1) {
                proof.push(*sibling);
            }
            *place /= 2;
        }
        level = level.chunks(2).map(|pair| pair.iter().copied().reduce(node).unwrap()).collect();
    }
    (level.first().copied().unwrap_or_default(), proofs)
}

/// Where a proof leads from a leaf.
pub fn climb(leaf: B256, proof: &[B256]) -> B256 {
    proof.iter().fold(leaf, |a, b| node(a, *b))
}
