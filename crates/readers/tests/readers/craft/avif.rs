//! AVIF files: boxes with dimensions, items and a C2PA store; the picture item holds no real picture.

/// A box.
pub(crate) fn boxed(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut out = (data.len() as u32 + 8).to_be_bytes().to_vec();
    out.extend(kind);
    out.extend(data);
    out
}

/// An item: type, content type, bytes.
type Item<'a> = (&'a [u8; 4], &'a str, Vec<u8>);

/// A file of 30 × 20 pixels whose tiles are 16 × 16, with `items` beside the picture and `boxes` at the end.
pub(crate) fn avif_with(items: &[Item<'_>], boxes: &[Vec<u8>]) -> Vec<u8> {
    let mut all: Vec<Item<'_>> = vec![(b"av01", "", vec![0; 16])];
    all.extend(items.iter().cloned());
    let file_type = boxed(b"ftyp", b"avif\0\0\0\0mif1avif");
    let side = |n: u32| n.to_be_bytes();
    let size = |w, h| boxed(b"ispe", &[&[0; 4][..], &side(w), &side(h)].concat());
    let properties = boxed(b"ipco", &[size(16, 16), size(30, 20)].concat());
    // Item 1 has the second property.
    let owners = boxed(b"ipma", &[0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 2]);
    let properties = boxed(b"iprp", &[properties, owners].concat());
    let mut infos = vec![0, 0, 0, 0];
    infos.extend((all.len() as u16).to_be_bytes());
    for (index, (kind, content, _)) in all.iter().enumerate() {
        let mut info = vec![2, 0, 0, 0];
        info.extend((index as u16 + 1).to_be_bytes());
        info.extend([0, 0]);
        info.extend(*kind);
        info.push(0);
        if !content.is_empty() {
            info.extend(content.as_bytes());
            info.push(0);
        }
        infos.extend(boxed(b"infe", &info));
    }
    let meta = |start: u32| {
        let mut places = vec![0, 0, 0, 0, 0x44, 0];
        places.extend((all.len() as u16).to_be_bytes());
        let mut at = start;
        for (index, (_, _, data)) in all.iter().enumerate() {
            places.extend((index as u16 + 1).to_be_bytes());
            places.extend([0, 0, 0, 1]);
            places.extend(at.to_be_bytes());
            places.extend((data.len() as u32).to_be_bytes());
            at += data.len() as u32;
        }
        let inner = [
            vec![0; 4],
            boxed(b"pitm", &[0, 0, 0, 0, 0, 1]),
            boxed(b"iloc", &places),
            boxed(b"iinf", &infos),
            properties.clone(),
        ];
        boxed(b"meta", &inner.concat())
    };
    let start = file_type.len() + meta(0).len() + 8;
    let data: Vec<u8> = all.iter().flat_map(|(_, _, data)| data.clone()).collect();
    let mut out = [file_type, meta(start as u32), boxed(b"mdat", &data)].concat();
    boxes.iter().for_each(|one| out.extend(one));
    out
}

/// An EXIF item: the offset of the TIFF header comes first.
pub(crate) fn exif_item(tiff: &[u8]) -> Vec<u8> {
    [&[0, 0, 0, 6][..], b"Exif\0\0", tiff].concat()
}

/// The box of a C2PA store.
pub(crate) fn c2pa_box(store: &[u8]) -> Vec<u8> {
    let user_type = [
        0xd8, 0xfe, 0xc3, 0xd6, 0x1b, 0x0e, 0x48, 0x3c, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7e, 0xc4,
        0x81,
    ];
    boxed(b"uuid", &[&user_type[..], &[0; 4], b"manifest\0", &[0; 8], store].concat())
}
