//! `cargo stylus` as a person runs it in the repository, before a recorded node: what it printed, how it ended, what it asked.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { createPublicClient, createWalletClient, defineChain, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { keys, root, rpc, run, scratch } from "../harness.mjs";
import { startRecorder } from "../recorder.mjs";

const capture = (file, ...args) => execFileSync(file, args, { cwd: root, encoding: "utf8", maxBuffer: 64 << 20 });

/** Names of the building machine that the compiler writes into programs, and what stands for them in artifacts/source. */
function remap() {
  const metadata = JSON.parse(capture("cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", "wasm32-unknown-unknown"));
  const registry = dirname(dirname(metadata.packages.find(({ name }) => name === "stylus-sdk").manifest_path));
  const library = join(capture("rustc", "--print", "sysroot").trim(), "lib/rustlib/src/rust");
  const commit = /commit-hash: (\w+)/.exec(capture("rustc", "-vV"))[1];
  return [[root, "/colophon"], [registry, "/crates"], [library, `/rustc/${commit}`]].map(([from, to]) => `--remap-path-prefix=${from}=${to}`).join(" ");
}

/** Everything the parts share. `folder` of the binary comes from scripts/cargo-stylus.sh. */
export async function startTool(node, binaries) {
  const recorder = await startRecorder(node.url);
  const folder = scratch();
  const keyFile = join(folder, "key");
  writeFileSync(keyFile, keys[0], { mode: 0o600 });
  const env = {
    ...process.env, NO_COLOR: "1",
    PATH: [binaries, join(root, "scripts/node_modules/.bin"), process.env.PATH].join(delimiter),
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: remap(),
  };
  const chain = defineChain({ id: node.chainId, name: "devnet", nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 }, rpcUrls: { default: { http: [node.url] } } });
  const account = privateKeyToAccount(keys[0]);

  /** Runs a subcommand without the node. */
  async function offline(...args) {
    const { code, stdout, stderr } = await run("cargo", ["stylus", ...args], { cwd: root, env });
    // eslint-disable-next-line no-control-regex
    const plain = `${stdout}\n${stderr}`.replace(/\x1b\[[0-9;]*m/g, "");
    const text = plain.split("\n").filter((line) => !line.includes("File used for deployment hash")).join("\n");
    return { code, text, stdout, asked: recorder.take() };
  }

  return {
    node, folder, env, keyFile, account, offline,
    stop: recorder.stop,
    rpc: (method, ...params) => rpc(node.url, method, ...params),
    reader: createPublicClient({ chain, transport: http(node.url), pollingInterval: 20 }),
    wallet: createWalletClient({ account, chain, transport: http(node.url) }),
    /** Runs a subcommand against the node. */
    online: (verb, ...args) => offline(...verb.split(" "), "--endpoint", recorder.url, ...args),
    /** Options of a sender. */
    signer: ["--private-key-path", keyFile],
  };
}

/** What a table of methods says: names in order, those in an inner array in any order; answers the difference or "". */
export function differs(labels, wanted) {
  const rest = [...labels];
  for (const item of wanted) {
    const group = [item].flat();
    const taken = rest.splice(0, group.length);
    if (`${[...taken].sort()}` !== `${[...group].sort()}`) return `asked ${labels.join(", ")}; wanted ${group.join(" and ")} where ${taken.join(", ")} is`;
  }
  return rest.length > 0 ? `asked more: ${rest.join(", ")}` : "";
}

/** The module inside a program's code, and its hash of the project, which cargo-stylus adds as a custom section. */
export function decode(code) {
  const bytes = Buffer.from(code.slice(2), "hex");
  if (bytes.subarray(0, 4).toString("hex") !== "eff00000") throw new Error(`no Stylus program: ${code.slice(0, 20)}…`);
  return { size: bytes.length, wasm: brotliDecompressSync(bytes.subarray(4)) };
}

/** Sections of a module by id, without custom ones; two modules that agree in these do the same. */
export function sections(wasm) {
  const found = [];
  let at = 8;
  const leb = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  };
  while (at < wasm.length) {
    const id = wasm[at++];
    const length = leb();
    if (id !== 0) found.push([id, Buffer.from(wasm.subarray(at, at + length)).toString("base64")]);
    at += length;
  }
  return found;
}
