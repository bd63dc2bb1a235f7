//! What every part of the publish tests needs: a project folder, the command, servers on free ports, a proxy that fails on
//! demand, and files whose bytes follow from their names.
import { spawn } from "node:child_process";
import { createCipheriv, createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { createServer as createSocket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { colophon } from "../tools/harness.mjs";

export const MIB = 1 << 20;
// Every server and folder is cleared away when the process ends.
process.setMaxListeners(0);

/** Lengths around the chunk, at two chunks, and at several. */
export const sizes = [0, 1, MIB - 1, MIB, MIB + 1, 2 * MIB, 5 * MIB + 7];

/** As many bytes as wanted, the same for the same name. */
export function bytes(name, length) {
  const key = createHash("sha256").update(name).digest();
  return createCipheriv("chacha20", key, Buffer.alloc(16)).update(Buffer.alloc(length));
}
export const sha256 = (data) => createHash("sha256").update(data).digest("hex");

/** A folder that is gone when the process ends. */
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), "colophon-publish-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes `{ name: bytes }` below a folder. */
export function write(folder, files) {
  for (const [name, data] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), data);
  }
}

/** A project folder with this colophon.toml, and the command in it. */
export class Project {
  constructor(toml, env = {}) {
    this.folder = scratch();
    this.env = { PATH: process.env.PATH, HOME: this.folder, NO_COLOR: "1", NO_PROXY: "*", ...env };
    this.configure(toml);
  }

  configure(toml) {
    writeFileSync(join(this.folder, "colophon.toml"), toml);
  }

  path(name) {
    return join(this.folder, name);
  }

  /** Starts `colophon publish …`; `{ child, done }`. */
  start(...args) {
    const child = spawn(colophon, ["publish", ...args], { cwd: this.folder, env: this.env, stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (data) => (stdout += data));
    child.stderr.on("data", (data) => (stderr += data));
    const done = new Promise((resolve) =>
      child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr, json: parsed(stdout) })));
    return { child, done };
  }

  /** Runs it to its end. */
  publish(...args) {
    return this.start(...args).done;
  }

  receipt(name) {
    return JSON.parse(readFileSync(join(this.folder, ".colophon/publish", `${name}.json`), "utf8"));
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A port that nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const socket = createSocket();
    socket.once("error", reject);
    socket.listen(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

/** Starts a program that stays; `{ child, log(), stop() }`. */
export function stay(file, args, env) {
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stdout.on("data", (data) => (log += data));
  child.stderr.on("data", (data) => (log += data));
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const stop = (signal = "SIGTERM") =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once("exit", () => resolve());
      child.kill(signal);
      setTimeout(kill, 10_000).unref();
    });
  return { child, log: () => log, stop };
}

/** Waits until a condition holds, half a minute at most. */
export async function until(condition) {
  for (let i = 0; i < 600; i++) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

/**
 * Passes requests on to a port. `before(request)` may answer `{ status, headers, body }` instead; `after(request)` is
 * called when an answer has come back, before it is passed on. `{ url, seen, before, after, close() }`.
 */
export async function proxy(port) {
  const self = { seen: [], before: () => null, after: () => {} };
  const server = createServer((incoming, answer) => {
    self.seen.push(`${incoming.method} ${incoming.url}`);
    const instead = self.before(incoming);
    if (instead) {
      incoming.resume();
      incoming.once("end", () => answer.writeHead(instead.status, instead.headers ?? {}).end(instead.body ?? ""));
      return;
    }
    const { method, url: path, headers } = incoming;
    const outgoing = request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      self.after(incoming);
      answer.writeHead(response.statusCode, response.headers);
      response.pipe(answer);
    });
    outgoing.once("error", () => answer.destroy());
    incoming.once("error", () => outgoing.destroy());
    incoming.once("close", () => incoming.complete || outgoing.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  self.url = `http://127.0.0.1:${server.address().port}`;
  self.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return self;
}
