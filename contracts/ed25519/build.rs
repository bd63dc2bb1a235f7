//! The arithmetic of the curve keeps tables on the stack: more than the 8 KiB that the other programs make do with
//! (`.cargo/config.toml`). Stack and data still share the first page of memory, so this costs no gas.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("wasm32") {
        println!("cargo::rustc-link-arg-cdylib=-zstack-size=32768");
    }
}
