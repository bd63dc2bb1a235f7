//! Midjourney: `Description` is the prompt, its options, and the id of the job. There is no hash of a model, only its
//! version.

use crate::claims::{Claims, Format, Named};

/// What stands before the id of the job.
const JOB: &str = "Job ID:";

/// Most options that are kept.
const MAX_OPTIONS: usize = 100;

/// Whether a description is of Midjourney.
#[must_use]
pub fn is_description(text: &str) -> bool {
    text.rsplit_once(JOB).is_some_and(|(_, id)| is_uuid(id.trim()))
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

/// Reads a description; `raw` is the undecoded payload that it came from.
#[must_use]
pub fn read(text: &str, raw: &[u8]) -> Claims {
    let mut claims = Claims::new(Format::Midjourney, raw);
    let (text, job) = text.rsplit_once(JOB).unwrap_or((text, ""));
    // Options stand at the end; a prompt may hold two hyphens, but not followed by a word and a value up to the end.
    let start = if text.starts_with("--") { Some(0) } else { text.find(" --") };
    let (prompt, options) = text.split_at(start.unwrap_or(text.len()));
    claims.main.positive = Some(prompt.trim().to_owned()).filter(|prompt| !prompt.is_empty());
    let mut options = options.trim();
    while let Some(rest) = options.strip_prefix("--") {
        let end = rest.find(" --").unwrap_or(rest.len());
        let (option, next) = rest.split_at(end);
        options = next.trim_start();
        let option = option.trim();
        let (key, value) = option.split_once(char::is_whitespace).unwrap_or((option, ""));
        let value = value.trim().to_owned();
        match key {
            "no" => claims.main.negative = Some(value),
            "seed" => claims.main.seed = Some(value),
            "v" | "version" => claims.model = Named::of(format!("Midjourney {value}")),
            "niji" => claims.model = Named::of(format!("Niji {value}")),
            _ if claims.extra.len() < MAX_OPTIONS => {
                let value = if value.is_empty() { "true".into() } else { value };
                claims.extra.push((format!("--{key}"), value));
            }
            _ => {}
        }
    }
    let job = job.trim();
    if !job.is_empty() {
        claims.extra.push(("Job ID".into(), job.to_owned()));
    }
    claims
}
