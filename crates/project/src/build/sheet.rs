//! Drawing the contact sheet: from what was decoded on the way, from the sheet that is there, or from the file again.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::contact::{self, Grid, Sheet};
use super::stage::Stage;
use super::Inputs;
use crate::error::{Error, Result};
use crate::manifest::{Contact, Manifest};
use crate::observe::Observer;
use crate::parallel;
use crate::reading::{self, Reading};

/// The bytes of the sheet, and what the manifest says of it.
pub(super) fn draw(
    inputs: &Inputs<'_>,
    stage: &Stage,
    readings: &[&Reading],
    grid: Grid,
    observer: &dyn Observer,
) -> Result<(Vec<u8>, Contact)> {
    let earlier = Earlier::load(stage, grid);
    let mut sheet = Sheet::new(grid);
    let mut unseen = Vec::new();
    for (index, reading) in readings.iter().enumerate() {
        if let Some(thumbnail) = &reading.thumbnail {
            sheet.put(index, thumbnail);
        } else if let Some((old, at)) = earlier.as_ref().and_then(|old| old.find(reading)) {
            sheet.copy(index, old, at);
        } else {
            unseen.push(index);
        }
    }
    let budget = reading::budget();
    observer.begin("contact sheet", unseen.len() as u64);
    let drawn = parallel::map(unseen.len(), |at| {
        observer.advance(1);
        reading::thumbnail(inputs.outputs, readings[unseen[at]], grid.cell, &budget)
    });
    observer.end();
    unseen.into_iter().zip(drawn).for_each(|(index, thumbnail)| sheet.put(index, &thumbnail));
    let bytes = sheet
        .encode()
        .map_err(|error| Error::Project(format!("the contact sheet has no PNG form: {error}")))?;
    let sha256: [u8; 32] = Sha256::digest(&bytes).into();
    let contact = Contact { sha256: sha256.into(), columns: grid.columns, cell: grid.cell };
    Ok((bytes, contact))
}

/// The sheet of the last build.
struct Earlier {
    sheet: Sheet,
    places: HashMap<[u8; 32], usize>,
}

impl Earlier {
    /// None when there is no whole build, or its cells have another size.
    fn load(stage: &Stage, grid: Grid) -> Option<Self> {
        let manifest = Manifest::load(&stage.known("")).ok().flatten()?;
        let old = Grid::of(u32::try_from(manifest.pieces.len()).ok()?);
        if old.cell != grid.cell {
            return None;
        }
        let path = stage.known(contact::FILE);
        let sheet = Sheet::load(&path, &manifest.contact.sha256.0, old)?;
        let places = manifest.pieces.iter().enumerate();
        Some(Self { sheet, places: places.map(|(at, piece)| (piece.sha256.0, at)).collect() })
    }

    fn find(&self, reading: &Reading) -> Option<(&Sheet, usize)> {
        Some((&self.sheet, *self.places.get(&reading.content().sha256)?))
    }
}
