//! What every check of a foreign tool needs: a `colophon devnet` on a port of its own, a way to run programs, the Solidity
//! counterpart, and a report of one line a check.
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The top of the repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
/** The binary under test: COLOPHON, or the debug build. */
export const colophon = process.env.COLOPHON ?? join(root, "crates/target/debug/colophon");
/** Foundry's cast itself: its npm wrapper always exits 0. */
export const cast = join(root, "tests/js/node_modules/@foundry-rs/cast-linux-amd64/bin/cast");

/** Three of the well-known development accounts: public keys of no worth. */
export const keys = [
  "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
  "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
  "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
];
export const addresses = [
  "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
  "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
  "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
];

/** Text of any value, with big integers. */
const shown = (value) => (typeof value === "string" ? value : JSON.stringify(value, (_, v) => (typeof v === "bigint" ? `${v}n` : v)));

/** Counts checks and prints them. */
export class Report {
  passed = 0;
  failed = 0;

  constructor(tool) {
    this.tool = tool;
  }

  /** One check: its name, a condition, and what was seen instead. */
  check(name, condition, seen = "") {
    if (condition) this.passed += 1;
    else this.failed += 1;
    console.log(`${condition ? "ok  " : "FAIL"} ${this.tool}: ${name}${condition ? "" : `\n     saw ${shown(seen)}`}`);
    return Boolean(condition);
  }

  /** Two values that must be equal; objects by their JSON. */
  equal(name, seen, wanted) {
    return this.check(name, shown(seen) === shown(wanted), `${shown(seen)}\n  wanted ${shown(wanted)}`);
  }

  /** A promise that must be rejected; answers the error. */
  async refused(name, promise, matches) {
    try {
      const value = await promise;
      this.check(name, false, `no error but ${shown(value)}`);
      return null;
    } catch (error) {
      this.check(name, matches(error), error.stack ?? String(error));
      return error;
    }
  }

  /** Runs a part; what it throws is a failed check, and the next part still runs. */
  async part(name, run) {
    try {
      return await run();
    } catch (error) {
      this.check(`${name} without an exception`, false, error.stack ?? String(error));
      return null;
    }
  }

  /** Prints the sum; the process ends with 1 if anything failed. */
  finish() {
    console.log(`${this.tool}: ${this.passed} passed, ${this.failed} failed`);
    process.exit(this.failed === 0 ? 0 : 1);
  }
}

/** Runs a program to its end; `{ code, stdout, stderr }`, never an exception. */
export function run(file, args, options = {}) {
  return new Promise((resolve) => {
    const child = execFile(file, args, { maxBuffer: 256 << 20, ...options }, (error, stdout, stderr) => {
      resolve({ code: error ? (typeof error.code === "number" ? error.code : 255) : 0, stdout, stderr });
    });
    child.stdin?.end(options.input ?? "");
  });
}

/** Starts a node; `{ url, ws, chainId, ready, stop }`. */
export async function startNode(...args) {
  const child = spawn(colophon, ["devnet", "--port", "0", "--json", "--silent", ...args], { stdio: ["ignore", "pipe", "ignore"] });
  const ready = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", (line) => resolve(JSON.parse(line)));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the node ended with ${code} before it was ready`)));
  });
  const stop = () =>
    new Promise((resolve) => {
      if (child.exitCode !== null) return resolve();
      child.once("exit", resolve);
      child.kill("SIGINT");
    });
  return { url: ready.rpcUrl, ws: ready.wsUrl, chainId: ready.chainId, ready, stop };
}

/** One JSON-RPC request without any library; throws the error object's message. */
export async function rpc(url, method, ...params) {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  const { result, error } = await response.json();
  if (error) throw Object.assign(new Error(`${method}: ${error.message}`), error);
  return result;
}

/** A folder that is gone when the process ends. */
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), "colophon-tools-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A compiled Solidity counterpart of tests/solidity: `{ abi, bytecode }`. */
export const solidity = (contract) => JSON.parse(readFileSync(join(root, "target/solidity", `${contract}.json`), "utf8"));

/** Waits until a condition holds, or half a minute has passed. */
export async function until(condition) {
  for (let i = 0; i < 1200 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 25));
  return condition();
}
