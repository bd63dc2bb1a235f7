//! What a panic does in the program: the frame ends and its changes are undone, without a word.
//!
//! Nothing in the Collection panics on purpose. Messages and locations would cost every caller: entering a program is
//! paid per byte of its data (docs/adr/0005-two-builds.md).

/// Traps.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
