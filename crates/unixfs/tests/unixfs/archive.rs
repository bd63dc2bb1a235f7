//! Archives, read back by a parser that knows the formats but not the crate: header, framing, hashes, links, content.

use std::collections::{BTreeMap, HashMap, HashSet};

use colophon_unixfs::{car, Cid, Codec, DirectoryBuilder, Error, Sink as _};

use crate::samples;

/// Takes a number of 7 bits a byte.
fn varint(bytes: &mut &[u8]) -> u64 {
    let mut number = 0;
    for shift in (0..).step_by(7) {
        let byte = take(bytes, 1)[0];
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
    }
    number
}

fn take<'a>(bytes: &mut &'a [u8], count: usize) -> &'a [u8] {
    let (head, tail) = bytes.split_at(count);
    *bytes = tail;
    head
}

fn section<'a>(bytes: &mut &'a [u8]) -> &'a [u8] {
    let length = varint(bytes);
    take(bytes, usize::try_from(length).expect("fits"))
}

/// A block behind its id.
type Block = (Vec<u8>, Vec<u8>);

/// The root and the blocks of an archive; every block must have the hash that its id says, and come after those that it
/// links to.
pub(crate) fn parse(mut car: &[u8]) -> (Vec<u8>, Vec<Block>) {
    let header = section(&mut car);
    let inside = header.strip_prefix(b"\xa2\x65roots\x81\xd8\x2a\x58\x25\x00").expect("one root");
    let root = inside.strip_suffix(b"\x67version\x01").expect("version 1");
    let mut blocks = Vec::new();
    let mut seen = HashSet::new();
    while !car.is_empty() {
        let (id, block) = section(&mut car).split_at(36);
        let codec = if id[1] == 0x55 { Codec::Raw } else { Codec::DagPb };
        assert_eq!(Cid::of(codec, block).to_bytes(), id);
        let parts = if codec == Codec::DagPb { fields(block) } else { Vec::new() };
        for (_, _, link) in parts.iter().filter(|part| part.0 == 2) {
            assert!(seen.contains(&fields(link)[0].2), "a child comes before its parent");
        }
        seen.insert(id.to_vec());
        blocks.push((id.to_vec(), block.to_vec()));
    }
    (root.to_vec(), blocks)
}

/// The fields of a message: number, and the number or bytes in it.
fn fields(mut message: &[u8]) -> Vec<(u8, u64, Vec<u8>)> {
    let mut fields = Vec::new();
    while !message.is_empty() {
        let tag = take(&mut message, 1)[0];
        fields.push(match tag & 7 {
            0 => (tag >> 3, varint(&mut message), Vec::new()),
            2 => (tag >> 3, 0, section(&mut message).to_vec()),
            other => panic!("wire type {other}"),
        });
    }
    fields
}

type Store = HashMap<Vec<u8>, Vec<u8>>;

/// What is at an id: files by their paths, and links as `-> target`. Checks every size on the way.
fn read(store: &Store, id: &[u8], path: &str, files: &mut BTreeMap<String, Vec<u8>>) -> u64 {
    let block = &store[id];
    if id[1] == 0x55 {
        files.entry(path.into()).or_default().extend_from_slice(block);
        return block.len() as u64;
    }
    let parts = fields(block);
    assert_eq!(parts.last().map(|part| part.0), Some(1), "the message comes last");
    let message = fields(&parts[parts.len() - 1].2);
    let links = parts[..parts.len() - 1].iter().map(|(field, _, link)| {
        assert_eq!(*field, 2);
        let [hash, name, size] = fields(link).try_into().expect("id, name and size");
        assert_eq!((hash.0, name.0, size.0), (1, 2, 3));
        (hash.2, String::from_utf8(name.2).expect("UTF-8"), size.1)
    });
    let mut sum = block.len() as u64;
    let before = files.get(path).map_or(0, Vec::len);
    for (id, name, size) in links {
        let below = match message[0].1 {
            1 => read(store, &id, &format!("{path}/{name}"), files),
            2 => read(store, &id, path, files),
            5 if name.len() == 2 => read(store, &id, path, files),
            5 => read(store, &id, &format!("{path}/{}", &name[2..]), files),
            other => panic!("type {other} has no links"),
        };
        assert_eq!(below, size, "the link's size is that of what it leads to");
        sum += below;
    }
    match message[0].1 {
        2 => assert_eq!(message[1].1, (files[path].len() - before) as u64, "the size of the file"),
        4 => drop(files.insert(path.into(), [b"-> ", message[1].2.as_slice()].concat())),
        _ => {}
    }
    sum
}

