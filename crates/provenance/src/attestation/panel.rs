//! Panels: a list of issuers of whom a number must approve.

use super::words;
use crate::hash::{Keccak, Word};

/// The most members of a panel.
pub const MAX_MEMBERS: usize = 32;

/// Why a panel is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PanelError {
    /// None, or more than [`MAX_MEMBERS`].
    Size(usize),
    /// None needed, or more than there are.
    Threshold,
    /// The member at this place is zero, or was named before.
    Member(usize),
}

/// The id of a panel: `keccak256(abi.encode(creator, salt))`, so nobody takes another's.
#[must_use]
pub fn id<K: Keccak + ?Sized>(keccak: &K, creator: &[u8; 20], salt: &Word) -> Word {
    keccak.keccak256([words::address(creator), *salt].as_flattened())
}

/// Checks a panel: 1 to 32 members, all different and none zero, of whom at least one and at most all must approve.
///
/// # Errors
///
/// The first [`PanelError`], in the order of its variants.
pub fn check(threshold: u8, members: &[[u8; 20]]) -> Result<(), PanelError> {
    if members.is_empty() || members.len() > MAX_MEMBERS {
        return Err(PanelError::Size(members.len()));
    }
    if threshold == 0 || usize::from(threshold) > members.len() {
        return Err(PanelError::Threshold);
    }
    for (at, member) in members.iter().enumerate() {
        if *member == [0; 20] || members.iter().take(at).any(|earlier| earlier == member) {
            return Err(PanelError::Member(at));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_thresholds_have_limits() {
        let members: [[u8; 20]; 33] = core::array::from_fn(|at| [at as u8 + 1; 20]);
        for count in 1..=MAX_MEMBERS {
            assert_eq!(check(1, &members[..count]), Ok(()));
            assert_eq!(check(count as u8, &members[..count]), Ok(()));
            assert_eq!(check(count as u8 + 1, &members[..count]), Err(PanelError::Threshold));
            assert_eq!(check(0, &members[..count]), Err(PanelError::Threshold));
        }
        assert_eq!(check(1, &[]), Err(PanelError::Size(0)));
        assert_eq!(check(1, &members), Err(PanelError::Size(33)));
    }

    #[test]
    fn members_are_different_and_not_zero() {
        let mut members: [[u8; 20]; 32] = core::array::from_fn(|at| [at as u8 + 1; 20]);
        members[31] = members[0];
        assert_eq!(check(1, &members), Err(PanelError::Member(31)));
        members[7] = [0; 20];
        assert_eq!(check(1, &members), Err(PanelError::Member(7)));
    }
}
