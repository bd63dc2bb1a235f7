//! Damage: bytes of a module, whole sections of it, and the code in which it is deployed.

use crate::random::Random;

/// Modules to damage besides the generated ones: the contracts of this repository, where they are there.
pub(crate) fn corpus() -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../artifacts");
    let mut all: Vec<Vec<u8>> = ["collection.wasm", "descriptor.wasm"]
        .iter()
        .map(|name| std::fs::read(format!("{folder}/{name}")).expect("a committed artifact"))
        .collect();
    all.push(b"\0asm\x01\0\0\0".to_vec());
    all
}

/// Changes, moves, repeats or drops a few bytes.
pub(crate) fn bytes(random: &mut Random, bytes: &mut Vec<u8>) {
    for _ in 0..=random.below(4) {
        if bytes.is_empty() {
            return;
        }
        // Mostly the second half, where the functions are.
        let floor = if random.one_in(3) { 0 } else { bytes.len() / 2 };
        let place = |random: &mut Random| floor + random.below(bytes.len() - floor);
        let (at, other) = (place(random), place(random));
        match random.below(8) {
            0 => bytes[at] = random.next() as u8,
            1 => bytes[at] ^= 1 << random.below(8),
            2 => bytes.swap(at, other),
            3 => drop(bytes.remove(at)),
            4 => bytes.insert(at, bytes[other]),
            5 => {
                let piece = bytes[at..(at + random.below(40)).min(bytes.len())].to_vec();
                bytes.splice(other..other, piece);
            }
            // A number of the largest size.
            6 => drop(bytes.splice(at..at, [0xff, 0xff, 0xff, 0xff, 0x0f])),
            _ => bytes[at] = random.pick(&[0, 1, 0x0b, 0x40, 0x41, 0x7f, 0x80, 0xff]),
        }
    }
    if random.one_in(12) {
        bytes.truncate(random.below(bytes.len()));
    }
}

/// Repeats, drops or exchanges whole sections, or renames one.
pub(crate) fn sections(random: &mut Random, wasm: &mut Vec<u8>) {
    let mut parts = split(wasm);
    if parts.len() < 2 {
        return;
    }
    let (at, other) = (random.below(parts.len()), random.below(parts.len()));
    match random.below(4) {
        0 => parts.swap(at, other),
        1 => drop(parts.remove(at)),
        2 => parts.insert(at, parts[other].clone()),
        _ => parts[at][0] = random.below(16) as u8,
    }
    wasm.truncate(8);
    wasm.extend(parts.concat());
}

/// The sections of a valid module, with their headers.
fn split(wasm: &[u8]) -> Vec<Vec<u8>> {
    let (mut parts, mut at) = (Vec::new(), 8);
    while at + 1 < wasm.len() {
        let (mut length, mut shift, mut end) = (0_usize, 0, at + 1);
        while let Some(byte) = wasm.get(end) {
            length |= usize::from(byte & 0x7f) << shift;
            (shift, end) = (shift + 7, end + 1);
            if byte & 0x80 == 0 || shift > 28 {
                break;
            }
        }
        let next = (end + length).min(wasm.len());
        parts.push(wasm[at..next].to_vec());
        at = next;
    }
    parts
}

/// Damages deployed code: prefix, dictionary, stream, what follows it.
pub(crate) fn code(random: &mut Random, code: &mut Vec<u8>) {
    match random.below(8) {
        0 => code[2] = random.below(4) as u8,
        1 => code[3] = random.next() as u8,
        2 => code.truncate(random.below(code.len() + 1)),
        3 => code.extend((0..random.below(50)).map(|at| at as u8)),
        4 => code[random.below(3)] ^= 1 << random.below(8),
        // Left whole.
        5 => {}
        _ => bytes(random, code),
    }
}
