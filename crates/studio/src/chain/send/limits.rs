//! How many transactions are under way at once, what gas may cost, and how long is waited.

use std::time::Duration;

use crate::cli;
use crate::error::{Error, Result};

/// Wei of one gwei.
const GWEI: u32 = 9;

/// The limits of a sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most transactions that are signed and not in a block.
    pub window: usize,
    /// How long nothing may happen.
    pub patience: Duration,
    /// Most wei per gas; none leaves it at three times the price at signing.
    pub max_fee: Option<u128>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { window: 16, patience: Duration::from_secs(180), max_fee: None }
    }
}

impl Limits {
    /// Reads the options.
    ///
    /// # Errors
    /// [`Error::Usage`].
    pub fn resolve(typed: &cli::Signing) -> Result<Self> {
        let own = Self::default();
        let window = match typed.window {
            Some(0) => {
                return Err(Error::Usage("--window 0 sends nothing; give at least 1".into()))
            }
            Some(window) => usize::from(window),
            None => own.window,
        };
        let patience = typed.timeout.map_or(own.patience, Duration::from_secs);
        let max_fee = typed.max_fee.as_deref().map(wei).transpose()?;
        Ok(Self { window, patience, max_fee })
    }
}

/// `1500000000`, `1.5gwei` or `1.5 gwei` in wei.
fn wei(text: &str) -> Result<u128> {
    let wrong = || {
        Error::Usage(format!(
            "--max-fee {text:?} is not understood; give wei per gas, or for example 0.5gwei"
        ))
    };
    let lower = text.trim().to_ascii_lowercase();
    let Some(number) = lower.strip_suffix("gwei") else {
        return lower.parse().map_err(|_| wrong());
    };
    let (whole, part) = number.trim().split_once('.').unwrap_or((number.trim(), ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > GWEI as usize || !digits(whole) || !digits(part) {
        return Err(wrong());
    }
    let part: u128 = format!("{part:0<9}").parse().map_err(|_| wrong())?;
    whole
        .parse::<u128>()
        .ok()
        .and_then(|whole| whole.checked_mul(10u128.pow(GWEI))?.checked_add(part))
        .ok_or_else(wrong)
}
