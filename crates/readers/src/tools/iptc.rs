//! The fields for generated pictures of IPTC 2025.1, for files that nothing else describes.

use crate::claims::{Claims, Format};
use crate::container::xmp::Xmp;

/// Reads the fields; `None` where none of them is there. `raw` is the packet.
#[must_use]
pub fn read(xmp: &Xmp, raw: &[u8]) -> Option<Claims> {
    let (system, prompt) = (xmp.get("AISystemUsed"), xmp.get("AIPromptInformation"));
    if system.is_none() && prompt.is_none() {
        return None;
    }
    let mut claims = Claims::new(Format::Iptc, raw);
    claims.main.positive = prompt.map(str::to_owned);
    claims.software = system.map(str::to_owned);
    claims.version = xmp.get("AISystemVersionUsed").map(str::to_owned);
    if let Some(writer) = xmp.get("AIPromptWriterName") {
        claims.extra.push(("AIPromptWriterName".into(), writer.to_owned()));
    }
    Some(claims)
}
