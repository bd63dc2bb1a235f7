//! Properties: how bytes arrive and in which order entries are added changes nothing; archives hold what went in.

use std::collections::BTreeMap;
use std::io::{self, Read};

use colophon_unixfs::{DirectoryBuilder, Discard, Entry, FileBuilder};
use proptest::prelude::*;

use crate::{archive, samples};

/// Gives its bytes in portions of these lengths, and an interruption before each.
struct Portions<'a> {
    bytes: &'a [u8],
    lengths: std::iter::Cycle<std::vec::IntoIter<usize>>,
    interrupted: bool,
}

impl Read for Portions<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.interrupted = !self.interrupted;
        if self.interrupted {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let length = self.lengths.next().unwrap_or(1).min(self.bytes.len()).min(buffer.len());
        let (head, tail) = self.bytes.split_at(length);
        buffer[..length].copy_from_slice(head);
        self.bytes = tail;
        Ok(length)
    }
}

/// Lengths around the chunk's, and any.
fn lengths() -> impl Strategy<Value = usize> {
    prop_oneof![0..5usize, 1_048_574..1_048_579usize, 0..3_500_000usize]
}

fn finish(directory: DirectoryBuilder) -> Entry {
    directory.finish(&mut Discard).expect("no IO")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_portions_give_the_same_id(
        length in lengths(),
        portions in prop::collection::vec(1usize..2_500_000, 1..6),
        split in any::<prop::sample::Index>(),
    ) {
        let content = samples::bytes("portions", length);
        let whole = samples::entry(&content);
        let source = Portions { bytes: &content, lengths: portions.clone().into_iter().cycle(), interrupted: false };
        let mut read = FileBuilder::new();
        read.read_from(source, &mut Discard)?;
        prop_assert_eq!(read.finish(&mut Discard)?, whole);

        // Pushed, then read, then pushed.
        let (first, rest) = content.split_at(split.index(length + 1));
        let (second, third) = rest.split_at(rest.len() / 2);
        let mut mixed = FileBuilder::new();
        for portion in first.chunks(portions[0]) {
            mixed.push(portion, &mut Discard)?;
        }
        mixed.read_from(second, &mut Discard)?;
        mixed.push(third, &mut Discard)?;
        prop_assert_eq!(mixed.finish(&mut Discard)?, whole);
        prop_assert_eq!(whole.size(), length as u64);
    }

    #[test]
    fn the_archive_of_a_file_holds_the_file(length in lengths()) {
        let content = samples::bytes("archive", length);
        let (root, car) = samples::archive(|sink| samples::file(&content, sink));
        let (cumulative, files) = archive::contents(&car);
        prop_assert_eq!(cumulative, root.cumulative());
        prop_assert!(files[""] == content);
    }

    #[test]
    fn the_order_of_insertion_does_not_matter(
        names in prop::collection::btree_set("[^/\0]{3,12}", 0..60),
        many in prop::sample::select(vec![0usize, 1_500]),
        seed in any::<u64>(),
    ) {
        // Long names bring the directory over the threshold.
        let mut names: Vec<String> = names.into_iter().filter(|name| name != "...").collect();
        names.extend((0..many).map(|at| format!("{at:0180}")));
        let insert = |names: &[String]| -> Result<DirectoryBuilder, TestCaseError> {
            let mut directory = DirectoryBuilder::new();
            for name in names {
                directory.insert(name.as_str(), samples::entry(name.as_bytes()))?;
            }
            Ok(directory)
        };
        let sorted = insert(&names)?;
        prop_assert_eq!(sorted.is_sharded(), many > 0);
        let mut shuffled: BTreeMap<_, _> = BTreeMap::new();
        for name in &names {
            shuffled.insert(samples::bytes(&format!("{seed}{name}"), 8), name.clone());
        }
        let shuffled: Vec<String> = shuffled.into_values().collect();
        prop_assert_eq!(finish(insert(&shuffled)?), finish(sorted));
    }

    #[test]
    fn the_archive_of_a_directory_holds_its_files(
        files in prop::collection::btree_map("[^/\0]{3,12}", prop::collection::vec(any::<u8>(), 0..40), 0..40),
    ) {
        let (root, car) = samples::archive(|sink| {
            let mut directory = DirectoryBuilder::new();
            for (name, content) in &files {
                directory.insert(name, samples::file(content, sink)).expect("a name");
            }
            directory.finish(sink).expect("no IO")
        });
        let (cumulative, found) = archive::contents(&car);
        prop_assert_eq!(cumulative, root.cumulative());
        let wanted: BTreeMap<_, _> = files.into_iter().map(|(name, content)| (format!("/{name}"), content)).collect();
        prop_assert_eq!(found, wanted);
    }
}
