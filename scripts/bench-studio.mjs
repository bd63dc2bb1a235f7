//! Measures what the studio does with pictures: draws planned pieces of 512 × 512 pixels with the network `inkling/1`, builds them,
//! and builds them again. Prints wall time, processor time and peak memory of each, and what `sha256sum` takes for the same files.
//!   node scripts/bench-studio.mjs [--pieces N] [--program FILE] [--folder DIR] [--keep] [--json]
//! FILE is the example `collection` (default: crates/target/release/examples/collection). A temporary DIR is removed again unless --keep;
//! pieces that are in DIR already are not drawn again, but built from nothing.
//! Needs GNU time as /usr/bin/time, and sha256sum.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { values } = parseArgs({
  options: {
    pieces: { type: "string", default: "10000" },
    program: { type: "string", default: join(root, "crates/target/release/examples/collection") },
    folder: { type: "string" },
    keep: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const pieces = Number(values.pieces);
if (!Number.isSafeInteger(pieces) || pieces < 1) throw new Error(`--pieces takes a whole number, not ${values.pieces}`);
for (const [file, how] of [
  [values.program, "cargo build --release --locked --manifest-path crates/Cargo.toml -p colophon-project --example collection"],
  ["/usr/bin/time", "install GNU time"],
]) {
  if (!existsSync(file)) {
    console.error(`${file} is not there: ${how}`);
    process.exit(2);
  }
}

/** Runs a command under GNU time; what it printed, and what it took. */
function timed(...command) {
  const run = spawnSync("/usr/bin/time", ["-f", "@@ %e %U %S %M", ...command], { encoding: "utf8", maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`${command.join(" ")}: ${run.stderr}`);
  const [wall, user, system, kibibytes] = run.stderr.split("@@ ").pop().trim().split(" ").map(Number);
  return { out: run.stdout, wall_s: wall, cpu_s: user + system, peak_mb: Math.round((kibibytes * 1024) / 1e6) };
}

const folder = values.folder ?? mkdtempSync(join(tmpdir(), "bench-studio-"));
const say = (text) => values.json || console.error(text);
try {
  const outputs = join(folder, "outputs");
  const there = existsSync(outputs) && readdirSync(outputs).length === pieces;
  say(there ? `${pieces} pieces are there` : `drawing ${pieces} pieces`);
  const drawn = there ? undefined : timed(values.program, "draw", folder, String(pieces));
  for (const old of ["build", ".colophon"]) rmSync(join(folder, old), { recursive: true, force: true });
  const files = readdirSync(outputs).sort().map((name) => join(outputs, name));
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  say("building");
  const first = timed(values.program, "build", folder);
  const second = timed(values.program, "build", folder);
  utimesSync(files[0], new Date(), new Date());
  const touched = timed(values.program, "build", folder);
  const hashed = timed("sha256sum", ...files);
  const results = [first, second, touched].map((run) => JSON.parse(run.out));
  if (!results[1].unchanged || results[2].read !== 1 || results.some((result) => result.root !== results[0].root)) {
    throw new Error(`these builds do not fit: ${JSON.stringify(results)}`);
  }
  // What one core takes to hash as many bytes of pixels as the builds decode, by another implementation.
  const block = Buffer.alloc(512 * 512 * 4);
  const began = process.cpuUsage();
  for (let piece = 0; piece < pieces; piece += 1) createHash("sha256").update(block).digest();
  const used = process.cpuUsage(began);
  const pixels = (used.user + used.system) / 1e6;
  const rows = { ...(drawn && { draw: drawn }), "build": first, "build again": second, "build after one was touched": touched, "sha256sum of the files": hashed };
  for (const run of Object.values(rows)) delete run.out;
  const result = { pieces, bytes, cores: cpus().length, cpu: cpus()[0].model, pixel_hash_cpu_s: pixels, runs: rows };
  if (values.json) console.log(JSON.stringify(result));
  else {
    console.log(`${pieces} pieces, ${(bytes / 1e6).toFixed(1)} MB, ${result.cores} cores (${result.cpu})`);
    for (const [name, run] of Object.entries(rows)) {
      console.log(`${name.padEnd(30)} ${run.wall_s.toFixed(2).padStart(8)} s  ${run.cpu_s.toFixed(2).padStart(8)} s of processors  ${String(run.peak_mb).padStart(5)} MB`);
    }
    const share = (seconds) => `${((100 * seconds) / first.cpu_s).toFixed(1)} %`;
    console.log(`hashing the files is ${share(hashed.cpu_s)} of the build's processor time, hashing their pixels ${share(pixels)}`);
  }
} finally {
  if (!values.keep && values.folder === undefined) rmSync(folder, { recursive: true });
}
