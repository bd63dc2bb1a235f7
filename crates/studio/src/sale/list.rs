//! The list behind an allow-list: a CSV file, every bad line of which is named at once.

use std::collections::HashMap;
use std::path::Path;

use alloy_primitives::Address;
use colophon_project::{amount, moment};
use colophon_provenance::sale::allowance::{Allowance, SALE_PRICE};

use crate::error::{InputError, Result};
use crate::plan;

/// Most bytes of a list: a hundred thousand lines have a sixth.
const MOST: u64 = 64 << 20;
/// Most bad lines that are named; the number covers all.
const NAMED: usize = 20;
/// The columns; the first two are needed.
const COLUMNS: [&str; 5] = ["account", "quantity", "price", "start", "end"];

/// Who may buy what, in the order of the lines.
pub type Rows = Vec<(Address, Allowance)>;

/// Reads and checks a list. `coin` says whether prices are in the chain's coin.
///
/// # Errors
/// [`InputError`] that names every bad line.
pub fn read(path: &Path, coin: bool) -> Result<Rows, InputError> {
    let unreadable = |source| InputError::Unreadable { path: path.to_owned(), source };
    let refused = |problems: String| InputError::List { path: path.to_owned(), problems };
    let bytes = std::fs::metadata(path).map_err(unreadable)?.len();
    if bytes > MOST {
        return Err(refused(format!("it has {bytes} bytes, more than the limit of {MOST}")));
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    parse(&String::from_utf8_lossy(&bytes), coin).map_err(refused)
}

/// Reads the text of a list.
///
/// # Errors
/// Every bad line with its number.
fn parse(text: &str, coin: bool) -> Result<Rows, String> {
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = text
        .lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let (at, head) = lines.next().ok_or("it is empty")?;
    let columns = columns(head).map_err(|why| format!("line {at}: {why}"))?;
    let mut sheet = Sheet { columns, coin, problems: Vec::new() };
    let (mut rows, mut seen) = (Rows::new(), HashMap::new());
    for (line, text) in lines {
        let Some((account, allowance)) = sheet.row(line, text) else { continue };
        if let Some(first) = seen.insert(account, line) {
            sheet.add(line, format!("account {account} stands in line {first} already"));
        }
        rows.push((account, allowance));
    }
    sheet.check()?;
    if rows.is_empty() {
        return Err("there is no line below the names of the columns".into());
    }
    Ok(rows)
}

fn cells(line: &str) -> Vec<&str> {
    line.split(',').map(|cell| cell.trim().trim_matches('"').trim()).collect()
}

/// Where each column stands.
fn columns(head: &str) -> Result<HashMap<&'static str, usize>, String> {
    let mut found = HashMap::new();
    for (at, cell) in cells(head).into_iter().enumerate() {
        let name = cell.to_ascii_lowercase();
        let Some(known) = COLUMNS.iter().find(|known| **known == name) else {
            return Err(format!(
                "there is no column {cell:?}; the columns are {}",
                COLUMNS.join(", ")
            ));
        };
        if found.insert(*known, at).is_some() {
            return Err(format!("the column {known} is named twice"));
        }
    }
    for needed in &COLUMNS[..2] {
        if !found.contains_key(needed) {
            return Err(format!("the column {needed} is missing; account and quantity are needed"));
        }
    }
    Ok(found)
}

/// The columns and what is wrong so far.
struct Sheet {
    columns: HashMap<&'static str, usize>,
    coin: bool,
    problems: Vec<(usize, String)>,
}

impl Sheet {
    fn add(&mut self, line: usize, why: impl Into<String>) {
        self.problems.push((line, why.into()));
    }

    /// A line; none when anything in it is wrong.
    fn row(&mut self, line: usize, text: &str) -> Option<(Address, Allowance)> {
        let cells = cells(text);
        if cells.len() != self.columns.len() {
            let (got, want) = (cells.len(), self.columns.len());
            self.add(line, format!("it has {got} columns instead of {want}"));
            return None;
        }
        let cell = |name: &str| self.columns.get(name).and_then(|at| cells.get(*at)).copied();
        let (start, end) = (moment_of("start", cell("start")), moment_of("end", cell("end")));
        let window = match (&start, &end) {
            (Ok(start), Ok(end)) if *end != 0 && end <= start => {
                Some("the end is not after the start".to_owned())
            }
            _ => None,
        };
        let account = account(cell("account").unwrap_or_default());
        let quantity = quantity(cell("quantity").unwrap_or_default());
        let price = match cell("price").unwrap_or_default() {
            "" => Ok(SALE_PRICE),
            text => amount::parse(text, self.coin).map_err(|why| format!("price {why}")),
        };
        match (account, quantity, price, start, end, window) {
            (Ok(account), Ok(quantity), Ok(price), Ok(start), Ok(end), None) => {
                Some((account, Allowance { quantity, price, start, end }))
            }
            (account, quantity, price, start, end, window) => {
                let wrong =
                    [account.err(), quantity.err(), price.err(), start.err(), end.err(), window];
                wrong.into_iter().flatten().for_each(|why| self.add(line, why));
                None
            }
        }
    }

