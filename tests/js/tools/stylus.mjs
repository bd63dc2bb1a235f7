//! cargo-stylus 0.10.10, unchanged, on this repository's own Collection against the node: every subcommand that talks to a
//! chain, its exit code, what it asked (method by method as of a real node) and what it left on the chain.
//!   node stylus.mjs FOLDER     FOLDER holds the cargo-stylus binary (scripts/cargo-stylus.sh prints it)
import { checks, initCode, interfaces, json } from "./stylus/check.mjs";
import { bids, keepalive, noManager } from "./stylus/cache.mjs";
import { constructed, plain, twoSteps } from "./stylus/deploy.mjs";
import { startTool } from "./stylus/tool.mjs";
import { traces } from "./stylus/trace.mjs";
import { verifications } from "./stylus/verify.mjs";
import { Report, startNode } from "./harness.mjs";

const report = new Report("cargo stylus");
const node = await startNode();
const tool = await startTool(node, process.argv[2]);
const version = await tool.offline("--version");
report.check("version 0.10.10", version.code === 0 && version.text.includes("0.10.10"), version.text);
await report.part("check", () => checks(tool, report));
await report.part("interfaces", () => interfaces(tool, report));
await report.part("interfaces as JSON", () => json(tool, report));
const descriptor = await report.part("deploy", () => plain(tool, report));
await report.part("deploy and activate", () => twoSteps(tool, report));
const collection = await report.part("deploy with a constructor", () => constructed(tool, report, descriptor.address));
const code = await report.part("get-initcode", () => initCode(tool, report, { deployment: collection }));
await report.part("cache", () => bids(tool, report, collection.address));
await report.part("trace", () => traces(tool, report, collection.address));
await report.part("verify", () => verifications(tool, report, { collection, initCode: code }));
await report.part("codehash-keepalive", () => keepalive(tool, report, collection.address));
await report.part("cache of a bare node", async () => {
  const bare = await startNode("--bare");
  const other = await startTool(bare, process.argv[2]);
  await noManager(other, report, collection.address);
  await other.stop();
  await bare.stop();
});
await tool.stop();
await node.stop();
report.finish();
