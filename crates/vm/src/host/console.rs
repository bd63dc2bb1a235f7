//! The console of debug chains: free, and without effect on the program.

use super::frame::{Host, Hosted};

fn line(host: &mut Host<'_, '_>, text: impl std::fmt::Display) {
    host.evm().console(&text.to_string());
}

pub(super) fn log_txt(host: &mut Host<'_, '_>, at: u32, length: u32) -> Hosted<()> {
    let text = String::from_utf8_lossy(host.read(at, length)?).into_owned();
    line(host, text);
    Ok(())
}

/// Writes a number and gives it back.
pub(super) fn tee<T: std::fmt::Display + Copy>(host: &mut Host<'_, '_>, value: T) -> Hosted<T> {
    line(host, value);
    Ok(value)
}

/// Writes a number.
pub(super) fn log<T: std::fmt::Display + Copy>(host: &mut Host<'_, '_>, value: T) -> Hosted<()> {
    line(host, value);
    Ok(())
}