    fn check(mut self) -> Result<(), String> {
        if self.problems.is_empty() {
            return Ok(());
        }
        self.problems.sort();
        let count = self.problems.len();
        let named = self.problems.into_iter().take(NAMED);
        let mut lines: Vec<String> =
            named.map(|(line, why)| format!("line {line}: {why}")).collect();
        if count > NAMED {
            lines.push(format!("{} more", count - NAMED));
        }
        Err(lines.join("; "))
    }
}

fn account(text: &str) -> Result<Address, String> {
    let found = plan::address("account", text).map_err(|error| error.to_string())?;
    if found.is_zero() {
        return Err("the zero address cannot buy anything".into());
    }
    Ok(found)
}

fn quantity(text: &str) -> Result<u32, String> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let found = text.parse().ok().filter(|count: &u32| digits && *count > 0);
    found.ok_or_else(|| format!("quantity {text:?} is no number of pieces"))
}

fn moment_of(name: &str, cell: Option<&str>) -> Result<u64, String> {
    match cell.unwrap_or_default() {
        "" => Ok(0),
        text => moment::parse(text).map_err(|why| format!("{name} {why}")),
    }
}

#[cfg(test)]
mod tests {
    use super::{parse, Allowance, SALE_PRICE};
    use alloy_primitives::Address;

    const ONE: &str = "0x3f1Eae7D46d88F08fc2F8ed27FCb2AB183EB2d0E";
    const TWO: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    fn account(text: &str) -> Address {
        text.parse().unwrap_or_default()
    }

    #[test]
    fn columns_stand_in_any_order() {
        let text = format!(
            "\u{feff}Quantity, Account ,end,price,start\r\n# a note\n\n2,{ONE},1800000100,\"0.05 ETH\",2027-01-15T08:00:00Z\n\
             1,{},,,\n",
            TWO.to_lowercase()
        );
        let own = Allowance {
            quantity: 2,
            price: 50_000_000_000_000_000,
            start: 1_800_000_000,
            end: 1_800_000_100,
        };
        let other = Allowance { quantity: 1, price: SALE_PRICE, start: 0, end: 0 };
        assert_eq!(parse(&text, true), Ok(vec![(account(ONE), own), (account(TWO), other)]));
        let short = format!("account,quantity\n{ONE},3");
        let three = Allowance { quantity: 3, ..other };
        assert_eq!(parse(&short, false), Ok(vec![(account(ONE), three)]));
    }

    #[test]
    fn every_bad_line_is_named_with_its_number() {
        let wrong = ONE.replace("3f1E", "3F1E");
        let text = format!(
            "account,quantity,price,start,end\n{ONE},1,,,\n{ONE},2,,,\n{wrong},1,,,\n0x12,0,cheap,soon,1\n0x{},1,,,\n\
             {TWO},1\n{TWO},-1,1 ETH,9,9\n",
            "0".repeat(40)
        );
        let said = parse(&text, false).err().unwrap_or_default();
        for words in [
            "line 3: account 0x3f1Eae7D46d88F08fc2F8ed27FCb2AB183EB2d0E stands in line 2 already",
            "line 4: account 0x3F1E",
            "has a wrong checksum",
            "line 5: account \"0x12\" is no address",
            "line 5: quantity \"0\" is no number of pieces",
            "line 5: price \"cheap\" is no amount",
            "line 5: start \"soon\" is no time",
            "line 6: the zero address",
            "line 7: it has 2 columns instead of 5",
            "line 8: quantity \"-1\"",
            "line 8: price \"1 ETH\" is an amount of the chain's coin, and the currency is a token",
            "line 8: the end is not after the start",
        ] {
            assert!(said.contains(words), "{words:?} is not in {said:?}");
        }
    }

    #[test]
    fn the_columns_are_checked() {
        for (head, words) in [
            ("", "it is empty"),
            ("account,amount", "line 1: there is no column \"amount\""),
            ("account", "line 1: the column quantity is missing"),
            ("account,quantity,account", "the column account is named twice"),
            ("account,quantity", "no line below the names"),
        ] {
            let said = parse(head, true).err().unwrap_or_default();
            assert!(said.contains(words), "{words:?} is not in {said:?}");
        }
    }
}
