//! `[sale.NAME]` of `colophon.toml`: everything that is read, everything that is refused.

use std::path::{Path, PathBuf};

use colophon_project::config::{Config, Curve, Price, Sale, Share, Work};

fn parse(text: &str) -> Result<Config, String> {
    Config::parse(text, Path::new("colophon.toml")).map_err(|error| error.to_string())
}

const ONE: &str = "0x00000000000000000000000000000000000000Aa";
const TWO: &str = "0x00000000000000000000000000000000000000Bb";

#[test]
fn every_key_is_read() {
    let text = format!(
        "[sale.early]
series = 1
phase = 7
currency = \"{ONE}\"
from = 5000
to = 100
curve = \"exponential\"
period = \"15m\"
settles = true
start = 2027-01-15T08:00:00Z
end = 1800003600
limit = 50
wallet_limit = 2
split = [{{ account = \"{ONE}\", share = \"87.5 %\" }}, {{ account = \"{TWO}\", share = \"1250 bps\" }}]
allowlist = \"list.csv\"
signer = \"{TWO}\"
work = {{ interval = 60, half_life = \"10m\", difficulty = 100000 }}
blind = {{ reveal_by = \"2027-02-01T00:00:00+01:00\" }}
unsold = \"{TWO}\"

[sale.public]
price = \"0.08 ETH\"
"
    );
    let config = parse(&text).unwrap();
    let early = Sale {
        series: 1,
        phase: 7,
        currency: Some(ONE.into()),
        price: Price::Falling { from: 5000, to: 100, curve: Curve::Exponential, period: 900 },
        settles: true,
        start: 1_800_000_000,
        end: 1_800_003_600,
        limit: 50,
        wallet_limit: 2,
        split: vec![
            Share { account: ONE.into(), bps: 8750 },
            Share { account: TWO.into(), bps: 1250 },
        ],
        allowlist: Some(PathBuf::from("list.csv")),
        signer: Some(TWO.into()),
        work: Some(Work { interval: 60, half_life: 600, difficulty: 100_000 }),
        reveal_by: Some(1_801_436_400),
        unsold: Some(TWO.into()),
    };
    assert_eq!(config.sales["early"], early);
    let public = &config.sales["public"];
    assert_eq!(public.price, Price::Fixed(80_000_000_000_000_000));
    assert_eq!((public.series, public.phase, public.start, public.end), (0, 0, 0, 0));
    assert!(public.split.is_empty() && public.work.is_none() && public.reveal_by.is_none());
}

/// What stands under `[sale.s]`, the line of the mistake, what the sentence must hold.
const REFUSED: &[(&str, usize, &[&str])] = &[
    ("limit = 5", 1, &["[sale.s] lacks a price", "price = \"0.08 ETH\""]),
    ("price = \"0.08\"", 2, &["[sale.s] price", "\"0.08\" has a fraction and no unit"]),
    ("price = 0.08", 2, &["a number with a fraction", "\"0.08 ETH\""]),
    ("price = \"free\"", 2, &["\"free\" is no amount"]),
    ("price = 1\nfrom = 2", 1, &["both price and from"]),
    ("from = 2\nto = 1\ncurve = \"linear\"", 1, &["lacks period"]),
    ("from = 1\nto = 2\ncurve = \"linear\"\nperiod = 5\nstart = 9", 1, &["does not fall", "above"]),
    ("from = 2\nto = 1\ncurve = \"linea\"\nperiod = 5\nstart = 9", 4, &["did you mean \"linear\"?"]),
    ("from = 2\nto = 1\ncurve = \"linear\"\nperiod = 0\nstart = 9", 5, &["period", "at least a second"]),
    ("from = 2\nto = 1\ncurve = \"linear\"\nperiod = 5", 1, &["no start"]),
    ("price = 1\nstart = \"tomorrow\"", 3, &["start", "is no time", "unix seconds"]),
    ("price = 1\nstart = 2027-01-15", 3, &["start", "is no time"]),
    ("price = 1\nend = 1800000000000", 3, &["not milliseconds"]),
    ("price = 1\nstart = 200\nend = 200", 1, &["ends before it starts"]),
    ("price = 1\nlimit = -1", 3, &["limit is -1"]),
    ("price = 1\nwallet_limit = 1000001", 3, &["between 0 and 1000000"]),
    ("price = 1\nwalletlimit = 1", 3, &["no key \"walletlimit\"", "did you mean \"wallet_limit\"?"]),
    ("price = 1\ncurrency = \"USDC\"", 3, &["currency", "40 hex digits"]),
    ("price = \"1 ETH\"\ncurrency = \"0x00000000000000000000000000000000000000Aa\"", 2, &["the currency is a token"]),
    ("price = 1\nsettles = 1", 3, &["settles", "true or false"]),
    ("price = 1\nsplit = []", 3, &["names 0 accounts", "1 to 16"]),
    ("price = 1\nsplit = \"me\"", 3, &["split is a text"]),
    ("price = 1\nsplit = [{ account = \"0x00000000000000000000000000000000000000Aa\" }]", 3, &["[[sale.s.split]] lacks share"]),
    ("price = 1\nsplit = [{ share = \"100 %\" }]", 3, &["lacks account"]),
    ("price = 1\nsplit = [{ account = \"0x00000000000000000000000000000000000000Aa\", share = \"99.99 %\" }]", 3, &["adds up to 9999 bps"]),
    ("price = 1\nsplit = [{ account = \"0x00000000000000000000000000000000000000Aa\", share = \"100.001 %\" }]", 3, &["is no share"]),
    ("price = 1\nsplit = [{ account = \"0x00000000000000000000000000000000000000Aa\", share = \"0 %\" }]", 3, &["more than 0"]),
    ("price = 1\nsplit = [{ account = \"0x00000000000000000000000000000000000000Aa\", share = 50 }]", 3, &["is no share"]),
    (
        "price = 1\nsplit = [{ account = \"0x00000000000000000000000000000000000000Aa\", share = \"5000 bps\" }, { account = \"0x00000000000000000000000000000000000000aA\", share = \"50 %\" }]",
        3,
        &["twice", "add its shares up"],
    ),
    ("price = 1\nsigner = \"me\"", 3, &["signer", "40 hex digits"]),
    ("price = 1\nstart = 1\nwork = { interval = 60, half_life = 600 }", 4, &["[sale.s.work] lacks difficulty"]),
    ("price = 1\nstart = 1\nwork = { interval = 0, half_life = 600, difficulty = 1 }", 4, &["interval", "at least a second"]),
    ("price = 1\nwork = { interval = 60, half_life = 600, difficulty = 1 }", 1, &["asks for work and has no start"]),
    ("price = 1\nblind = {}", 3, &["lacks reveal_by"]),
    ("price = 1\nblind = { reveal_by = 9 }", 1, &["is blind and has no end"]),
    ("price = 1\nsettles = true", 1, &["settles and has no end"]),
    ("price = 1\nend = 10\nblind = { reveal_by = 9 }", 1, &["must be revealed before it ends"]),
];

#[test]
fn every_mistake_is_named_with_its_line() {
    for (text, line, parts) in REFUSED {
        let text = format!("[sale.s]\n{text}\n");
        let error = parse(&text).expect_err(&text);
        assert!(error.contains(&format!("line {line}: ")), "{text}\n{error}");
        for part in *parts {
            assert!(error.contains(part), "{text}\n{error}\nlacks {part:?}");
        }
        assert!(!error.contains("places"), "one mistake, one sentence: {error}");
    }
    let error = parse("[sale.a]\nprice = 1\n[sale.b]\nprice = 2\n").unwrap_err();
    assert!(error.contains("[sale.b] and [sale.a] are both phase 0 of series 0"), "{error}");
    assert!(parse("[sale.a]\nprice = 1\n[sale.b]\nprice = 2\nphase = 1\n").is_ok());
}
