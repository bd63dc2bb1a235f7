//! What a person and their wallet do, with real tools: the `colophon` binary starts a node, deploys and mints a folder; viem and
//! `cast` then read, transfer, watch events and decode errors; at last one bit of a picture is flipped.
//! Needs crates/target/debug/colophon (or COLOPHON=path). Prints one line a check and `N passed, N failed`.
import { execFile, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import {
  BaseError, ContractFunctionRevertedError, createPublicClient, createWalletClient, defineChain, getAddress, http, parseEther, webSocket,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const colophon = process.env.COLOPHON ?? join(root, "crates/target/debug/colophon");
const cast = join(root, "tests/js/node_modules/@foundry-rs/cast-linux-amd64/bin/cast");
const abi = JSON.parse(readFileSync(join(root, "abi/collection.json"), "utf8"));
// Two of the 20 well-known development accounts: public keys of no worth.
const artist = privateKeyToAccount("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
const collector = privateKeyToAccount("0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d");

let passed = 0;
let failed = 0;
/** One check: the name, and a condition with what was seen. */
function check(name, condition, seen = "") {
  if (condition) passed += 1;
  else failed += 1;
  console.log(`${condition ? "ok  " : "FAIL"} ${name}${condition ? "" : `: ${typeof seen === "string" ? seen : JSON.stringify(seen, (_, v) => (typeof v === "bigint" ? `${v}` : v))}`}`);
}

/** Runs a program; resolves with its exit code and both outputs. */
function run(file, args, options = {}) {
  return new Promise((resolve) => {
    execFile(file, args, { maxBuffer: 64 << 20, ...options }, (error, stdout, stderr) => {
      resolve({ code: error ? (typeof error.code === "number" ? error.code : 255) : 0, stdout, stderr });
    });
  });
}

const folder = mkdtempSync(join(tmpdir(), "colophon-wallet-"));
const pieces = join(folder, "pieces");
cpSync(join(root, "examples/inkling/pieces"), pieces, { recursive: true });
cpSync(join(root, "examples/inkling/inkling-1.safetensors"), join(folder, "inkling-1.safetensors"));
writeFileSync(join(folder, "key"), "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80\n", { mode: 0o600 });

const node = spawn(colophon, ["devnet", "--port", "0", "--json"], { stdio: ["ignore", "pipe", "inherit"] });
const ready = await new Promise((resolve, reject) => {
  createInterface({ input: node.stdout }).once("line", (line) => resolve(JSON.parse(line)));
  node.once("exit", (code) => reject(new Error(`the node ended with ${code} before it was ready`)));
});
const url = ready.rpcUrl;

/** Runs `colophon` in the folder against the node, with `--json`; answers its object. */
async function studio(...args) {
  const result = await run(colophon, [...args, "--rpc-url", url, "--json"], { cwd: folder });
  try {
    return { ...result, json: JSON.parse(result.stdout) };
  } catch {
    return { ...result, json: null };
  }
}

async function asArtist() {
  const key = ["--key-file", join(folder, "key"), "--yes"];
  const deployed = await studio("deploy", "--name", "Inkling", "--symbol", "INK", ...key);
  check("colophon deploy", deployed.code === 0 && /^0x[0-9a-fA-F]{40}$/.test(deployed.json?.collection ?? ""), deployed);
  const minted = await studio("mint", "pieces", "--model", "inkling-1.safetensors", "--words", "3", "--royalty", "500", ...key);
  check("colophon mint: 24 pieces", minted.code === 0, minted);
  return deployed.json.collection;
}

async function asWallet(collection) {
  const chain = defineChain({
    id: ready.chainId, name: "Stylus devnet", nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [url], webSocket: [url.replace("http", "ws")] } },
  });
  const reader = createPublicClient({ chain, transport: http(), pollingInterval: 50 });
  const socket = createPublicClient({ chain, transport: webSocket() });
  const wallet = createWalletClient({ account: artist, chain, transport: http() });
  const read = (functionName, args = []) => reader.readContract({ address: collection, abi, functionName, args });

  check("viem: name", (await read("name")) === "Inkling");
  check("viem: symbol", (await read("symbol")) === "INK");
  check("viem: totalSupply", (await read("totalSupply")) === 24n);
  check("viem: ownerOf", (await read("ownerOf", [0n])) === artist.address);
  check("viem: ERC-721 by ERC-165", await read("supportsInterface", ["0x80ac58cd"]));
  const uri = await read("tokenURI", [0n]);
  const json = JSON.parse(Buffer.from(uri.replace("data:application/json;base64,", ""), "base64").toString());
  check("viem: tokenURI is JSON with a picture", json.name === "Inkling #0" && json.image.startsWith("ipfs://bafkrei"), json);
  const [receiver, amount] = await read("royaltyInfo", [0n, 2n ** 256n - 1n]);
  check("viem: royaltyInfo of the highest price", receiver === artist.address && amount === ((2n ** 256n - 1n) * 500n) / 10000n, amount);

  const watched = [];
  const stop = reader.watchContractEvent({ address: collection, abi, eventName: "Transfer", poll: true, onLogs: (logs) => watched.push(...logs) });
  const overSocket = [];
  const stopSocket = socket.watchContractEvent({ address: collection, abi, eventName: "Transfer", onLogs: (logs) => overSocket.push(...logs) });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const { request } = await reader.simulateContract({
    account: artist, address: collection, abi, functionName: "safeTransferFrom", args: [artist.address, collector.address, 1n],
  });
  const receipt = await reader.waitForTransactionReceipt({ hash: await wallet.writeContract(request) });
  check("viem: safeTransferFrom", receipt.status === "success" && (await read("ownerOf", [1n])) === collector.address);
  for (let i = 0; i < 600 && (watched.length === 0 || overSocket.length === 0); i++) await new Promise((resolve) => setTimeout(resolve, 50));
  stop();
  stopSocket();
  check("viem: watchContractEvent by polling", watched.length === 1 && watched[0].args.tokenId === 1n, watched);
  check("viem: watchContractEvent over WebSocket", overSocket.length === 1 && overSocket[0].args.to === collector.address, overSocket);

  try {
    await reader.simulateContract({ account: artist, address: collection, abi, functionName: "transferFrom", args: [artist.address, collector.address, 1n] });
    check("viem: a stranger cannot transfer", false, "it succeeded");
  } catch (error) {
    const revert = error instanceof BaseError ? error.walk((e) => e instanceof ContractFunctionRevertedError) : null;
    check("viem: ERC-6093 error decoded", revert?.data?.errorName === "ERC721InsufficientApproval", String(error));
  }
  try {
    await read("tokenURI", [999n]);
    check("viem: tokenURI of nothing", false, "it answered");
  } catch (error) {
    const revert = error instanceof BaseError ? error.walk((e) => e instanceof ContractFunctionRevertedError) : null;
    check("viem: tokenURI of nothing is ERC721NonexistentToken", revert?.data?.errorName === "ERC721NonexistentToken", String(error));
  }
  const funded = await reader.getBalance({ address: collector.address });
  check("the collector's account is funded", funded >= parseEther("1"), funded);
  const transport = await socket.transport.getRpcClient();
  transport.close();
}

async function asCast(collection) {
  const call = async (...args) => (await run(cast, [...args, "--rpc-url", url])).stdout.trim();
  const uri = await call("call", collection, "tokenURI(uint256)(string)", "0");
  check("cast call tokenURI", uri.includes("data:application/json;base64,"), uri);
  check("cast call ownerOf", getAddress(await call("call", collection, "ownerOf(uint256)(address)", "1")) === collector.address);
  const estimate = await call("estimate", collection, "approve(address,uint256)", artist.address, "1", "--from", collector.address);
  check("cast estimate", Number(estimate) > 21000 && Number(estimate) < 200000, estimate);
  const sent = await run(cast, ["send", collection, "approve(address,uint256)", artist.address, "1", "--unlocked", "--from", collector.address, "--rpc-url", url, "--json"]);
  const receipt = JSON.parse(sent.stdout || "{}");
  check("cast send from an unlocked account", receipt.status === "0x1", sent);
  check("cast receipt", /^(true|1)/.test(await call("receipt", receipt.transactionHash ?? "0x0", "status")));
  const logs = JSON.parse((await call("logs", "--from-block", "0", "--address", collection, "Approval(address indexed,address indexed,uint256 indexed)", "--json")) || "[]");
  check("cast logs", logs.length === 1, logs);
  check("cast storage answers", /^0x[0-9a-f]{64}$/.test(await call("storage", collection, "0")));
  check("cast code is a Stylus program", (await call("code", collection)).startsWith("0xeff00000"));
}

async function asSceptic() {
  const first = join(pieces, readdirSync(pieces).filter((name) => name.endsWith(".png")).sort()[0]);
  const honest = await studio("verify", "0", "--file", first);
  check("colophon verify", honest.code === 0, honest);
  const shown = await studio("show", "0");
  check("colophon show", shown.code === 0 && JSON.stringify(shown.json).includes("Inkling #0"), shown);
  const missing = await studio("show", "999");
  check("colophon show of nothing fails", missing.code !== 0, missing);
  const bytes = readFileSync(first);
  bytes[bytes.length - 30] ^= 1;
  const forged = join(folder, "forged.png");
  writeFileSync(forged, bytes);
  const caught = await studio("verify", "0", "--file", forged);
  check("one flipped bit: verify fails and names the content hash", caught.code !== 0 && /content.?hash/i.test(caught.stdout + caught.stderr), caught);
}

try {
  const collection = await asArtist();
  await asWallet(collection);
  if (existsSync(cast)) await asCast(collection);
  else check("cast is installed (npm ci in tests/js)", false, cast);
  await asSceptic();
} catch (error) {
  check("no exception", false, error.stack ?? String(error));
} finally {
  node.kill("SIGINT");
  await new Promise((resolve) => (node.exitCode === null ? node.once("exit", resolve) : resolve()));
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
