//! Reading arguments.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};

/// Calldata that does not decode. The revert data is empty, as Solidity's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

impl From<Malformed> for Vec<u8> {
    fn from(_: Malformed) -> Self {
        Self::new()
    }
}

/// A sequence of arguments, read one after the other: the arguments of a call, the members of a struct, the elements of an array.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// What offsets of dynamic members count from.
    base: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads from calldata without its selector.
    #[must_use]
    pub fn new(arguments: &'a [u8]) -> Self {
        Self { base: arguments, rest: arguments }
    }

    /// The next word.
    ///
    /// # Errors
    ///
    /// [`Malformed`] at the end of the calldata.
    #[inline(never)]
    pub fn word(&mut self) -> Result<&'a [u8; 32], Malformed> {
        let (word, rest) = self.rest.split_first_chunk().ok_or(Malformed)?;
        self.rest = rest;
        Ok(word)
    }

    /// A `bytes32`.
    ///
    /// # Errors
    ///
    /// [`Malformed`] at the end of the calldata.
    pub fn hash(&mut self) -> Result<B256, Malformed> {
        Ok(B256::from(*self.word()?))
    }

    /// An unsigned number of at most `bits` bits, a multiple of eight.
    ///
    /// # Errors
    ///
    /// [`Malformed`] at the end of the calldata, or when a higher bit is set.
    #[inline(never)]
    pub fn number(&mut self, bits: usize) -> Result<U256, Malformed> {
        let word = self.word()?;
        let high = 32_usize.saturating_sub(bits / 8);
        if word.iter().take(high).any(|byte| *byte != 0) {
            return Err(Malformed);
        }
        Ok(U256::from_be_bytes(*word))
    }

    /// An unsigned number of at most `bits` bits, a multiple of eight and at most 128, for arithmetic in machine words.
    ///
    /// # Errors
    ///
    /// [`Malformed`] at the end of the calldata, or when a higher bit is set.
    pub fn amount(&mut self, bits: usize) -> Result<u128, Malformed> {
        let [low, high, ..] = self.number(bits.min(128))?.into_limbs();
        Ok(u128::from(low) | u128::from(high) << 64)
    }

    /// A `uint32`.
    ///
    /// # Errors
    ///
    /// As [`Reader::amount`].
    pub fn uint32(&mut self) -> Result<u32, Malformed> {
        Ok(self.amount(32)? as u32)
    }

    /// A `uint64`.
    ///
    /// # Errors
    ///
    /// As [`Reader::amount`].
    pub fn uint64(&mut self) -> Result<u64, Malformed> {
        Ok(self.amount(64)? as u64)
    }

    /// An `address`.
    ///
    /// # Errors
    ///
    /// [`Malformed`] at the end of the calldata, or when a byte before the address is not zero.
    pub fn address(&mut self) -> Result<Address, Malformed> {
        Ok(Address::from_word(self.number(160)?.into()))
    }

    /// A `bool`.
    ///
    /// # Errors
    ///
    /// [`Malformed`] at the end of the calldata, or for anything but 0 and 1.
    pub fn boolean(&mut self) -> Result<bool, Malformed> {
        match self.size()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Malformed),
        }
    }

    /// A dynamic struct: the members, at the offset that is the next word.
    ///
    /// # Errors
    ///
    /// [`Malformed`] when there is no such place.
    #[inline(never)]
    pub fn tail(&mut self) -> Result<Self, Malformed> {
        let offset = self.size()?;
        self.base.get(offset..).map(Self::new).ok_or(Malformed)
    }

    /// An array: its length, and its elements. An offset inside an element counts from the first element.
    ///
    /// # Errors
    ///
    /// [`Malformed`] when there is no such place.
    pub fn array(&mut self) -> Result<(usize, Self), Malformed> {
        let mut tail = self.tail()?;
        let length = tail.size()?;
        Ok((length, Self::new(tail.rest)))
    }

    /// `bytes` or a `string`.
    ///
    /// # Errors
    ///
    /// [`Malformed`] when the calldata ends before them.
    pub fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        let (length, content) = self.array()?;
        content.rest.get(..length).ok_or(Malformed)
    }

    /// A `bytes32[]`, where it lies.
    ///
    /// # Errors
    ///
    /// [`Malformed`] when the calldata ends before it.
    pub fn hashes(&mut self) -> Result<&'a [[u8; 32]], Malformed> {
        let (length, content) = self.array()?;
        content.rest.as_chunks().0.get(..length).ok_or(Malformed)
    }

    /// An offset or a length: what does not fit 32 bits lies outside of any calldata.
    #[inline(never)]
    fn size(&mut self) -> Result<usize, Malformed> {
        let (high, low) = self.word()?.split_last_chunk::<4>().ok_or(Malformed)?;
        if high.iter().any(|byte| *byte != 0) {
            return Err(Malformed);
        }
        Ok(u32::from_be_bytes(*low) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(number: u64) -> [u8; 32] {
        U256::from(number).to_be_bytes()
    }

    fn words(numbers: &[u64]) -> Vec<u8> {
        numbers.iter().flat_map(|number| word(*number)).collect()
    }

    #[test]
    fn reads_what_follows_and_ignores_what_is_left() {
        let data = words(&[7, 1, 0xff, 9]);
        let mut reader = Reader::new(&data);
        assert_eq!(reader.number(256), Ok(U256::from(7)));
        assert_eq!(reader.boolean(), Ok(true));
        assert_eq!(reader.address(), Ok(Address::with_last_byte(0xff)));
    }

    #[test]
    fn refuses_dirty_words() {
        let mut dirty = word(1);
        dirty[11] = 1;
        assert_eq!(Reader::new(&dirty).address(), Err(Malformed));
        assert_eq!(Reader::new(&dirty).number(160), Err(Malformed));
        assert!(Reader::new(&dirty).number(168).is_ok());
        assert_eq!(Reader::new(&word(2)).boolean(), Err(Malformed));
        assert_eq!(Reader::new(&word(1)[..31]).word(), Err(Malformed));
    }

    #[test]
    fn amounts_have_their_bits_and_no_more() {
        let mut word = [0xff; 32];
        assert_eq!(Reader::new(&word).amount(128), Err(Malformed));
        word[..16].fill(0);
        assert_eq!(Reader::new(&word).amount(128), Ok(u128::MAX));
        assert_eq!(Reader::new(&word).uint64(), Err(Malformed));
        word[..24].fill(0);
        assert_eq!(Reader::new(&word).uint64(), Ok(u64::MAX));
        assert_eq!(Reader::new(&word).uint32(), Err(Malformed));
        word[..28].fill(0);
        assert_eq!(Reader::new(&word).uint32(), Ok(u32::MAX));
        assert_eq!(Reader::new(&word).amount(16), Err(Malformed));
        assert_eq!(Reader::new(&[]).amount(128), Err(Malformed));
    }

    #[test]
    fn hashes_are_found_where_they_lie() {
        let data = words(&[32, 2, 7, 8]);
        assert_eq!(Reader::new(&data).hashes(), Ok([word(7), word(8)].as_slice()));
        assert_eq!(Reader::new(&data[..127]).hashes(), Err(Malformed));
        assert_eq!(Reader::new(&words(&[32, u64::from(u32::MAX), 7])).hashes(), Err(Malformed));
        assert_eq!(Reader::new(&words(&[32, 0])).hashes(), Ok([].as_slice()));
    }

    #[test]
    fn finds_bytes_at_any_offset_without_padding() {
        // A gap of one word before the bytes, and only three bytes of the last word.
        let mut data = words(&[64, 0xdead, 3]);
        data.extend_from_slice(b"abc");
        assert_eq!(Reader::new(&data).bytes(), Ok(b"abc".as_slice()));
        assert_eq!(Reader::new(&data[..data.len() - 1]).bytes(), Err(Malformed));
        assert_eq!(Reader::new(&words(&[u64::MAX])).bytes(), Err(Malformed));
        assert_eq!(Reader::new(&words(&[4096])).bytes(), Err(Malformed));
    }

    #[test]
    fn offsets_of_elements_count_from_the_first_element() {
        // An array of two structs (number, bytes): offset, length, two offsets, then number, offset, length, content each.
        let mut data = words(&[32, 2, 64, 64 + 128, 5, 64, 1]);
        data.extend_from_slice(&[b'x'; 32]);
        data.extend(words(&[6, 64, 2]));
        data.extend_from_slice(b"yz");
        let (length, mut elements) = Reader::new(&data).array().expect("an array");
        assert_eq!(length, 2);
        for expected in [(5, b"x".as_slice()), (6, b"yz")] {
            let mut element = elements.tail().expect("a struct");
            assert_eq!(element.number(8), Ok(U256::from(expected.0)));
            assert_eq!(element.bytes(), Ok(expected.1));
        }
    }
}
