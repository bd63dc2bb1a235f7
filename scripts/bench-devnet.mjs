//! Measures the devnet against the pinned anvil on the same machine in the same run: start, transactions and calls a second,
//! memory. Rounds alternate between the nodes, each round with fresh processes; of every figure the best round counts,
//! because everything else that runs on the machine only ever makes it worse.
//!   node scripts/bench-devnet.mjs [--node FILE] [--rounds N] [--transactions N] [--calls N] [--blocks N] [--port N] [--json]
//! FILE is the `colophon` program or the example `serve` (default: crates/target/release/examples/serve).
//! Needs `npm ci` in tests/js (scripts/setup.sh does it); anvil is installed into scripts/bench at the first run.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { anvil, Node } from "./bench/nodes.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { values } = parseArgs({
  options: {
    node: { type: "string", default: join(root, "crates/target/release/examples/serve") },
    rounds: { type: "string", default: "3" },
    transactions: { type: "string", default: "400" },
    calls: { type: "string", default: "4000" },
    blocks: { type: "string", default: "10000" },
    port: { type: "string", default: "21211" },
    json: { type: "boolean", default: false },
  },
});
const number = (name) => {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} takes a whole number, not ${values[name]}`);
  return value;
};
const port = number("port");
if (!existsSync(values.node)) {
  console.error(`${values.node} is not there: cargo build --release --locked --manifest-path crates/Cargo.toml -p stylus-devnet --example serve`);
  process.exit(2);
}
execFileSync(process.execPath, [join(root, "tests/js/compile.mjs")], { stdio: "inherit" });
const { fill, prepare, run } = await import("./bench/work.mjs");

const subjects = { devnet: values.node, anvil: anvil() };
const best = { devnet: {}, anvil: {} };
/** Keeps the better of two figures. */
function keep(name, figures, better = Math.max) {
  for (const [what, value] of Object.entries(figures)) best[name][what] = what in best[name] ? better(best[name][what], value) : value;
}

const say = (text) => values.json || console.error(text);
say("signing transactions");
const work = await prepare({ transactions: number("transactions"), senders: 8 });
for (let round = 1; round <= number("rounds"); round += 1) {
  for (const [name, file] of Object.entries(subjects)) {
    say(`round ${round}: ${name}`);
    const node = await Node.start(file, port);
    try {
      keep(name, { startup: node.startup, residentAtStart: node.resident() }, Math.min);
      keep(name, await run(node, work, { callCount: number("calls"), program: name === "devnet" }));
    } finally {
      await node.stop();
    }
  }
}

/** Memory of a node after so many blocks, and how long they took. */
async function memory(file, options) {
  const node = await Node.start(file, port, options);
  try {
    const began = process.hrtime.bigint();
    await fill(node, number("blocks"));
    return { seconds: Number(process.hrtime.bigint() - began) / 1e9, bytes: node.resident() };
  } finally {
    await node.stop();
  }
}
if (number("blocks") > 0) {
  for (const [name, file] of Object.entries(subjects)) {
    say(`${values.blocks} blocks: ${name}`);
    const { bytes } = await memory(file, {});
    best[name].residentAfterBlocks = bytes;
  }
  say(`${values.blocks} blocks: devnet with --state`);
  const { bytes, seconds } = await memory(subjects.devnet, { kept: true });
  Object.assign(best.devnet, { residentAfterBlocksKept: bytes, blocksPerSecondKept: number("blocks") / seconds });
}

const machine = { cpu: cpus()[0].model, cores: cpus().length };
if (values.json) {
  console.log(JSON.stringify({ machine, anvil: "1.7.1", blocks: number("blocks"), ...best }, null, 2));
} else {
  print();
}

/** The table, with ours over theirs where more is better, theirs over ours where less is. */
function print() {
  const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  const perSecond = (value) => `${value.toFixed(0)} /s`;
  const rows = [
    ["start to first answer", "startup", (ms) => `${ms.toFixed(0)} ms`, true],
    ["transfers, receipt awaited", "transfers", perSecond],
    ["transfers, 8 senders", "transfersParallel", perSecond],
    ["ERC-20 transfers, receipt awaited", "tokenTransfers", perSecond],
    ["eth_call balanceOf", "balanceOf", perSecond],
    ["eth_call balanceOf, 8 clients", "balanceOfParallel", perSecond],
    ["Collection mint, receipt awaited", "mints", perSecond],
    ["eth_call provenanceOf", "provenanceOf", perSecond],
    ["eth_call ownerOf", "ownerOf", perSecond],
    ["memory at start", "residentAtStart", mib, true],
    [`memory after ${values.blocks} blocks`, "residentAfterBlocks", mib, true],
    [`the same with --state`, "residentAfterBlocksKept", mib, true],
    [`blocks with --state`, "blocksPerSecondKept", perSecond],
  ];
  console.log(`${machine.cpu}, ${machine.cores} cores; anvil 1.7.1\n`);
  console.log(`${"".padEnd(36)}${"devnet".padStart(12)}${"anvil".padStart(12)}${"ratio".padStart(8)}`);
  for (const [label, key, show, less] of rows) {
    const [ours, theirs] = [best.devnet[key], best.anvil[key]];
    if (ours === undefined) continue;
    const ratio = theirs === undefined ? "" : (less ? theirs / ours : ours / theirs).toFixed(2);
    console.log(`${label.padEnd(36)}${show(ours).padStart(12)}${(theirs === undefined ? "" : show(theirs)).padStart(12)}${ratio.padStart(8)}`);
  }
}