/// Everything in an archive, by path.
pub(crate) fn contents(car: &[u8]) -> (u64, BTreeMap<String, Vec<u8>>) {
    let (root, blocks) = parse(car);
    let count = blocks.len();
    let store: Store = blocks.into_iter().collect();
    assert_eq!(store.len(), count, "no block is there twice");
    let mut files = BTreeMap::new();
    let cumulative = read(&store, &root, "", &mut files);
    (cumulative, files)
}

#[test]
fn a_sharded_directory_of_large_and_equal_files_reads_back() {
    let large = samples::bytes("large", (3 << 20) + 5);
    let names = samples::names("names", 2_000, 180, 180);
    let (root, car) = samples::archive(|sink| {
        let mut directory = DirectoryBuilder::new();
        for (at, name) in names.iter().enumerate() {
            let content = if at % 500 == 0 { &large[..] } else { name.as_bytes() };
            directory.insert(name, samples::file(content, sink)).expect("a new name");
        }
        assert!(directory.is_sharded());
        directory.finish(sink).expect("no IO")
    });
    let (cumulative, files) = contents(&car);
    assert_eq!(cumulative, root.cumulative());
    assert_eq!(files.values().map(|file| file.len() as u64).sum::<u64>(), root.size());
    assert_eq!(files.len(), names.len());
    for (at, name) in names.iter().enumerate() {
        let content = if at % 500 == 0 { &large[..] } else { name.as_bytes() };
        assert!(files[&format!("/{name}")] == content, "{name}");
    }
    assert!(car.len() < 2 * large.len(), "the large file is there once");
}

#[test]
fn a_known_root_and_a_late_one_give_the_same_bytes() {
    let (root, late) = samples::archive(|sink| samples::file(&[7; 3_000_000], sink));
    let mut writer = car::Writer::with_root(Vec::new(), root.cid()).expect("no IO");
    samples::file(&[7; 3_000_000], &mut writer);
    assert_eq!(
        writer.blocks(),
        3,
        "two equal chunks, the rest, the root, of which one is not written again"
    );
    assert_eq!(writer.finish().expect("no IO"), late);
}

#[test]
fn an_archive_may_begin_anywhere_in_its_output() {
    let mut out = std::io::Cursor::new(b"before".to_vec());
    out.set_position(6);
    let mut writer = car::Writer::new(out).expect("no IO");
    let root = samples::file(b"content", &mut writer);
    let out = writer.finish_with_root(root.cid()).expect("no IO");
    assert_eq!(out.position(), out.get_ref().len() as u64);
    let car = out.into_inner().strip_prefix(b"before").expect("untouched").to_vec();
    assert_eq!(contents(&car).1[""], b"content");
}

#[test]
fn a_root_that_never_came_is_refused() {
    let content = Cid::of(Codec::Raw, b"content");
    let other = Cid::of(Codec::Raw, b"other");
    let mut writer = car::Writer::with_root(Vec::new(), other).expect("no IO");
    writer.put(&content, b"content").expect("no IO");
    assert!(matches!(writer.finish(), Err(Error::RootMissing(missing)) if missing == other));

    let writer = car::Writer::new(std::io::Cursor::new(Vec::new())).expect("no IO");
    assert!(matches!(writer.finish_with_root(content), Err(Error::RootMissing(_))));
    let writer = car::Writer::new(std::io::Cursor::new(Vec::new())).expect("no IO");
    assert!(matches!(writer.finish(), Err(Error::RootMissing(_))), "no root was named");
}
