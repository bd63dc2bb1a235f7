//! From names with slashes to directories.

use std::collections::BTreeMap;

use colophon_unixfs::{DirectoryBuilder, Entry, Sink};

use crate::content::Item;
use crate::error::{Error, Result};

/// How many folders may lie in one another.
const DEEPEST: usize = 32;

/// A name in a directory, and what it names.
enum Node<'a> {
    File(Entry),
    Directory(BTreeMap<&'a str, Node<'a>>),
}

/// The directory of all items; its blocks and those of the directories below go to the sink. Gives the entries at the
/// top as well.
///
/// # Errors
/// [`Error::Name`] for names that no directory can hold or that contradict one another.
pub(crate) fn build(
    items: &[Item],
    sink: &mut impl Sink,
) -> Result<(Entry, BTreeMap<String, Entry>)> {
    let mut root = BTreeMap::new();
    for item in items {
        insert(&mut root, item)?;
    }
    let mut top = BTreeMap::new();
    for (name, node) in root {
        top.insert(name.to_owned(), finish(node, sink)?);
    }
    let mut directory = DirectoryBuilder::new();
    for (name, entry) in &top {
        directory.insert(name.as_str(), *entry)?;
    }
    Ok((directory.finish(sink)?, top))
}

fn insert<'a>(root: &mut BTreeMap<&'a str, Node<'a>>, item: &'a Item) -> Result<()> {
    let wrong = |why| Error::Name { name: item.name.clone(), why };
    let mut directory = root;
    let mut parts = item.name.split('/').peekable();
    let mut depth = 0;
    while let Some(part) = parts.next() {
        depth += 1;
        if matches!(part, "" | "." | "..") || part.contains(['\\', '\0']) {
            return Err(wrong("it must be a relative path of plain names with / between them"));
        }
        if depth > DEEPEST {
            return Err(wrong("its folders are nested too deeply"));
        }
        if parts.peek().is_none() {
            return match directory.insert(part, Node::File(item.entry)) {
                None => Ok(()),
                Some(_) => Err(wrong("another file or a folder has this name")),
            };
        }
        let next = directory.entry(part).or_insert_with(|| Node::Directory(BTreeMap::new()));
        match next {
            Node::Directory(inner) => directory = inner,
            Node::File(_) => return Err(wrong("another file has the name of its folder")),
        }
    }
    Ok(())
}

/// Never deeper than [`DEEPEST`].
fn finish(node: Node<'_>, sink: &mut impl Sink) -> Result<Entry> {
    let names = match node {
        Node::File(entry) => return Ok(entry),
        Node::Directory(names) => names,
    };
    let mut directory = DirectoryBuilder::new();
    for (name, node) in names {
        let entry = finish(node, sink)?;
        directory.insert(name, entry)?;
    }
    Ok(directory.finish(sink)?)
}
