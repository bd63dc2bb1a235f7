//! The list of an airdrop: a CSV file, checked line by line before a node is asked.

use std::collections::HashMap;
use std::hash::Hash;
use std::path::Path;

use alloy_primitives::Address;
use colophon_provenance::token_id::TokenId;

use crate::error::{InputError, Result};
use crate::plan;

/// Most bytes of a list: a hundred thousand lines have a tenth.
const MOST: u64 = 64 << 20;
/// Most bad lines that are named; the number covers all.
const NAMED: usize = 20;

/// Who gets what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum List {
    /// Token and receiver, with the line.
    Tokens(Vec<(usize, u64, Address)>),
    /// Receiver and number of pieces, with the line.
    Counts(Vec<(usize, Address, u32)>),
}

/// What is wrong with a list, line by line.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<(usize, String)>);

impl Problems {
    pub(super) fn add(&mut self, line: usize, why: impl Into<String>) {
        self.0.push((line, why.into()));
    }

    /// The error that names the bad lines, if there are any.
    ///
    /// # Errors
    /// [`InputError::List`].
    pub(super) fn check(mut self, path: &Path) -> Result<(), InputError> {
        if self.0.is_empty() {
            return Ok(());
        }
        self.0.sort();
        let count = self.0.len();
        let mut lines: Vec<String> = self
            .0
            .into_iter()
            .take(NAMED)
            .map(|(line, why)| format!("line {line}: {why}"))
            .collect();
        if count > NAMED {
            lines.push(format!("{} more", count - NAMED));
        }
        Err(InputError::List { path: path.to_owned(), problems: lines.join("; ") })
    }
}

impl List {
    /// Reads and checks the file.
    ///
    /// # Errors
    /// [`InputError`] that names every bad line.
    pub(super) fn read(path: &Path) -> Result<Self, InputError> {
        let unreadable = |source| InputError::Unreadable { path: path.to_owned(), source };
        let bytes = std::fs::metadata(path).map_err(unreadable)?.len();
        if bytes > MOST {
            let problems = format!("it has {bytes} bytes, more than the limit of {MOST}");
            return Err(InputError::List { path: path.to_owned(), problems });
        }
        let bytes = std::fs::read(path).map_err(unreadable)?;
        Self::parse(path, &String::from_utf8_lossy(&bytes))
    }

    fn parse(path: &Path, text: &str) -> Result<Self, InputError> {
        let text = text.trim_start_matches('\u{feff}');
        let mut rows = text
            .lines()
            .enumerate()
            .map(|(at, line)| (at + 1, line.trim()))
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let head = rows.next().map(|(_, line)| line.to_ascii_lowercase().replace(' ', ""));
        let mut problems = Problems::default();
        let list = match head.as_deref() {
            Some("token,address") => Self::tokens(rows, &mut problems),
            Some("address,count") => Self::counts(rows, &mut problems),
            _ => {
                problems.add(
                    1,
                    "the columns are not named; token,address or address,count is expected",
                );
                Self::Tokens(Vec::new())
            }
        };
        problems.check(path)?;
        if list.is_empty() {
            return Err(InputError::List {
                path: path.to_owned(),
                problems: "there is no line below the names of the columns".into(),
            });
        }
        Ok(list)
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Tokens(rows) => rows.is_empty(),
            Self::Counts(rows) => rows.is_empty(),
        }
    }

    fn tokens<'t>(rows: impl Iterator<Item = (usize, &'t str)>, problems: &mut Problems) -> Self {
        let (mut list, mut seen) = (Vec::new(), HashMap::new());
        for (line, row) in rows {
            let Some((token, receiver)) = pair(line, row, problems) else { continue };
            let token = token
                .parse::<u64>()
                .ok()
                .filter(|token| TokenId::from_u64(*token).is_ok())
                .ok_or_else(|| format!("{token:?} is no token id"));
            match (token, address(receiver)) {
                (Ok(token), Ok(receiver)) => {
                    if once(&mut seen, token, line, &format!("token {token}"), problems) {
                        list.push((line, token, receiver));
                    }
                }
                (token, receiver) => {
                    [token.err(), receiver.err()]
                        .into_iter()
                        .flatten()
                        .for_each(|why| problems.add(line, why));
                }
            }
        }
        Self::Tokens(list)
    }

    fn counts<'t>(rows: impl Iterator<Item = (usize, &'t str)>, problems: &mut Problems) -> Self {
        let (mut list, mut seen) = (Vec::new(), HashMap::new());
        for (line, row) in rows {
            let Some((receiver, count)) = pair(line, row, problems) else { continue };
            let count = count
                .parse::<u32>()
                .ok()
                .filter(|count| *count > 0)
                .ok_or_else(|| format!("{count:?} is no number of pieces"));
            match (address(receiver), count) {
                (Ok(receiver), Ok(count)) => {
                    if once(&mut seen, receiver, line, &format!("address {receiver}"), problems) {
                        list.push((line, receiver, count));
                    }
                }
                (receiver, count) => {
                    [receiver.err(), count.err()]
                        .into_iter()
                        .flatten()
                        .for_each(|why| problems.add(line, why));
                }
            }
        }
        Self::Counts(list)
    }
}

