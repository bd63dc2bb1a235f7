//! The safetensors container: eight bytes that say how long the header is (little-endian), the header (JSON), the tensors without holes.

use std::{
    collections::{btree_map::Entry as Slot, BTreeMap},
    fmt,
    marker::PhantomData,
    string::String,
    vec::Vec,
};

use serde::{
    de::{Error as _, MapAccess, Visitor},
    Deserialize, Deserializer,
};

/// The longest header accepted. That of a model of our size takes 4 KiB.
pub const MAX_HEADER: usize = 1 << 20;

/// A container whose every tensor lies where the header says, and nothing lies between them.
#[derive(Clone, Debug)]
pub struct Container<'a> {
    /// What `__metadata__` says; empty if there is none.
    pub metadata: BTreeMap<String, String>,
    /// The tensors by name.
    pub tensors: BTreeMap<String, Tensor<'a>>,
}

/// One tensor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tensor<'a> {
    /// Its type of numbers as the header writes it, for example `I8`.
    pub dtype: String,
    /// Its dimensions.
    pub shape: Vec<u64>,
    /// Its bytes, row-major, little-endian.
    pub bytes: &'a [u8],
}

/// Why bytes are not a safetensors container.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ContainerError {
    /// There is no room for the length of the header.
    #[error("the file has {0} bytes; a safetensors file begins with an 8-byte header length")]
    TooShort(usize),
    /// The header claims to be longer than [`MAX_HEADER`].
    #[error("the header claims {0} bytes; at most {MAX_HEADER} are read")]
    HeaderTooLong(u64),
    /// The header claims to be longer than the file.
    #[error("the header claims {claimed} bytes, but only {available} follow")]
    HeaderOutside {
        /// The length it claims.
        claimed: usize,
        /// The bytes there are.
        available: usize,
    },
    /// The header does not begin with `{`.
    #[error("the header does not begin with an opening brace")]
    HeaderStart,
    /// The header is not JSON of the right form, or holds a key twice.
    #[error("the header is not that of a safetensors file: {0}")]
    Header(#[from] serde_json::Error),
    /// A tensor begins after its end, or ends after the file.
    #[error("tensor {name:?} lies at {begin}..{end}, but there are {available} bytes of tensors")]
    Outside {
        /// Its name.
        name: String,
        /// Where it claims to begin.
        begin: u64,
        /// Where it claims to end.
        end: u64,
        /// The bytes there are.
        available: usize,
    },
    /// Between two tensors are unused or shared bytes.
    #[error("tensor {name:?} begins at byte {begin}; without holes or overlaps it would begin at {wanted}")]
    Gap {
        /// The later tensor's name.
        name: String,
        /// Where it claims to begin.
        begin: u64,
        /// Where the one before it ends.
        wanted: u64,
    },
    /// After the last tensor there are more bytes.
    #[error("{0} bytes follow the last tensor")]
    Trailing(u64),
}

impl<'a> Container<'a> {
    /// Reads a whole file.
    ///
    /// # Errors
    /// [`ContainerError`] says what is wrong and where.
    pub fn parse(file: &'a [u8]) -> Result<Self, ContainerError> {
        let (length, rest) =
            file.split_first_chunk().ok_or(ContainerError::TooShort(file.len()))?;
        let claimed = u64::from_le_bytes(*length);
        let length = usize::try_from(claimed)
            .ok()
            .filter(|length| *length <= MAX_HEADER)
            .ok_or(ContainerError::HeaderTooLong(claimed))?;
        let (header, data) = rest
            .split_at_checked(length)
            .ok_or(ContainerError::HeaderOutside { claimed: length, available: rest.len() })?;
        if header.first() != Some(&b'{') {
            return Err(ContainerError::HeaderStart);
        }
        let Header { metadata, entries } = serde_json::from_slice(header)?;
        check_layout(&entries, data.len())?;
        let tensors = entries
            .into_iter()
            .map(|(name, entry)| {
                let [begin, end] = entry.data_offsets;
                // In range: the layout has been checked.
                let bytes = data.get(begin as usize..end as usize).unwrap_or_default();
                (name, Tensor { dtype: entry.dtype, shape: entry.shape, bytes })
            })
            .collect();
        Ok(Self { metadata, tensors })
    }
}

/// Every tensor inside the data, each beginning where the one before it ends, the last ending with the data.
fn check_layout(entries: &BTreeMap<String, Entry>, available: usize) -> Result<(), ContainerError> {
    let mut places = Vec::with_capacity(entries.len());
    for (name, entry) in entries {
        let [begin, end] = entry.data_offsets;
        if begin > end || end > available as u64 {
            return Err(ContainerError::Outside { name: name.clone(), begin, end, available });
        }
        places.push((begin, end, name));
    }
    places.sort_unstable();
    let mut wanted = 0;
    for (begin, end, name) in places {
        if begin != wanted {
            return Err(ContainerError::Gap { name: name.clone(), begin, wanted });
        }
        wanted = end;
    }
    match available as u64 - wanted {
        0 => Ok(()),
        more => Err(ContainerError::Trailing(more)),
    }
}

/// A tensor as the header describes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    dtype: String,
    shape: Vec<u64>,
    data_offsets: [u64; 2],
}

struct Header {
    metadata: BTreeMap<String, String>,
    entries: BTreeMap<String, Entry>,
}

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Whole;
        impl<'de> Visitor<'de> for Whole {
            type Value = Header;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of tensors")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Header, A::Error> {
                let (mut metadata, mut entries) = (None, BTreeMap::new());
                while let Some(key) = map.next_key::<String>()? {
                    if key != "__metadata__" {
                        insert(&mut entries, key, &mut map)?;
                    } else if metadata.replace(map.next_value::<Unique<String>>()?).is_some() {
                        return Err(A::Error::custom("duplicate key \"__metadata__\""));
                    }
                }
                Ok(Header { metadata: metadata.map(|m| m.0).unwrap_or_default(), entries })
            }
        }
        from.deserialize_map(Whole)
    }
}

/// An object that holds no key twice; an ordinary map would keep the last and say nothing.
struct Unique<T>(BTreeMap<String, T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Unique<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Keys<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Keys<T> {
            type Value = Unique<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Unique<T>, A::Error> {
                let mut all = BTreeMap::new();
                while let Some(key) = map.next_key()? {
                    insert(&mut all, key, &mut map)?;
                }
                Ok(Unique(all))
            }
        }
        from.deserialize_map(Keys(PhantomData))
    }
}

/// Reads the value of `key` into `all`, unless the key is there already.
fn insert<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    all: &mut BTreeMap<String, T>,
    key: String,
    map: &mut A,
) -> Result<(), A::Error> {
    match all.entry(key) {
        Slot::Vacant(slot) => {
            slot.insert(map.next_value()?);
            Ok(())
        }
        Slot::Occupied(slot) => {
            Err(A::Error::custom(std::format!("duplicate key {:?}", slot.key())))
        }
    }
}
