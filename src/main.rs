//! Prints the Solidity interface or the constructor's signature, for `cargo stylus`, which runs this program natively
//! with the feature `export-abi`. The complete ABI (ERC-721, events, errors) is `abi/collection.json`.

#[cfg(feature = "export-abi")]
fn main() {
    stylus_sdk::abi::export::print_from_args::<colophon_collection::Collection>();
}

/// Without the feature there is nothing to print.
#[cfg(not(feature = "export-abi"))]
fn main() {}
