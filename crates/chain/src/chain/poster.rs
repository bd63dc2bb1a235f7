//! What a transaction pays for its bytes on the parent chain: so many gas at the base fee, taken before execution, never
//! refunded. With a price of 0, the default, all of it is 0.

use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{b256, TxKind, B256, U256};
use alloy_rlp::Encodable;
use brotli::enc::{
    encode::{
        BrotliEncoderMaxCompressedSize, BrotliEncoderOperation, BrotliEncoderParameter,
        BrotliEncoderStateStruct,
    },
    StandardAlloc,
};

use super::{header::SEQUENCER, request::prices};
use crate::{
    arbos::{ArbosState, Number},
    block::Envelope,
    call::CallRequest,
    evm::{BlockContext, TxContext},
    state::State,
};

/// Units of the parent chain's price for a compressed byte.
const UNITS_PER_BYTE: u64 = 16;
/// Units that are added where the transaction is not known yet.
const PADDING_UNITS: u64 = 256;
/// The same in ten-thousandths.
const PADDED_BIPS: u64 = 10_100;
/// What an estimate takes the cost for, in ten-thousandths: the price may rise until the transaction is sent.
const ESTIMATE_BIPS: u64 = 11_000;
const ONE_IN_BIPS: u64 = 10_000;
/// Window of the compressor, as a power of two.
const WINDOW_BITS: u32 = 22;

/// Fields of the transaction that stands for a call where the call names none: the first bytes of the hashes of their
/// names, and a signature nobody made. They matter because they are compressed too.
mod stand_in {
    use super::{b256, B256};

    pub(super) const NONCE: u64 = 0xa844_cbca_d86e_b849;
    pub(super) const TIP: u128 = 0x39ba_7d26;
    pub(super) const CAP: u128 = 0xf1aa_387f;
    pub(super) const GAS: u64 = 0xb848_0ca2;
    pub(super) const V: u64 = 42_161 * 3;
    pub(super) const R: B256 =
        b256!("ef22bddd350b943170a67d35191c27e310709a28c38b5762a152ff640108f5b2");
    pub(super) const S: B256 =
        b256!("a9463b19d1148abedba3d6925530d4465b271ce2cc61f80b1a0a80fd73eab881");
}

/// Prices at the moment of an execution.
struct Prices {
    /// Wei for a unit of data.
    unit: U256,
    base_fee: u64,
    min_base_fee: u64,
    /// Level of the compressor.
    level: u32,
}

impl Prices {
    /// None if data costs nothing: no price, no base fee, or a block that is not the sequencer's.
    fn read(state: &State, block: &BlockContext) -> Option<Self> {
        let mut copy = state.clone();
        let mut arbos = ArbosState { slots: &mut copy };
        let Ok(unit) = arbos.number(Number::L1PricePerUnit);
        if unit.is_zero() || block.base_fee == 0 || block.coinbase != SEQUENCER {
            return None;
        }
        let Ok(minimum) = arbos.number(Number::MinBaseFee);
        let Ok(level) = arbos.number(Number::BrotliLevel);
        Some(Self {
            unit,
            base_fee: block.base_fee,
            min_base_fee: u64::try_from(minimum).unwrap_or(u64::MAX),
            level: u32::try_from(level).unwrap_or(u32::MAX),
        })
    }

    fn units(&self, bytes: &[u8]) -> u64 {
        UNITS_PER_BYTE.saturating_mul(compressed_len(bytes, self.level) as u64)
    }

    fn cost(&self, units: u64) -> U256 {
        self.unit.saturating_mul(U256::from(units))
    }

    /// Cost of a transaction that is not signed yet.
    fn padded_cost(&self, bytes: &[u8]) -> U256 {
        let units = self.units(bytes).saturating_add(PADDING_UNITS);
        self.cost(units.saturating_mul(PADDED_BIPS) / ONE_IN_BIPS)
    }
}

fn gas(cost: U256, base_fee: u64) -> u64 {
    let gas = cost.checked_div(U256::from(base_fee)).unwrap_or_default();
    u64::try_from(gas).unwrap_or(u64::MAX)
}

/// Gas that a signed transaction pays for its bytes.
pub(super) fn transaction_gas(state: &State, block: &BlockContext, envelope: &Envelope) -> u64 {
    let Some(prices) = Prices::read(state, block) else { return 0 };
    gas(prices.cost(prices.units(&envelope.encoded_2718())), prices.base_fee)
}

