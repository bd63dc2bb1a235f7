//! Starts and stops the nodes that are compared, and reads what they hold in memory.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { request, result, Wire } from "./wire.mjs";

const here = dirname(fileURLToPath(import.meta.url));
/** The same on both nodes, so that both are sent the same bytes. */
export const CHAIN_ID = 412346;

/** Path of the pinned anvil; installs it at the first use. */
export function anvil() {
  const file = join(here, "node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil");
  if (!existsSync(file)) execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: here, stdio: "inherit" });
  return file;
}

/** Arguments of a node's program. */
function args(file, port, state) {
  const kept = state === null ? [] : ["--state", join(state, "chain")];
  switch (basename(file)) {
    case "anvil":
      return ["--silent", "--port", `${port}`, "--chain-id", `${CHAIN_ID}`];
    case "colophon":
      return ["devnet", "--silent", "--port", `${port}`, ...kept];
    default:
      return [`${port}`, ...kept];
  }
}

/** A running node. */
export class Node {
  /** Starts a program and waits for its first answer. `startup` is the time between, in milliseconds. */
  static async start(file, port, { kept = false } = {}) {
    const state = kept ? mkdtempSync(join(tmpdir(), "bench-")) : null;
    const began = process.hrtime.bigint();
    const child = spawn(file, args(file, port, state), { stdio: ["pipe", "ignore", "inherit"] });
    const exited = new Promise((resolve) => child.once("exit", resolve));
    const question = request("eth_chainId", []);
    for (;;) {
      if (child.exitCode !== null) throw new Error(`${file} ended with code ${child.exitCode}`);
      try {
        const wire = await Wire.open(port);
        result(await wire.send(question));
        const startup = Number(process.hrtime.bigint() - began) / 1e6;
        return Object.assign(new Node(), { child, exited, state, port, wire, startup });
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
  }

  /** Resident memory in bytes. */
  resident() {
    const status = readFileSync(`/proc/${this.child.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)[1]) * 1024;
  }

  async stop() {
    this.wire.close();
    this.child.kill("SIGTERM");
    await this.exited;
    if (this.state !== null) rmSync(this.state, { recursive: true, force: true });
  }
}
