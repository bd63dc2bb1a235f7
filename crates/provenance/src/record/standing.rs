//! How well a field is founded.

use alloc::collections::BTreeMap;
use alloc::string::String;

/// How well a field is founded, from weakest to strongest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// The artist typed it.
    Declared,
    /// It was found in the file.
    Claimed,
    /// The real thing was hashed.
    Recomputed,
    /// The signature of an issuer was checked.
    Signed,
    /// The chain drew the piece again and got the same bytes.
    Reexecuted,
}

impl Standing {
    /// All standings, from weakest to strongest.
    pub const ALL: [Self; 5] =
        [Self::Declared, Self::Claimed, Self::Recomputed, Self::Signed, Self::Reexecuted];

    /// The word for it in a record.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Claimed => "claimed",
            Self::Recomputed => "recomputed",
            Self::Signed => "signed",
            Self::Reexecuted => "reexecuted",
        }
    }
}

/// The standing that holds at a pointer: its own, or that of the nearest object or list around it.
pub(super) fn nearest(status: &BTreeMap<String, Standing>, pointer: &str) -> Option<Standing> {
    let mut place = pointer;
    loop {
        if let Some(standing) = status.get(place) {
            return Some(*standing);
        }
        place = place.rsplit_once('/')?.0;
    }
}
