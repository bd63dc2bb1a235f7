//! Prints the content id of a file or directory, with its bytes of content and of all blocks; writes an archive of it.
//!
//! `cargo run -p colophon-unixfs --example add -- PATH [ARCHIVE.car]`

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use colophon_unixfs::{car, tree, Discard, Error};

fn main() -> Result<(), Error> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(path), archive) = (arguments.next(), arguments.next()) else {
        return Err(std::io::Error::other("which path? PATH [ARCHIVE.car]").into());
    };
    let entry = if let Some(archive) = archive {
        let mut writer = car::Writer::new(BufWriter::new(File::create(archive)?))?;
        let entry = tree::add(Path::new(&path), &mut writer)?;
        writer.finish_with_root(entry.cid())?;
        entry
    } else {
        tree::add(Path::new(&path), &mut Discard)?
    };
    writeln!(std::io::stdout(), "{} {} {}", entry.cid(), entry.size(), entry.cumulative())?;
    Ok(())
}
