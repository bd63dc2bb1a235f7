//! `colophon publish`: asks a place what it lacks, shows it, sends it, fetches a sample back, and writes down what was
//! done. The same command continues after any interruption.

mod bars;
mod places;
mod sources;

use std::fmt::Write;
use std::sync::Arc;

use colophon_publish::{Content, Options, Publication, Survey, Target};
use indicatif::HumanBytes;
use serde_json::{json, Value};

use crate::chain::send::confirm;
use crate::cli;
use crate::error::{Error, Result};
use crate::output::{grouped, visible, Output, Report};
use crate::plan::config::Config;
use crate::store::{self, Project};
use bars::Bars;

/// How many addresses a report shows.
const SHOWN: usize = 12;

/// Publishes, or shows what would be sent.
///
/// # Errors
/// Usage, key, input, project, network, differs.
pub fn run(global: &cli::Global, args: &cli::Publish, out: Output) -> Result<Report> {
    let folder = std::path::absolute(&global.project).unwrap_or_else(|_| global.project.clone());
    let config = Config::read(&folder)?;
    let chosen = sources::choose(&folder, &config, args)?;
    let target = places::resolve(&folder, &config, args.target.as_deref(), &chosen.name)?;
    let bars = Bars::new(out);
    let content = Arc::new(sources::read(&chosen, &bars)?);
    let receipt = format!("publish/{}.json", target.name());
    let view = Project::view(&folder);
    let previous: Option<Publication> = store::read_json(&view.path(&receipt))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::Other(format!("cannot begin: {error}")))?;
    let mut survey = runtime.block_on(until_stopped(target.survey(&content, &bars)))?;
    survey.previous = previous.map(|publication| publication.root);
    let costs = costs(&target, &content, &survey);
    let question = format!("Send to {}?", target.place());
    if !survey.complete && !confirm(args.broadcast, out, &costs, &question)? {
        let text = format!("{costs}\nnothing was sent: add --broadcast to send\n");
        return Ok(Report::new(text, simulated(&target, &content, &survey)));
    }
    let project = Project::open(&folder)?;
    let options = Options { sample: args.sample };
    let work = colophon_publish::publish(&target, &content, &survey, options, &bars);
    let done = runtime.block_on(until_stopped(work))?;
    let path = project.path(&receipt);
    store::write_json(&path, &done)?;
    if let Some(why) = target.blind() {
        out.log(format!("note: {why}"));
    }
    Ok(report(&done, &survey, &path))
}

/// Ends the work in an orderly way on Ctrl-C.
async fn until_stopped<T>(
    work: impl Future<Output = Result<T, colophon_publish::Error>>,
) -> Result<T> {
    tokio::select! {
        done = work => Ok(done?),
        _ = tokio::signal::ctrl_c() => Err(Error::Other(
            "stopped; run the same command again: it continues where it stopped".into(),
        )),
    }
}

/// What is to be done, for people.
fn costs(target: &Target, content: &Content, survey: &Survey) -> String {
    let all = content.items().len();
    let count = |files: usize, bytes: u64| {
        format!("{} files, {}", grouped(files as u128), HumanBytes(bytes))
    };
    let mut text = format!(
        "{}: {}\n  root      {}\n  all       {}\n",
        visible(target.name()),
        visible(&survey.place),
        content.root(),
        count(all, content.bytes()),
    );
    if target.kind() == "pinning" {
        text.push_str("  to send   one request; the service fetches the files by itself\n");
    } else {
        let missing = count(survey.missing.len(), content.bytes_of(&survey.missing));
        let _ = writeln!(text, "  to send   {missing}");
        if !survey.changed.is_empty() {
            let changed = count(survey.changed.len(), content.bytes_of(&survey.changed));
            let _ = writeln!(text, "  replaced  {changed}, which are there with other bytes");
        }
    }
    for note in &survey.notes {
        let _ = writeln!(text, "  note      {}", visible(note));
    }
    text
}

fn simulated(target: &Target, content: &Content, survey: &Survey) -> Value {
    let files = |items: &[usize]| json!({ "files": items.len(), "bytes": content.bytes_of(items) });
    json!({
        "sent": false,
        "target": target.name(),
        "kind": target.kind(),
        "place": survey.place,
        "root": content.root().to_string(),
        "files": content.items().len(),
        "bytes": content.bytes(),
        "missing": files(&survey.missing),
        "changed": files(&survey.changed),
        "notes": survey.notes,
    })
}

fn report(done: &Publication, survey: &Survey, receipt: &std::path::Path) -> Report {
    let verdict = if survey.complete { "holds everything already" } else { "holds everything" };
    let mut text = format!(
        "{}: {} {verdict}\n  root      {}\n  all       {} files, {}\n  sent      {} files, {}\n",
        visible(&done.target),
        visible(&done.place),
        done.root,
        grouped(done.files as u128),
        HumanBytes(done.bytes),
        grouped(done.sent_files as u128),
        HumanBytes(done.sent_bytes),
    );
    let _ = writeln!(text, "  checked   {} files, fetched back", done.verified.len());
    // Of a collection there are four; a folder of somebody's own may have thousands, which --json gives.
    if done.addresses.len() <= SHOWN {
        for (name, address) in &done.addresses {
            let _ = writeln!(text, "  {:<9} {}", visible(name), visible(address));
        }
    }
    let _ = writeln!(text, "  receipt   {}", receipt.display());
    let mut json = serde_json::to_value(done).unwrap_or_default();
    if let Some(fields) = json.as_object_mut() {
        // The receipt has a schema of its own; here it is the command's.
        fields.remove("schema");
        fields.insert("sent".into(), (!survey.complete).into());
        fields.insert("receipt".into(), receipt.display().to_string().into());
    }
    Report::new(text, json)
}
