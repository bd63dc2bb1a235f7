//! Certificates that the certificates of issuers must lead to, from a PEM file.

use base64::engine::general_purpose::STANDARD;
use base64::Engine;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// Certificates of authorities, at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchors {
    pem: String,
}

/// Why a text holds no anchors; the end of a sentence that begins with the file's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnchorsError {
    /// There is no certificate in it.
    #[error("holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)")]
    None,
    /// A certificate cannot be read.
    #[error("has a damaged certificate (number {number}); export it again")]
    Damaged {
        /// Which, counted from one.
        number: usize,
    },
}

impl Anchors {
    /// The certificates of a PEM text; what is around them is left out.
    ///
    /// # Errors
    /// [`AnchorsError`] when there is none, or when one is damaged.
    pub fn from_pem(text: &str) -> Result<Self, AnchorsError> {
        let mut pem = String::new();
        for (at, part) in text.split(BEGIN).skip(1).enumerate() {
            let damaged = AnchorsError::Damaged { number: at + 1 };
            let Some((body, _)) = part.split_once(END) else { return Err(damaged) };
            let body: String = body.split_whitespace().collect();
            let whole = STANDARD.decode(&body).is_ok_and(|der| is_whole(&der));
            if !whole {
                return Err(damaged);
            }
            pem.push_str(&format!("{BEGIN}\n{body}\n{END}\n"));
        }
        if pem.is_empty() {
            Err(AnchorsError::None)
        } else {
            Ok(Self { pem })
        }
    }

    /// The certificates, as PEM.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.pem
    }
}

/// Whether `der` is one DER sequence of at least 128 bytes, as every certificate is, and nothing more.
fn is_whole(der: &[u8]) -> bool {
    let [0x30, long @ 0x81..=0x84, rest @ ..] = der else { return false };
    let width = usize::from(long & 0x7f);
    crate::container::big_endian(rest, 0, width)
        .is_some_and(|length| length == (rest.len() - width) as u64)
}
