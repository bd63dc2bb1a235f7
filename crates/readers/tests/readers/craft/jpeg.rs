//! JPEG files: a skeleton without a picture, and a small encoder for blocks of one grey each.

/// A segment with its marker and length.
pub(crate) fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let mut out = vec![0xff, marker];
    out.extend((data.len() as u16 + 2).to_be_bytes());
    out.extend(data);
    out
}

/// A JPEG skeleton (7×5) with an EXIF segment and a scan that is no picture.
pub(crate) fn jpeg_with(exif: &[u8]) -> Vec<u8> {
    let mut out = vec![0xff, 0xd8];
    out.extend(segment(0xe1, &[b"Exif\0\0", exif].concat()));
    out.extend(segment(0xc0, &[8, 0, 5, 0, 7, 1, 1, 0x11, 0]));
    out.extend(segment(0xda, &[1, 1, 0, 0, 63, 0]));
    out.extend([0x12, 0x34, 0xff, 0xd9]);
    out
}

/// An EXIF segment.
pub(crate) fn exif_segment(tiff: &[u8]) -> Vec<u8> {
    segment(0xe1, &[b"Exif\0\0", tiff].concat())
}

/// An XMP segment.
pub(crate) fn xmp_segment(packet: &str) -> Vec<u8> {
    segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", packet.as_bytes()].concat())
}

/// APP11 segments of a JUMBF box, cut into pieces of `size` bytes of its content, in the wrong order.
pub(crate) fn jumbf_segments(store: &[u8], size: usize) -> Vec<Vec<u8>> {
    let (header, body) = store.split_at(8);
    let pieces = body.chunks(size).zip(1u32..).map(|(piece, number)| {
        let data = [b"JP\0\x07", &number.to_be_bytes()[..], header, piece].concat();
        segment(0xeb, &data)
    });
    let mut pieces: Vec<_> = pieces.collect();
    pieces.reverse();
    pieces
}

/// A baseline JPEG of 72 × 64 pixels: 9 × 8 blocks of one grey each, darker from left to right.
pub(crate) fn jpeg_of(segments: &[Vec<u8>]) -> Vec<u8> {
    let mut out = vec![0xff, 0xd8];
    segments.iter().for_each(|segment| out.extend(segment));
    // All quantisers are 8, so that the difference of two blocks' DC values is the difference of their greys.
    out.extend(segment(0xdb, &[&[0][..], &[8; 64]].concat()));
    out.extend(segment(0xc0, &[8, 0, 64, 0, 72, 1, 1, 0x11, 0]));
    // DC: categories 0, 4 and 7 as 0, 10 and 110. AC: the end of the block as 0.
    let lengths = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    out.extend(segment(0xc4, &[&[0x00][..], &lengths, &[0, 4, 7]].concat()));
    out.extend(segment(0xc4, &[&[0x10, 1][..], &[0; 15], &[0]].concat()));
    out.extend(segment(0xda, &[1, 1, 0, 0, 63, 0]));
    let mut bits = String::new();
    for row in 0..8 {
        for column in 0..9 {
            // The first block is as grey as the predictor; each next one is 10 darker; a new row takes 80 back.
            bits += match (row, column) {
                (0, 0) => "0",
                (_, 0) => concat!("110", "1010000"),
                _ => concat!("10", "0101"),
            };
            bits.push('0');
        }
    }
    while !bits.len().is_multiple_of(8) {
        bits.push('1');
    }
    for byte in bits.as_bytes().chunks(8) {
        let byte = byte.iter().fold(0u8, |byte, bit| byte << 1 | (bit - b'0'));
        out.push(byte);
        if byte == 0xff {
            out.push(0);
        }
    }
    out.extend([0xff, 0xd9]);
    out
}
