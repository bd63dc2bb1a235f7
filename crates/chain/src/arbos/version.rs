//! Versions of ArbOS that a chain can have, and the rules of the EVM that belong to each.

use revm::primitives::hardfork::SpecId;

/// ArbOS versions that a chain can be started at or upgraded to.
pub const ARBOS_VERSIONS: [u64; 7] = [31, 32, 40, 50, 51, 59, 60];

/// The ArbOS version is not one of [`ARBOS_VERSIONS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("ArbOS {0} is not supported: choose one of 31, 32, 40, 50, 51, 59, 60")]
pub struct UnsupportedArbos(pub u64);

/// Checks a version.
///
/// # Errors
/// [`UnsupportedArbos`] for versions that are not in [`ARBOS_VERSIONS`].
pub const fn check_arbos(version: u64) -> Result<(), UnsupportedArbos> {
    match version {
        31 | 32 | 40 | 50 | 51 | 59 | 60 => Ok(()),
        other => Err(UnsupportedArbos(other)),
    }
}

/// Ethereum's rules underneath: Cancun, Prague from ArbOS 40, Osaka from ArbOS 50.
pub(crate) const fn spec(arbos: u64) -> SpecId {
    match arbos {
        ..40 => SpecId::CANCUN,
        40..50 => SpecId::PRAGUE,
        50.. => SpecId::OSAKA,
    }
}

/// Transactions of type 4 (EIP-7702) exist.
pub(crate) const fn takes_authorizations(arbos: u64) -> bool {
    arbos >= 40
}

/// Transactions have a limit of their own; before, that of the block is theirs.
pub(crate) const fn limits_transactions(arbos: u64) -> bool {
    arbos >= 50
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_what_is_checked_and_said() {
        for version in 0..100 {
            assert_eq!(check_arbos(version).is_ok(), ARBOS_VERSIONS.contains(&version));
        }
        let text = UnsupportedArbos(33).to_string();
        assert!(ARBOS_VERSIONS.iter().all(|version| text.contains(&version.to_string())), "{text}");
    }
}
