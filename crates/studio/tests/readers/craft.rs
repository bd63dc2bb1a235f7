//! Small pictures with metadata, and those of the repository.

/// A 2×1 RGB picture with the text chunks `texts`.
pub(crate) fn png_with(texts: &[(&str, &str)]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, 2, 1);
    encoder.set_color(png::ColorType::Rgb);
    for (keyword, text) in texts {
        encoder.add_text_chunk((*keyword).to_owned(), (*text).to_owned()).unwrap();
    }
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[255, 0, 0, 0, 255, 0]).unwrap();
    writer.finish().unwrap();
    out
}
