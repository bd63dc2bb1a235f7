//! Prints the Solidity interface of the Descriptor, for `cargo stylus`, which runs this program natively with the feature
//! `export-abi`. The complete ABI (events, errors) is `abi/descriptor.json`.

#[cfg(feature = "export-abi")]
fn main() {
    stylus_sdk::abi::export::print_from_args::<colophon_descriptor::Descriptor>();
}

/// Without the feature there is nothing to print.
#[cfg(not(feature = "export-abi"))]
fn main() {}
