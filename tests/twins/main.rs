//! Gas of minting and selling against Solidity twins written for the comparison, on one node, in one run. Every figure is
//! the receipt's `gasUsed`; all of them are in `tests/golden/twins.json`, and the tables of the documents are made from
//! it. `UPDATE_GOLDEN=1` refreshes both.

/// Many pieces at once: `mintBatch`, the same by OpenZeppelin's ERC-721, and by ERC721A.
mod batch;
/// The sale twins, by declaration.
mod bindings;
/// What the twins refuse.
mod conditions;
/// Purchases.
mod sales;
/// A seller and what it sells.
mod shop;
/// Money out.
mod splits;
/// Who is measured: a token, and the chain on which it stands.
mod stage;
/// Figures, and the tables that show them in the documents.
mod table;
/// The ways to buy.
mod way;

use table::Figures;

#[test]
fn figures_and_tables_equal_the_committed_ones() {
    let mut figures = Figures::default();
    batch::measure(&mut figures);
    for (column, pair) in sales::pairs() {
        let shop = pair.shop();
        sales::measure(&mut figures, column, &shop, pair.token);
        if splits::differ(pair) {
            splits::measure(&mut figures, column, &shop);
        }
    }
    splits::measure_splitters(&mut figures);
    colophon_e2e::gas::golden("twins", &figures.0);
    table::document("batch-minting", "batches", &batch::table(&figures));
    table::document("batch-minting", "life", &batch::life_table(&figures));
    table::document("minter", "purchases", &sales::table(&figures));
    table::document("minter", "payments", &splits::table(&figures));
}
