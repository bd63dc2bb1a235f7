//! Prints the Solidity interface of the Descriptor: `cargo stylus export-abi`.
#![cfg_attr(not(feature = "export-abi"), no_main)]

#[cfg(feature = "export-abi")]
fn main() {
    colophon_descriptor::print_from_args();
}
