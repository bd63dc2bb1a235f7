//! What kind of content a file is, by its name.

/// The media type for a file of this name; what has no known extension is just bytes.
pub(crate) fn of(name: &str) -> String {
    match name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).as_deref() {
        // Unknown to the list, or too vague in it.
        Some("car") => "application/vnd.ipld.car".into(),
        Some("jsonl") => "application/jsonl".into(),
        Some("safetensors") => "application/octet-stream".into(),
        _ => mime_guess::from_path(name).first_or_octet_stream().to_string(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_browsers_and_marketplaces_expect() {
        for (name, wanted) in [
            ("media/0.png", "image/png"),
            ("media/0.JPG", "image/jpeg"),
            ("0.webp", "image/webp"),
            ("0.avif", "image/avif"),
            ("0.gif", "image/gif"),
            ("0.svg", "image/svg+xml"),
            ("0.mp4", "video/mp4"),
            ("metadata/1.json", "application/json"),
            ("collection.car", "application/vnd.ipld.car"),
            ("metadata/1", "application/octet-stream"),
        ] {
            assert_eq!(super::of(name), wanted, "{name}");
        }
    }
}
