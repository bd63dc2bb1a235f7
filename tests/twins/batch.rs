//! Many pieces at once: `mintBatch`, the same by OpenZeppelin's ERC-721, and by ERC721A; and what the pieces cost later.

use alloy_primitives::U256;

use crate::{
    stage::{batch, owner_of, transfer, Token, HOLDER, NEXT},
    table::{lines, Figures},
};

/// How many pieces at once.
const COUNTS: [u32; 4] = [1, 5, 10, 50];

/// After how many pieces the later life is measured.
const LIVES: [u32; 2] = [10, 50];

fn mint(count: u32) -> String {
    format!("`mintBatch` of {count}")
}

fn moved(which: &str, count: u32) -> String {
    format!("transfer of the {which} of {count}")
}

fn everything(count: u32, order: &str) -> String {
    format!("`mintBatch` of {count}, then all {count} transferred, the {order} one first")
}

/// Measures every token.
pub(crate) fn measure(figures: &mut Figures) {
    for (column, token) in Token::ALL {
        let start = token.world();
        for count in COUNTS {
            let mut world = start.clone();
            let (first, minted) = batch(&mut world, HOLDER, count);
            figures.note(&mint(count), column, minted);
            if LIVES.contains(&count) {
                let last = first + U256::from(count - 1);
                for (which, id) in [("first", first), ("last", last)] {
                    figures.note(
                        &moved(which, count),
                        column,
                        transfer(&mut world.clone(), NEXT, id),
                    );
                    figures.note(
                        &format!("`ownerOf` of the {which} of {count}"),
                        column,
                        owner_of(&world, id),
                    );
                }
                let ids: Vec<U256> = (0..count).map(|index| first + U256::from(index)).collect();
                let mut move_all = |ids: &mut dyn Iterator<Item = &U256>, order| {
                    let mut world = world.clone();
                    let gas: u64 = ids.map(|id| transfer(&mut world, NEXT, *id)).sum();
                    figures.note(&everything(count, order), column, minted + gas);
                };
                move_all(&mut ids.iter(), "first");
                move_all(&mut ids.iter().rev(), "last");
            }
        }
    }
}

fn columns() -> Vec<&'static str> {
    Token::ALL.iter().map(|(name, _)| *name).collect()
}

/// What minting costs.
pub(crate) fn table(figures: &Figures) -> String {
    lines(figures, "gas", &COUNTS.map(mint), &columns())
}

/// What the pieces cost afterwards.
pub(crate) fn life_table(figures: &Figures) -> String {
    let rows: Vec<String> = LIVES
        .into_iter()
        .flat_map(|count| {
            [
                moved("first", count),
                moved("last", count),
                format!("`ownerOf` of the first of {count}"),
                format!("`ownerOf` of the last of {count}"),
                everything(count, "first"),
                everything(count, "last"),
            ]
        })
        .collect();
    lines(figures, "gas", &rows, &columns())
}
