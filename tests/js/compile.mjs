//! Compiles the Solidity counterparts of the tests with the pinned solc (JavaScript build, offline) into
//! `target/solidity/<Contract>.json`: `{ abi, bytecode }`. Skips the work when nothing changed.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import solc from "solc";

const here = dirname(fileURLToPath(import.meta.url));
const sources = join(here, "..", "solidity");
const output = join(here, "..", "..", "target", "solidity");

const files = readdirSync(sources).filter((name) => name.endsWith(".sol")).sort();
const input = {
  language: "Solidity",
  sources: Object.fromEntries(files.map((name) => [name, { content: readFileSync(join(sources, name), "utf8") }])),
  settings: {
    evmVersion: "cancun",
    optimizer: { enabled: true, runs: 200 },
    outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
  },
};
const stamp = createHash("sha256").update(solc.version()).update(JSON.stringify(input)).digest("hex");
const stampFile = join(output, "stamp");
if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) process.exit(0);

/** Resolves an import from the packages that are installed beside this file. */
function importCallback(path) {
  const file = join(here, "node_modules", path);
  return existsSync(file) ? { contents: readFileSync(file, "utf8") } : { error: `${path}: not installed, run npm ci in tests/js` };
}

const compiled = JSON.parse(solc.compile(JSON.stringify(input), { import: importCallback }));
const errors = (compiled.errors ?? []).filter((e) => e.severity === "error");
if (errors.length > 0) {
  for (const error of errors) console.error(error.formattedMessage);
  process.exit(1);
}
mkdirSync(output, { recursive: true });
for (const name of files) {
  for (const [contract, artifact] of Object.entries(compiled.contracts[name] ?? {})) {
    const file = join(output, `${contract}.json`);
    writeFileSync(file, JSON.stringify({ abi: artifact.abi, bytecode: `0x${artifact.evm.bytecode.object}` }, null, 1));
  }
}
writeFileSync(stampFile, stamp);
