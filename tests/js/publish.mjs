//! `colophon publish` against real counterparts: Kubo nodes, an S3 server, a pinning service, folders.
//!   node tests/js/publish.mjs KIND FOLDER-OF-IPFS PYTHON     scripts/publish.sh calls it; `-` for a tool that is not there
import { Report } from "./tools/harness.mjs";

const [kind, kubo, python] = process.argv.slice(2);
const report = new Report(`publish to ${kind}`);
const { run } = await import(`./publish/${kind}.mjs`);
await report.part(kind, () => run(report, kubo, python));
report.finish();
