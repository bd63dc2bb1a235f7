//! A node of the `colophon` binary, and what the tests that talk to it share: clients, checks, contracts.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { concat, createPublicClient, createWalletClient, defineChain, http, parseAbi, parseEther, toHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const colophon = process.env.COLOPHON ?? join(root, "crates/target/debug/colophon");

/** Well-known development accounts: their keys are public and of no worth. The first owns the chain. */
export const [owner, alice, bob, carol] = [
  "0xb6b15c8cb491557369f3c7d2c287b053eb229daa9c22138887752191c9520659",
  "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
  "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
  "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
].map((key) => privateKeyToAccount(key));

export const ARB_WASM = "0x0000000000000000000000000000000000000071";
export const ARB_WASM_CACHE = "0x0000000000000000000000000000000000000072";

export const precompiles = parseAbi([
  "function activateProgram(address program) payable returns (uint16, uint256)",
  "function codehashAsmSize(bytes32 codehash) view returns (uint32)",
  "function programInitGas(address program) view returns (uint64 gas, uint64 gasWhenCached)",
  "function programTimeLeft(address program) view returns (uint64)",
  "function programVersion(address program) view returns (uint16)",
  "function stylusVersion() view returns (uint16)",
  "function allCacheManagers() view returns (address[])",
  "function codehashIsCached(bytes32 codehash) view returns (bool)",
  "function evictCodehash(bytes32 codehash)",
]);

/** Starts a node with these arguments; answers its ready line, clients, and how to stop it. */
export async function start(...args) {
  const node = spawn(colophon, ["devnet", "--port", "0", "--json", "--silent", ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const ready = await new Promise((resolve, reject) => {
    createInterface({ input: node.stdout }).once("line", (line) => resolve(JSON.parse(line)));
    node.once("exit", (code) => reject(new Error(`the node ended with ${code} before it was ready`)));
  });
  const chain = defineChain({
    id: ready.chainId, name: "Stylus devnet", nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [ready.rpcUrl] } },
    contracts: { multicall3: { address: "0xcA11bde05977b3631167028862bE2a173976CA11" } },
  });
  const reader = createPublicClient({ chain, transport: http(), pollingInterval: 50, cacheTime: 0 });
  const wallet = createWalletClient({ chain, transport: http() });
  return { ready, reader, wallet, rpc: (method, params = []) => reader.request({ method, params }), stop: () => node.kill() };
}

let passed = 0;
let failed = 0;

/** One check: the name, and a condition with what was seen. */
export function check(name, condition, seen = "") {
  if (condition) passed += 1;
  else failed += 1;
  const text = (value) => (typeof value === "string" ? value : JSON.stringify(value, (_, v) => (typeof v === "bigint" ? `${v}` : v)));
  console.log(`${condition ? "ok  " : "FAIL"} ${name}${condition ? "" : `: ${text(seen)}`}`);
}

/** Prints the sum; 0 when everything passed. */
export function summary() {
  console.log(`${passed} passed, ${failed} failed`);
  return failed ? 1 : 0;
}

/** The name of the error (and its arguments) or the text with which something is refused; "" when it is not. */
export async function refusal(promise) {
  try {
    await promise;
    return "";
  } catch (error) {
    const reverted = error.walk?.((cause) => cause.name === "ContractFunctionRevertedError");
    if (reverted?.data?.errorName === "Error") return reverted.data.args[0];
    if (reverted?.data) return `${reverted.data.errorName}(${(reverted.data.args ?? []).join(",")})`;
    return reverted?.signature ?? reverted?.reason ?? (reverted ? "0x" : error.shortMessage ?? error.message);
  }
}

/** Whether a call, given as JSON-RPC takes it, reverts without data. */
export async function reverts(node, call) {
  const answer = await fetch(node.ready.rpcUrl, {
    method: "POST", headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_call", params: [call, "latest"] }),
  });
  const { error } = await answer.json();
  return error?.message === "execution reverted" && (error.data ?? "0x") === "0x";
}

/** Sends and waits: the receipt. */
export async function send(node, account, call) {
  const { request } = await node.reader.simulateContract({ account, ...call });
  return node.reader.waitForTransactionReceipt({ hash: await node.wallet.writeContract(request) });
}

/** Deploys init code; answers the address. */
export async function deploy(node, account, data) {
  const hash = await node.wallet.sendTransaction({ account, data });
  return (await node.reader.waitForTransactionReceipt({ hash })).contractAddress;
}

/** A Solidity counterpart that `compile.mjs` compiled. */
export function artifact(name) {
  return JSON.parse(readFileSync(join(root, "target/solidity", `${name}.json`), "utf8"));
}

/** Deploys one; answers its address and ABI. */
export async function deploySolidity(node, account, name, args = []) {
  const { abi, bytecode } = artifact(name);
  const hash = await node.wallet.deployContract({ account, abi, bytecode, args });
  return { abi, address: (await node.reader.waitForTransactionReceipt({ hash })).contractAddress };
}

/** Deploys and activates a built program; answers its address. */
export async function deployProgram(node, account, file) {
  const wasm = readFileSync(join(root, "artifacts", file));
  const stream = brotliCompressSync(wasm, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 } });
  const code = concat(["0xeff00000", toHex(stream)]);
  const length = toHex((code.length - 2) / 2, { size: 2 }).slice(2);
  const address = await deploy(node, account, concat([`0x61${length}80600c6000396000f3`, code]));
  await send(node, account, {
    address: ARB_WASM, abi: precompiles, functionName: "activateProgram", args: [address], value: parseEther("1"),
  });
  return address;
}
