//! `cargo stylus check`, `constructor`, `export-abi`, `get-initcode`: what can be known before anything is deployed.
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { root, run } from "../harness.mjs";
import { differs } from "./tool.mjs";

export async function checks(tool, report) {
  const good = await tool.online("check");
  report.check("check: the Collection can be activated", good.code === 0 && good.text.includes("contract size") && good.text.includes("wasm data fee"), good.text);
  report.equal("check: methods", differs(good.asked.labels, ["call codehashVersion", "call activateProgram+"]), "");
  const size = Number(/contract size:.*\((\d+) bytes\)/.exec(good.text)?.[1]);
  const fee = /originally ([\d.]+ ETH)/.exec(good.text)?.[1];
  report.check("check: size and fee", size > 10_000 && size <= 24_576 && Number.parseFloat(fee) > 0, [size, fee]);
  // A module without an entry point: magic, version, a memory, exported.
  const bad = join(tool.folder, "bad.wasm");
  writeFileSync(bad, Buffer.from("0061736d01000000050301000107" + "0a01066d656d6f72790200", "hex"));
  const refused = await tool.online("check", "--wasm-file", bad);
  report.check("check: a module without an entry point is refused", refused.code === 1 && /entry ?point/i.test(refused.text), refused.text);
}

export async function interfaces(tool, report) {
  const constructor = await tool.offline("constructor");
  report.check("constructor", constructor.code === 0 && constructor.stdout.trim().endsWith("constructor(address owner, address descriptor)"), constructor.stdout);
  const abi = await tool.offline("export-abi");
  const functions = ["createSeries(", "mint(", "mintBatch(", "anchor(", "revise(", "provenanceOf(", "royaltyInfo("];
  report.check("export-abi", abi.code === 0 && functions.every((name) => abi.stdout.includes(`function ${name}`)), abi.stdout);
  report.equal("constructor, export-abi: methods", [...constructor.asked.labels, ...abi.asked.labels], []);
}

/** `export-abi --json` runs `solc --abi -`; the compiler of npm stands in behind these two arguments. */
export async function json(tool, report) {
  const folder = join(tool.folder, "bin");
  mkdirSync(folder, { recursive: true });
  const script = join(folder, "solc");
  writeFileSync(script, `#!/usr/bin/env node
const solc = require(${JSON.stringify(join(root, "tests/js/node_modules/solc"))});
if (process.argv.includes("--version")) { console.log(solc.version()); process.exit(0); }
const content = require("node:fs").readFileSync(0, "utf8");
const input = { language: "Solidity", sources: { "<stdin>": { content } }, settings: { outputSelection: { "*": { "*": ["abi"] } } } };
const output = JSON.parse(solc.compile(JSON.stringify(input)));
for (const error of output.errors ?? []) if (error.severity === "error") { console.error(error.formattedMessage); process.exit(1); }
for (const [name, { abi }] of Object.entries(output.contracts["<stdin>"])) console.log("======= <stdin>:" + name + " =======\\nContract JSON ABI\\n" + JSON.stringify(abi));
`);
  chmodSync(script, 0o755);
  const env = { ...tool.env, PATH: [folder, tool.env.PATH].join(delimiter) };
  const { code, stdout, stderr } = await run("cargo", ["stylus", "export-abi", "--json"], { cwd: root, env });
  const line = stdout.split("\n").find((text) => text.startsWith("["));
  const exported = line ? JSON.parse(line).filter(({ type }) => type === "function").map(({ name }) => name) : [];
  const complete = JSON.parse(readFileSync(join(root, "abi/collection.json"), "utf8")).filter(({ type }) => type === "function").map(({ name }) => name);
  report.check("export-abi --json: functions of the complete ABI", code === 0 && exported.length > 15 && exported.every((name) => complete.includes(name)), stderr + stdout);
}

/** The code that a creation transaction carries; it must be what `deploy` sent. */
export async function initCode(tool, report, { deployment }) {
  const file = join(tool.folder, "init.hex");
  const made = await tool.offline("get-initcode", "--output", file);
  const text = readFileSync(file, "utf8").trim().replace(/^0x/, "");
  const sent = await tool.rpc("eth_getTransactionByHash", deployment.hash);
  report.check("get-initcode is what was deployed", made.code === 0 && text.length > 20_000 && sent.input.includes(text), made.text);
  report.equal("get-initcode: methods", made.asked.labels, []);
  return `0x${text}`;
}
