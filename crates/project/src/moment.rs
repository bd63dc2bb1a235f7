//! Moments and spans of time as people write them: RFC 3339 or unix seconds, and `90`, `15m`, `2h`, `7d`.

use jiff::Timestamp;

/// What a suffix stands for, in seconds.
const UNITS: [(char, u64); 4] = [('s', 1), ('m', 60), ('h', 3600), ('d', 86_400)];

/// Reads a moment in unix seconds, from 1970 to the year 9999.
///
/// # Errors
/// What is wrong and what to write, as the end of a sentence.
pub fn parse(text: &str) -> Result<u64, String> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().filter(|seconds| written(*seconds).is_some()).ok_or_else(|| {
            format!("{text:?} is beyond the year 9999; write unix seconds, not milliseconds")
        });
    }
    let found: Timestamp = text.parse().map_err(|_| {
        format!("{text:?} is no time; write for example \"2027-01-31T18:00:00Z\", or unix seconds")
    })?;
    if found.subsec_nanosecond() != 0 {
        return Err(format!("{text:?} has a fraction of a second; write whole seconds"));
    }
    u64::try_from(found.as_second()).map_err(|_| format!("{text:?} is before 1970"))
}

/// Reads a span in seconds.
///
/// # Errors
/// What is wrong and what to write, as the end of a sentence.
pub fn span(text: &str) -> Result<u32, String> {
    let lower = text.trim().to_ascii_lowercase();
    let unit = UNITS.iter().find_map(|(name, factor)| Some((lower.strip_suffix(*name)?, *factor)));
    let (number, factor) = unit.unwrap_or((lower.as_str(), 1));
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    digits
        .then(|| number.parse::<u64>().ok()?.checked_mul(factor)?.try_into().ok())
        .flatten()
        .ok_or_else(|| {
            format!("{text:?} is no span of time; write seconds, or for example \"15m\", \"2h\" or \"7d\"")
        })
}

/// A moment as RFC 3339 in UTC; none beyond the year 9999.
#[must_use]
pub fn written(seconds: u64) -> Option<String> {
    Timestamp::from_second(i64::try_from(seconds).ok()?).ok().map(|moment| moment.to_string())
}

#[cfg(test)]
mod tests {
    use super::{parse, span, written};

    #[test]
    fn moments_are_read_and_written() {
        assert_eq!(parse("1800000000"), Ok(1_800_000_000));
        assert_eq!(parse("2027-01-15T08:00:00Z"), Ok(1_800_000_000));
        assert_eq!(parse("2027-01-15T09:00:00+01:00"), Ok(1_800_000_000));
        assert_eq!(parse("2024-02-29T23:59:59Z"), Ok(1_709_251_199));
        assert_eq!(parse("1970-01-01T00:00:00Z"), Ok(0));
        assert_eq!(written(1_800_000_000).as_deref(), Some("2027-01-15T08:00:00Z"));
        assert_eq!(written(u64::MAX), None);
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for (text, words) in [
            ("", "is no time"),
            ("tomorrow", "is no time"),
            ("2027-01-15", "is no time"),
            ("2027-01-15T08:00:00", "is no time"),
            ("2027-02-30T08:00:00Z", "is no time"),
            ("2027-01-15T08:00:00.5Z", "fraction"),
            ("1969-12-31T23:59:59Z", "before 1970"),
            ("1800000000000", "not milliseconds"),
            ("99999999999999999999999", "not milliseconds"),
        ] {
            let why = parse(text).err().unwrap_or_default();
            assert!(why.contains(words), "{text:?}: {why:?}");
        }
    }

    #[test]
    fn spans_have_units() {
        assert_eq!(span("90"), Ok(90));
        assert_eq!(span("15m"), Ok(900));
        assert_eq!(span("2H"), Ok(7200));
        assert_eq!(span(" 7d "), Ok(604_800));
        for text in ["", "m", "-1", "1.5h", "2 weeks", "5000000000", "99999d", "1h30m"] {
            assert!(span(text).is_err(), "{text:?}");
        }
    }
}
