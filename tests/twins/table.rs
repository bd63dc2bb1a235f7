//! Figures under a row and a column, and tables in documents that are made from them.

use std::{collections::BTreeMap, fmt::Write as _, fs};

use colophon_e2e::programs::repository;

/// Gas by `row: column`.
#[derive(Default)]
pub(crate) struct Figures(pub(crate) BTreeMap<String, u64>);

impl Figures {
    /// Adds a figure; one that exists would be a mistake of the test.
    pub(crate) fn note(&mut self, row: &str, column: &str, gas: u64) {
        let before = self.0.insert(format!("{row}: {column}"), gas);
        assert!(before.is_none(), "{row}: {column} was measured twice");
    }

    /// A figure that was measured.
    pub(crate) fn get(&self, row: &str, column: &str) -> Option<u64> {
        self.0.get(&format!("{row}: {column}")).copied()
    }
}

/// A table: a line for each row, a column for each name; what was not measured is left empty.
pub(crate) fn lines(figures: &Figures, first: &str, rows: &[String], columns: &[&str]) -> String {
    let mut text = format!("| {first} |");
    for column in columns {
        let _ = write!(text, " {column} |");
    }
    text.push_str("\n|---|");
    text.push_str(&"--:|".repeat(columns.len()));
    text.push('\n');
    for row in rows {
        let _ = write!(text, "| {row} |");
        for column in columns {
            let cell = figures.get(row, column).map(grouped).unwrap_or_default();
            let _ = write!(text, " {cell} |");
        }
        text.push('\n');
    }
    text
}

/// A number with commas.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Compares a table with the one between two comments of `docs/<name>.md`, or replaces it when `UPDATE_GOLDEN` is set.
pub(crate) fn document(name: &str, table: &str, text: &str) {
    let path = repository().join("docs").join(format!("{name}.md"));
    let page = fs::read_to_string(&path).expect("the document is there");
    let (open, close) = (format!("<!-- table {table} -->\n"), format!("<!-- end of {table} -->"));
    let start = page.find(&open).expect("the table begins with its comment") + open.len();
    let end = page.find(&close).expect("the table ends with its comment");
    let wanted = format!("\n{text}\n");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let updated = format!("{}{wanted}{}", &page[..start], &page[end..]);
        fs::write(&path, updated).expect("the document can be written");
        return;
    }
    assert_eq!(
        &page[start..end],
        wanted,
        "table {table} of {} differs; UPDATE_GOLDEN=1 refreshes it",
        path.display()
    );
}
