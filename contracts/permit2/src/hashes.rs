//! EIP-712: what is signed.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use colophon_wire::Answer;
use stylus_sdk::stylus_core::Host;

/// `EIP712Domain(string name,uint256 chainId,address verifyingContract)`
const DOMAIN: &[u8] = b"EIP712Domain(string name,uint256 chainId,address verifyingContract)";
const NAME: &[u8] = b"Permit2";
const PERMIT_DETAILS: &[u8] =
    b"PermitDetails(address token,uint160 amount,uint48 expiration,uint48 nonce)";
const PERMIT_SINGLE: &[u8] =
    b"PermitSingle(PermitDetails details,address spender,uint256 sigDeadline)";
const PERMIT_BATCH: &[u8] =
    b"PermitBatch(PermitDetails[] details,address spender,uint256 sigDeadline)";
const TOKEN_PERMISSIONS: &[u8] = b"TokenPermissions(address token,uint256 amount)";
const TRANSFER: &[u8] = b"PermitTransferFrom(TokenPermissions permitted,";
const BATCH_TRANSFER: &[u8] = b"PermitBatchTransferFrom(TokenPermissions[] permitted,";
const WITNESS_TRANSFER: &[u8] = b"PermitWitnessTransferFrom(TokenPermissions permitted,";
const WITNESS_BATCH_TRANSFER: &[u8] =
    b"PermitBatchWitnessTransferFrom(TokenPermissions[] permitted,";
const TRANSFER_MEMBERS: &[u8] = b"address spender,uint256 nonce,uint256 deadline";

/// What a witness adds to a signed transfer: a word, and the rest of the type's text, beginning with the witness' member.
pub(crate) struct Witness<'a> {
    pub(crate) word: B256,
    pub(crate) type_text: &'a [u8],
}

/// The part of a signed transfer that does not depend on how many tokens it is about.
pub(crate) struct Terms<'a> {
    pub(crate) spender: Address,
    pub(crate) nonce: U256,
    pub(crate) deadline: U256,
    pub(crate) witness: Option<Witness<'a>>,
}

/// The separator of this chain and contract.
pub(crate) fn domain_separator(vm: &dyn Host) -> B256 {
    let words = Answer::with_capacity(4)
        .hash(vm.native_keccak256(DOMAIN))
        .hash(vm.native_keccak256(NAME))
        .number(U256::from(vm.chain_id()))
        .address(vm.contract_address());
    hash(vm, words)
}

/// What a signature of a struct signs.
pub(crate) fn to_sign(vm: &dyn Host, struct_hash: B256) -> B256 {
    let domain = domain_separator(vm);
    let parts = [&[0x19, 0x01], domain.as_slice(), struct_hash.as_slice()];
    vm.native_keccak256(&parts.concat())
}

/// `PermitDetails`, whose four members are words as they came.
pub(crate) fn details(vm: &dyn Host, members: [U256; 4]) -> B256 {
    let words = Answer::with_capacity(5).hash(vm.native_keccak256(PERMIT_DETAILS));
    hash(vm, members.into_iter().fold(words, Answer::number))
}

/// `PermitSingle`, or `PermitBatch` when `details` is the hash of an array.
pub(crate) fn permit(
    vm: &dyn Host,
    batch: bool,
    details: B256,
    spender: Address,
    deadline: U256,
) -> B256 {
    let own = if batch { PERMIT_BATCH } else { PERMIT_SINGLE };
    let words = Answer::with_capacity(4)
        .hash(vm.native_keccak256(&[own, PERMIT_DETAILS].concat()))
        .hash(details)
        .address(spender)
        .number(deadline);
    hash(vm, words)
}

/// `TokenPermissions`.
pub(crate) fn token_permissions(vm: &dyn Host, token: Address, amount: U256) -> B256 {
    let words = Answer::with_capacity(3)
        .hash(vm.native_keccak256(TOKEN_PERMISSIONS))
        .address(token)
        .number(amount);
    hash(vm, words)
}

/// An array of structs.
pub(crate) fn array(vm: &dyn Host, elements: &[B256]) -> B256 {
    vm.native_keccak256(
        &elements
            .iter()
            .fold(Answer::with_capacity(elements.len()), |words, element| words.hash(*element))
            .into_bytes(),
    )
}

/// `PermitTransferFrom` and its three siblings.
pub(crate) fn transfer(vm: &dyn Host, batch: bool, permitted: B256, terms: &Terms<'_>) -> B256 {
    let words = Answer::with_capacity(6)
        .hash(vm.native_keccak256(&transfer_type(batch, terms.witness.as_ref())))
        .hash(permitted)
        .address(terms.spender)
        .number(terms.nonce)
        .number(terms.deadline);
    hash(
        vm,
        match &terms.witness {
            Some(witness) => words.hash(witness.word),
            None => words,
        },
    )
}

/// The type's text. After the comma the caller's text goes on with the witness' member and everything that follows it.
fn transfer_type(batch: bool, witness: Option<&Witness<'_>>) -> Vec<u8> {
    match (witness, batch) {
        (None, false) => [TRANSFER, TRANSFER_MEMBERS, b")", TOKEN_PERMISSIONS].concat(),
        (None, true) => [BATCH_TRANSFER, TRANSFER_MEMBERS, b")", TOKEN_PERMISSIONS].concat(),
        (Some(witness), false) => {
            [WITNESS_TRANSFER, TRANSFER_MEMBERS, b",", witness.type_text].concat()
        }
        (Some(witness), true) => {
            [WITNESS_BATCH_TRANSFER, TRANSFER_MEMBERS, b",", witness.type_text].concat()
        }
    }
}

fn hash(vm: &dyn Host, words: Answer) -> B256 {
    vm.native_keccak256(&words.into_bytes())
}