/// The two cells of a row.
fn pair<'t>(line: usize, row: &'t str, problems: &mut Problems) -> Option<(&'t str, &'t str)> {
    let cells: Vec<&str> = row.split(',').map(|cell| cell.trim().trim_matches('"')).collect();
    if let [one, other] = cells.as_slice() {
        return Some((one, other));
    }
    problems.add(line, format!("it has {} columns instead of 2", cells.len()));
    None
}

fn address(text: &str) -> Result<Address, String> {
    let found = plan::address("address", text).map_err(|error| error.to_string())?;
    if found.is_zero() {
        return Err("the zero address cannot receive anything".into());
    }
    Ok(found)
}

/// Whether something is there for the first time.
fn once<K: Eq + Hash>(
    seen: &mut HashMap<K, usize>,
    key: K,
    line: usize,
    what: &str,
    problems: &mut Problems,
) -> bool {
    match seen.get(&key) {
        Some(first) => {
            problems.add(line, format!("{what} stands in line {first} already"));
            false
        }
        None => {
            seen.insert(key, line);
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use super::List;
    use std::path::Path;

    const ONE: &str = "0x3f1Eae7D46d88F08fc2F8ed27FCb2AB183EB2d0E";
    const TWO: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    fn refusal(text: &str) -> String {
        List::parse(Path::new("list.csv"), text)
            .map_or_else(|error| error.to_string(), |list| format!("{list:?}"))
    }

    #[test]
    fn both_kinds_of_list_are_read() {
        let text = format!(
            "\u{feff}Token, Address\r\n# a note\n\n3,{ONE}\n\"4\",{}\n",
            TWO.to_lowercase()
        );
        let list = List::parse(Path::new("l"), &text);
        let (one, two) = (ONE.parse(), TWO.parse());
        assert_eq!(
            list.ok(),
            Some(List::Tokens(vec![
                (4, 3, one.unwrap_or_default()),
                (5, 4, two.unwrap_or_default()),
            ]))
        );
        let list = List::parse(Path::new("l"), &format!("address,count\n{ONE},12"));
        assert_eq!(list.ok(), Some(List::Counts(vec![(2, one.unwrap_or_default(), 12)])));
    }

    #[test]
    fn every_bad_line_is_named_with_its_number() {
        let wrong = ONE.replace("3f1E", "3F1E");
        let text = format!(
            "token,address\n1,{ONE}\n1,{TWO}\nx,{ONE}\n2,0x12\n3\n4,{wrong}\n5,0x{}\n",
            "0".repeat(40)
        );
        let said = refusal(&text);
        for words in [
            "line 3: token 1 stands in line 2 already",
            "line 4: \"x\" is no token id",
            "line 5: address \"0x12\" is no address",
            "line 6: it has 1 columns instead of 2",
            "line 7: address 0x3F1E",
            "has a wrong checksum",
            "line 8: the zero address",
        ] {
            assert!(said.contains(words), "{words:?} is not in {said:?}");
        }
        let said = refusal(&format!("address,count\n{ONE},0\n{TWO},1\n{TWO},2"));
        assert!(said.contains("line 2: \"0\" is no number of pieces"), "{said}");
        assert!(
            said.contains("line 4: address 0x7099") && said.contains("in line 3 already"),
            "{said}"
        );
        assert!(refusal("a,b\n").contains("line 1: the columns are not named"));
        assert!(refusal("token,address\n").contains("no line below the names"));
    }
}
