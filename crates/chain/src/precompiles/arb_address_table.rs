//! `ArbAddressTable` at 0x66: short names for addresses. Compressed, an address is the RLP of its place in the table, or of
//! itself when it is not there.

use alloy_primitives::{Address, U256};

use super::{
    abi::IArbAddressTable::{self, *},
    call::{Answer, Call, Fault},
    dispatch::{methods, Method},
};

/// RLP prefix of a string of no bytes; a string of up to 55 bytes adds its length.
const STRING: u8 = 0x80;
/// Bytes of the largest place.
const PLACE_BYTES: usize = 8;
const ADDRESS_BYTES: usize = 20;

pub(super) const METHODS: &[Method] = methods! { IArbAddressTable:
    addressExistsCall View |call, arguments| {
        Ok(call.arbos().address_table().lookup(arguments.account)?.is_some())
    };
    compressCall Write |call, arguments| {
        let place = call.arbos().address_table().lookup(arguments.account)?;
        Ok(place.map_or_else(|| string(arguments.account.as_slice()), short).into())
    };
    decompressCall View |call, arguments| {
        let (account, read) = decompress(call, &arguments.buf, arguments.offset)?;
        Ok(decompressReturn { _0: account, _1: U256::from(read) })
    };
    lookupCall View |call, arguments| {
        let place = call.arbos().address_table().lookup(arguments.account)?;
        place.map(U256::from).ok_or(Fault::Plain)
    };
    lookupIndexCall View |call, arguments| {
        let index = u64::try_from(arguments.index).map_err(|_| Fault::Plain)?;
        call.arbos().address_table().at(index)?.ok_or(Fault::Plain)
    };
    registerCall Write |call, arguments| {
        call.arbos().address_table().register(arguments.account).map(U256::from)
    };
    sizeCall View |call, _| call.arbos().address_table().size().map(U256::from);
};

fn string(bytes: &[u8]) -> Vec<u8> {
    // The longest string here is an address.
    [&[STRING + bytes.len() as u8], bytes].concat()
}

/// RLP of a number.
fn short(number: u64) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let zeros = (number.leading_zeros() / 8) as usize;
    match number {
        1..0x80 => vec![bytes[7]],
        _ => string(&bytes[zeros..]),
    }
}

/// The string at the start of the bytes and how many bytes it takes; none if it is not in its shortest form, longer than
/// an address, cut off, or a list.
fn split(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let (&first, rest) = bytes.split_first()?;
    if first < STRING {
        return Some((&bytes[..1], 1));
    }
    let length = usize::from(first - STRING);
    if length > ADDRESS_BYTES {
        return None;
    }
    let content = rest.get(..length)?;
    let longer_than_needed = length == 1 && content[0] < STRING;
    (!longer_than_needed).then_some((content, 1 + length))
}

fn decompress(call: &mut Call<'_>, bytes: &[u8], offset: U256) -> Answer<(Address, usize)> {
    let rest = usize::try_from(offset).ok().and_then(|offset| bytes.get(offset..));
    let (content, read) = rest.and_then(split).ok_or(Fault::Plain)?;
    if content.len() == ADDRESS_BYTES {
        return Ok((Address::from_slice(content), read));
    }
    if content.len() > PLACE_BYTES || content.first() == Some(&0) {
        return Err(Fault::Plain);
    }
    let index = content.iter().fold(0, |index, byte| (index << 8) | u64::from(*byte));
    let account = call.arbos().address_table().at(index)?.ok_or(Fault::Plain)?;
    Ok((account, read))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_their_shortest_form_and_back() {
        for (number, bytes) in [
            (0, &[0x80][..]),
            (1, &[0x01]),
            (0x7f, &[0x7f]),
            (0x80, &[0x81, 0x80]),
            (0x1234, &[0x82, 0x12, 0x34]),
            (u64::MAX, &[0x88, 255, 255, 255, 255, 255, 255, 255, 255]),
        ] {
            assert_eq!(short(number), bytes);
            let (content, read) = split(bytes).expect("a string");
            assert_eq!(read, bytes.len());
            assert!(content.len() <= PLACE_BYTES);
        }
    }

    #[test]
    fn refuses_long_forms_lists_and_cut_strings() {
        for bytes in [&[][..], &[0x81, 0x05], &[0x82, 1], &[0xc0], &[0xb8, 56], &[0x95; 30]] {
            assert_eq!(split(bytes), None, "{bytes:02x?}");
        }
    }
}