/// The same for a call, which is taken for a transaction of type 2.
pub(super) fn call_gas(
    state: &State,
    block: &BlockContext,
    request: &CallRequest,
    tx: &TxContext,
) -> u64 {
    if request.skip_l1_charging {
        return 0;
    }
    let Some(prices) = Prices::read(state, block) else { return 0 };
    gas(prices.padded_cost(&stand_in_bytes(request, tx, tx.gas_limit)), prices.base_fee)
}

/// The same for an estimate: a tenth more cost, at seven eighths of the base fee but no less than the least one.
pub(super) fn estimate_gas(
    state: &State,
    block: &BlockContext,
    request: &CallRequest,
    tx: &TxContext,
) -> u64 {
    if request.skip_l1_charging {
        return 0;
    }
    let Some(prices) = Prices::read(state, block) else { return 0 };
    let cost = prices.padded_cost(&stand_in_bytes(request, tx, 0));
    let padded = cost.saturating_mul(U256::from(ESTIMATE_BIPS)) / U256::from(ONE_IN_BIPS);
    let base_fee = (u128::from(prices.base_fee) * 7 / 8) as u64;
    gas(padded, base_fee.max(prices.min_base_fee))
}

/// The transaction that stands for a call. A gas limit of 0 means that it is not known.
fn stand_in_bytes(request: &CallRequest, tx: &TxContext, gas_limit: u64) -> Vec<u8> {
    let or = |given: u128, otherwise| if given == 0 { otherwise } else { given };
    let (cap, tip) = prices(request);
    let nonce = request.nonce.filter(|nonce| *nonce > 0).unwrap_or(stand_in::NONCE);
    let gas = if gas_limit == 0 { stand_in::GAS } else { gas_limit };
    let to = match tx.kind {
        TxKind::Call(to) => to.to_vec(),
        TxKind::Create => Vec::new(),
    };
    let fields: [&dyn Encodable; 12] = [
        &0_u64,
        &nonce,
        &or(tip, stand_in::TIP),
        &or(cap, stand_in::CAP),
        &gas,
        &to.as_slice(),
        &tx.value,
        &tx.input,
        &tx.access_list,
        &stand_in::V,
        &U256::from_be_bytes(stand_in::R.0),
        &U256::from_be_bytes(stand_in::S.0),
    ];
    let mut bytes = vec![2];
    alloy_rlp::encode_list::<&dyn Encodable, dyn Encodable>(&fields, &mut bytes);
    bytes
}

/// Length of the bytes as one brotli stream.
fn compressed_len(bytes: &[u8], level: u32) -> usize {
    let mut encoder = BrotliEncoderStateStruct::new(StandardAlloc::default());
    let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    for (name, value) in [
        (BrotliEncoderParameter::BROTLI_PARAM_QUALITY, level.min(11)),
        (BrotliEncoderParameter::BROTLI_PARAM_LGWIN, WINDOW_BITS),
        (BrotliEncoderParameter::BROTLI_PARAM_SIZE_HINT, size),
    ] {
        encoder.set_parameter(name, value);
    }
    let mut stream = vec![0; BrotliEncoderMaxCompressedSize(bytes.len()).max(64)];
    let (mut available_in, mut taken, mut written) = (bytes.len(), 0, 0);
    let mut available_out = stream.len();
    let mut total = None;
    // All of it at once: a compressor that is fed in parts makes blocks of its own of them.
    while !encoder.is_finished() {
        let went_on = encoder.compress_stream(
            BrotliEncoderOperation::BROTLI_OPERATION_FINISH,
            &mut available_in,
            bytes,
            &mut taken,
            &mut available_out,
            &mut stream,
            &mut written,
            &mut total,
            &mut |_, _, _, _| (),
        );
        if !went_on || available_out == 0 {
            break;
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_the_compressors_own() {
        for bytes in [&b""[..], b"a", &[7; 10_000], &[1, 2, 3].repeat(30_000)] {
            let length = compressed_len(bytes, 1);
            assert!(length >= 1 && length < bytes.len().max(64), "{length} for {}", bytes.len());
        }
        let mut seed = 1_u64;
        let mut noise = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 56) as u8
        };
        let noise: Vec<u8> = (0..20_000).map(|_| noise()).collect();
        assert!((20_000..20_050).contains(&compressed_len(&noise, 1)));
    }
}
