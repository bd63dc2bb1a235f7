//! Searches for the transaction that takes the devnet longest for its gas: endless loops over every kind of instruction, host
//! call, EVM opcode and precompile, each run out of gas by eth_call. Prints processor time of the node per gas, the dearest
//! first, and what 32,000,000 gas of it take.
//!   node scripts/bench-dearest.mjs [--node FILE] [--gas N] [--top N] [--port N] [--json]
//! FILE as for bench-devnet.mjs. Processor time is read from /proc, so other work on the machine does not count.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { programs } from "./bench/loops-wasm.mjs";
import { codes } from "./bench/loops-evm.mjs";
import { Node } from "./bench/nodes.mjs";
import { deployProgram } from "./bench/work.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { values } = parseArgs({
  options: {
    node: { type: "string", default: join(root, "crates/target/release/examples/serve") },
    gas: { type: "string", default: "3000000" },
    top: { type: "string", default: "10" },
    port: { type: "string", default: "21212" },
    json: { type: "boolean", default: false },
  },
});
const gas = Number(values.gas);
/** Gas of the transaction itself, which is no computation. */
const INTRINSIC = 21000;
const MOST = 32_000_000;
const TARGET = `0x${"ab".repeat(20)}`;

/** Nanoseconds that all threads of a process have spent on a processor. */
function processorTime(pid) {
  const folder = `/proc/${pid}/task`;
  let sum = 0;
  for (const task of readdirSync(folder)) {
    try {
      sum += Number(readFileSync(join(folder, task, "schedstat"), "utf8").split(" ")[0]);
    } catch {
      // The thread has ended between the two reads.
    }
  }
  return sum;
}

/** Processor time of the quickest of three runs. */
async function measure(node, to, overrides) {
  let least = Infinity;
  for (let round = 0; round < 4; round += 1) {
    const before = processorTime(node.child.pid);
    const call = [{ to, gas: `0x${gas.toString(16)}` }, "latest", ...(overrides === null ? [] : [overrides])];
    await node.wire.ask("eth_call", ...call).catch((error) => {
      if (!/out of gas/.test(error.message)) throw error;
    });
    // The first run fills caches.
    if (round > 0) least = Math.min(least, processorTime(node.child.pid) - before);
  }
  return least;
}

const node = await Node.start(values.node, Number(values.port));
const found = [];
const skipped = [];
try {
  for (const [name, text] of Object.entries(programs())) {
    try {
      const address = await deployProgram(node.wire, text);
      found.push({ name: `wasm ${name}`, nanoseconds: await measure(node, address, null) });
    } catch (error) {
      skipped.push(`wasm ${name}: ${error.message}`);
    }
  }
  for (const [name, code] of Object.entries(codes())) {
    try {
      found.push({ name: `evm ${name}`, nanoseconds: await measure(node, TARGET, { [TARGET]: { code } }) });
    } catch (error) {
      skipped.push(`evm ${name}: ${error.message}`);
    }
  }
} finally {
  await node.stop();
}
for (const one of found) {
  one.nanosecondsPerGas = one.nanoseconds / (gas - INTRINSIC);
  one.secondsAtMost = (one.nanosecondsPerGas * MOST) / 1e9;
}
found.sort((one, other) => other.nanosecondsPerGas - one.nanosecondsPerGas);
if (values.json) {
  console.log(JSON.stringify({ gas, found, skipped }, null, 2));
} else {
  console.log(`${"loop".padEnd(44)}${"ns/gas".padStart(10)}${"32M gas".padStart(10)}`);
  for (const { name, nanosecondsPerGas, secondsAtMost } of found.slice(0, Number(values.top))) {
    console.log(`${name.padEnd(44)}${nanosecondsPerGas.toFixed(2).padStart(10)}${`${secondsAtMost.toFixed(2)} s`.padStart(10)}`);
  }
  for (const text of skipped) console.log(`skipped: ${text}`);
}
