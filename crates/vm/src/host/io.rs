//! Calldata, results, return data, logs, hashing and memory growth.

use alloy_primitives::{keccak256, Bytes, B256};

use super::{
    frame::{fail, Halt, Host, Hosted},
    pricing::{self, EVM_API, HOSTIO},
};
use crate::pages;

pub(super) fn read_args(host: &mut Host<'_, '_>, dest: u32) -> Hosted<()> {
    host.buy_ink(HOSTIO)?;
    let input = host.frame().input.clone();
    host.pay_for_write(input.len())?;
    host.write(dest, &input)?;
    host.trace("read_args", &[], &[&input]);
    Ok(())
}

pub(super) fn write_result(host: &mut Host<'_, '_>, at: u32, length: u32) -> Hosted<()> {
    host.buy_ink(HOSTIO)?;
    host.pay_for_read(length)?;
    host.pay_for_read(length)?;
    let output = host.read_bytes(at, length)?;
    host.trace("write_result", &[&output], &[]);
    host.frame().output = output;
    Ok(())
}

pub(super) fn exit_early(host: &mut Host<'_, '_>, status: u32) -> Hosted<()> {
    host.trace("exit_early", &[&status.to_be_bytes()], &[]);
    Err(Halt::Exit(status))
}

pub(super) fn return_data_size(host: &mut Host<'_, '_>) -> Hosted<u32> {
    host.buy_ink(HOSTIO)?;
    let size = length_of(&host.frame().return_data);
    host.trace("return_data_size", &[], &[&size.to_be_bytes()]);
    Ok(size)
}

pub(super) fn read_return_data(
    host: &mut Host<'_, '_>,
    dest: u32,
    offset: u32,
    size: u32,
) -> Hosted<u32> {
    host.buy_ink(HOSTIO + EVM_API)?;
    let part = slice(&host.frame().return_data, offset, size);
    host.pay_for_write(part.len())?;
    host.write(dest, &part)?;
    host.trace("read_return_data", &[&offset.to_be_bytes(), &size.to_be_bytes()], &[&part]);
    Ok(length_of(&part))
}

pub(super) fn emit_log(host: &mut Host<'_, '_>, at: u32, length: u32, topics: u32) -> Hosted<()> {
    host.buy_ink(HOSTIO + EVM_API)?;
    let topic_bytes = topics.saturating_mul(32);
    if topics > 4 || length < topic_bytes {
        return fail(format!("a log of {length} bytes cannot have {topics} topics"));
    }
    host.pay_for_read(length)?;
    let data_gas = u64::from(length - topic_bytes) * pricing::LOG_BYTE;
    host.buy_gas(pricing::LOG * (1 + u64::from(topics)) + data_gas)?;
    let bytes = host.read_bytes(at, length)?;
    host.refuse_static("emit_log")?;
    let (heads, data) = (bytes.slice(..topic_bytes as usize), bytes.slice(topic_bytes as usize..));
    let words = heads.chunks_exact(32).map(B256::from_slice).collect();
    host.evm().log(words, data);
    host.trace("emit_log", &[&topics.to_be_bytes(), &bytes], &[]);
    Ok(())
}

pub(super) fn native_keccak256(
    host: &mut Host<'_, '_>,
    at: u32,
    length: u32,
    dest: u32,
) -> Hosted<()> {
    host.buy_ink(pricing::keccak(u64::from(length)))?;
    let preimage = host.read_bytes(at, length)?;
    let digest = keccak256(&preimage);
    host.write(dest, digest.as_slice())?;
    host.trace("native_keccak256", &[&preimage], &[digest.as_slice()]);
    Ok(())
}

pub(super) fn pay_for_memory_grow(host: &mut Host<'_, '_>, pages: u32) -> Hosted<()> {
    let params = host.params();
    let new = match u16::try_from(pages) {
        Ok(new) => new,
        // The low 16 bits, as the earlier versions read the argument.
        Err(_) if params.truncates_page_argument() => (pages & 0xffff) as u16,
        Err(_) => return host.out_of_ink(),
    };
    if new == 0 {
        host.buy_ink(HOSTIO)?;
    } else {
        let gas = pages::open(params, host.evm().pages(), new);
        host.buy_gas(gas)?;
        if let Some(profiler) = &mut host.frame().profiler {
            profiler.grown_pages = profiler.grown_pages.saturating_add(new.into());
        }
    }
    host.trace("pay_for_memory_grow", &[&new.to_be_bytes()], &[]);
    Ok(())
}

/// The part of `bytes` that exists of `size` bytes from `offset`.
pub(super) fn slice(bytes: &Bytes, offset: u32, size: u32) -> Bytes {
    let start = (offset as usize).min(bytes.len());
    let end = start.saturating_add(size as usize).min(bytes.len());
    bytes.slice(start..end)
}

/// Length as the guest sees it.
pub(super) fn length_of(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}
