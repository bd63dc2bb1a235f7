//! Amounts of money as people write them: `0.08 ETH`, `5 gwei`, or a whole number of the smallest unit.

/// What a suffix stands for: how many digits the smallest unit has behind its point.
const UNITS: [(&str, usize); 3] = [("gwei", 9), ("wei", 0), ("eth", 18)];

/// Reads an amount in the smallest unit. `coin` says whether it is the chain's coin: names of its units are refused for
/// tokens, whose digits nobody knows here.
///
/// # Errors
/// What is wrong and what to write, as the end of a sentence.
pub fn parse(text: &str, coin: bool) -> Result<u128, String> {
    let lower = text.trim().to_ascii_lowercase();
    let unit = UNITS.iter().find_map(|(name, digits)| Some((lower.strip_suffix(name)?, *digits)));
    let (number, digits) = match unit {
        Some(_) if !coin => {
            return Err(format!(
                "{text:?} is an amount of the chain's coin, and the currency is a token; write a whole number of its \
                 smallest unit"
            ));
        }
        Some((number, digits)) => (number.trim(), digits),
        None => (lower.as_str(), 0),
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let only_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let written = !whole.is_empty() && (!number.contains('.') || !part.is_empty());
    if !written || !only_digits(whole) || !only_digits(part) {
        return Err(format!("{text:?} is no amount; {}", hint(coin)));
    }
    if part.len() > digits {
        return Err(if unit.is_some() {
            format!("{text:?} is finer than the smallest unit; write at most {digits} digits behind the point")
        } else {
            format!("{text:?} has a fraction and no unit; {}", hint(coin))
        });
    }
    format!("{whole}{part:0<digits$}")
        .parse()
        .ok()
        .filter(|amount| *amount < u128::MAX)
        .ok_or_else(|| format!("{text:?} is more than a sale can take"))
}

fn hint(coin: bool) -> &'static str {
    if coin {
        "write for example \"0.08 ETH\", \"5 gwei\", or a whole number of wei"
    } else {
        "write a whole number of the token's smallest unit"
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn amounts_are_exact() {
        assert_eq!(parse("0.08 ETH", true), Ok(80_000_000_000_000_000));
        assert_eq!(parse(" 1eth", true), Ok(10u128.pow(18)));
        assert_eq!(parse("1.5gwei", true), Ok(1_500_000_000));
        assert_eq!(parse("0.000000000000000001 eth", true), Ok(1));
        assert_eq!(parse("25000000", false), Ok(25_000_000));
        assert_eq!(parse("0", true), Ok(0));
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["", "ETH", "-1", "1.", ".5 ETH", "1e18", "0x10", "1 000", "one", "1.2.3 ETH"] {
            assert!(parse(text, true).is_err(), "{text:?}");
        }
        let said = |text: &str, coin| parse(text, coin).unwrap_or_else(|why| panic!("{why}"));
        let _: u128 = said("7 wei", true);
        for (text, coin, words) in [
            ("0.08", true, "no unit"),
            ("1.5 wei", true, "at most 0 digits"),
            ("0.0000000000000000001 ETH", true, "finer than the smallest unit"),
            ("1 ETH", false, "the currency is a token"),
            ("340282366920938463463374607431768211455", true, "more than a sale can take"),
            ("400000000000000000000000000000000000000 ETH", true, "more than a sale can take"),
        ] {
            let why = parse(text, coin).err().unwrap_or_default();
            assert!(why.contains(words), "{text:?}: {why:?}");
        }
    }
}
