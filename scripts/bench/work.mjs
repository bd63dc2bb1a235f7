//! What the nodes are made to do. Every workload prepares its requests first and gives the number of operations a second.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import zlib from "node:zlib";
import { CHAIN_ID } from "./nodes.mjs";
import { request, result, Wire } from "./wire.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const require = createRequire(join(root, "tests/js/package.json"));
const { ethers } = require("ethers");

const read = (path) => readFileSync(join(root, path));
const json = (path) => JSON.parse(read(path));
const mnemonic = ethers.Mnemonic.fromPhrase("test test test test test test test test test test test junk");
/** Development accounts: public keys of no worth. Each workload has its own, so that nonces are known beforehand. */
const account = (index) => ethers.HDNodeWallet.fromMnemonic(mnemonic, `m/44'/60'/0'/0/${index}`);
const RECEIVER = "0x00000000000000000000000000000000000bEEf1";

/** A signed transaction as hex. */
function signed(wallet, nonce, fields) {
  return wallet.signTransaction({ type: 2, chainId: CHAIN_ID, nonce, maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 0n, ...fields });
}

/** Sends and waits for the receipt, as a script does. */
async function mined(wire, raw) {
  const hash = result(await wire.send(raw));
  const question = request("eth_getTransactionReceipt", [hash]);
  for (;;) {
    const receipt = result(await wire.send(question));
    if (receipt === null) continue;
    if (receipt.status !== "0x1") throw new Error("a transaction failed");
    return receipt;
  }
}

async function rate(count, work) {
  const began = process.hrtime.bigint();
  await work();
  return count / (Number(process.hrtime.bigint() - began) / 1e9);
}

/** Requests to send `count` transactions of an account. */
async function raws(wallet, first, count, fields) {
  const all = [];
  for (let index = 0; index < count; index += 1) {
    const raw = await signed(wallet, first + index, typeof fields === "function" ? fields(index) : fields);
    all.push(request("eth_sendRawTransaction", [raw]));
  }
  return all;
}

/** Makes the transactions that both nodes will be sent. */
export async function prepare({ transactions, senders }) {
  const transfer = { to: RECEIVER, value: 1n, gasLimit: 21000n };
  const token = json("target/solidity/Token.json");
  const erc20 = new ethers.Interface(token.abi);
  const owner = account(0);
  const supply = ethers.AbiCoder.defaultAbiCoder().encode(["uint256"], [10n ** 30n]);
  const send = { to: ethers.getCreateAddress({ from: owner.address, nonce: 0 }), gasLimit: 100000n };
  const each = Math.ceil(transactions / senders);
  const parallel = [];
  for (let index = 0; index < senders; index += 1) parallel.push(await raws(account(2 + index), 0, each, transfer));
  return {
    deployToken: request("eth_sendRawTransaction", [await signed(owner, 0, { data: token.bytecode + supply.slice(2), gasLimit: 3000000n })]),
    transfers: await raws(account(1), 0, transactions, transfer),
    parallel,
    tokens: await raws(owner, 1, transactions, { ...send, data: erc20.encodeFunctionData("transfer", [RECEIVER, 1n]) }),
    balanceOf: request("eth_call", [{ to: send.to, data: erc20.encodeFunctionData("balanceOf", [owner.address]) }, "latest"]),
    collection: await collection(transactions),
  };
}

/** The code of a program as it stands on the chain, and init code that returns it. */
function initCode(wasm) {
  const compressed = zlib.brotliCompressSync(wasm, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_LGWIN]: 22 } });
  const code = Buffer.concat([Buffer.from("eff00000", "hex"), compressed]);
  const size = code.length.toString(16).padStart(6, "0");
  // PUSH3 size, DUP1, PUSH1 offset of the code, PUSH0, CODECOPY, PUSH0, RETURN.
  return `0x62${size}80600b5f395ff3${code.toString("hex")}`;
}

/** The Collection: deployed, activated, constructed, with one series; then mints, and two questions. */
async function collection(count) {
  const artist = account(18);
  const abi = new ethers.Interface(json("abi/collection.json"));
  const to = ethers.getCreateAddress({ from: artist.address, nonce: 0 });
  const arguments_ = ethers.AbiCoder.defaultAbiCoder().encode(["address", "address"], [artist.address, RECEIVER]);
  const activate = new ethers.Interface(["function activateProgram(address)"]).encodeFunctionData("activateProgram", [to]);
  const series = abi.encodeFunctionData("createSeries", [ethers.id("model"), ethers.ZeroHash, 1000000, artist.address, 500]);
  const steps = [
    { data: initCode(read("artifacts/collection.wasm")), gasLimit: 30000000n },
    { to: "0x0000000000000000000000000000000000000071", value: 10n ** 18n, data: activate, gasLimit: 30000000n },
    { to, data: `0x5585258d${arguments_.slice(2)}`, gasLimit: 5000000n },
    { to, data: series, gasLimit: 5000000n },
  ];
  const setup = [];
  for (const [nonce, step] of steps.entries()) setup.push(request("eth_sendRawTransaction", [await signed(artist, nonce, step)]));
  const mint = (index) => ({
    to,
    gasLimit: 2000000n,
    data: abi.encodeFunctionData("mint", [0, artist.address, ethers.id(`content ${index}`), ethers.id(`prompt ${index}`), ethers.id(`record ${index}`)]),
  });
  const question = (name) => request("eth_call", [{ to, data: abi.encodeFunctionData(name, [0n]) }, "latest"]);
  return { setup, mints: await raws(artist, steps.length, count, mint), provenanceOf: question("provenanceOf"), ownerOf: question("ownerOf") };
}

async function inTurn(wire, requests) {
  for (const raw of requests) await mined(wire, raw);
}

/** The same question over and over, over some connections at once. */
async function calls(port, question, count, connections) {
  const wires = await Promise.all(Array.from({ length: connections }, () => Wire.open(port)));
  result(await wires[0].send(question));
  const each = Math.ceil(count / connections);
  const perSecond = await rate(each * connections, () => Promise.all(wires.map(async (wire) => {
    for (let index = 0; index < each; index += 1) {
      const text = await wire.send(question);
      if (text.includes('"error"')) throw new Error(text);
    }
  })));
  for (const wire of wires) wire.close();
  return perSecond;
}

/** Runs all workloads on a node. */
export async function run(node, work, { callCount, program }) {
  const { wire, port } = node;
  const rates = {};
  await mined(wire, work.deployToken);
  rates.transfers = await rate(work.transfers.length, () => inTurn(wire, work.transfers));
  const wires = await Promise.all(work.parallel.map(() => Wire.open(port)));
  const total = work.parallel.reduce((sum, each) => sum + each.length, 0);
  rates.transfersParallel = await rate(total, () => Promise.all(work.parallel.map((each, index) => inTurn(wires[index], each))));
  for (const other of wires) other.close();
  rates.tokenTransfers = await rate(work.tokens.length, () => inTurn(wire, work.tokens));
  rates.balanceOf = await calls(port, work.balanceOf, callCount, 1);
  rates.balanceOfParallel = await calls(port, work.balanceOf, callCount, 8);
  if (program) {
    await inTurn(wire, work.collection.setup);
    rates.mints = await rate(work.collection.mints.length, () => inTurn(wire, work.collection.mints));
    rates.provenanceOf = await calls(port, work.collection.provenanceOf, callCount, 1);
    rates.ownerOf = await calls(port, work.collection.ownerOf, callCount, 1);
  }
  return rates;
}

/** Deploys and activates a program given as WebAssembly text; its address. */
export async function deployProgram(wire, text) {
  const { default: binaryen } = await import("binaryen");
  const from = account(1).address.toLowerCase();
  const send = (fields) => request("eth_sendTransaction", [{ from, gas: "0x1c9c380", ...fields }]);
  const wasm = binaryen.parseText(text).emitBinary();
  const { contractAddress } = await mined(wire, send({ data: initCode(wasm) }));
  const data = new ethers.Interface(["function activateProgram(address)"]).encodeFunctionData("activateProgram", [contractAddress]);
  await mined(wire, send({ to: "0x0000000000000000000000000000000000000071", value: "0xde0b6b3a7640000", data }));
  return contractAddress;
}

/** Sends plain transfers, each in a block of its own, until the chain has this many blocks. */
export async function fill(node, blocks) {
  const from = account(1).address.toLowerCase();
  const transfer = request("eth_sendTransaction", [{ from, to: RECEIVER, value: "0x1", gas: "0x5208" }]);
  for (let number = 0; number < blocks; number = Number(await node.wire.ask("eth_blockNumber"))) {
    for (let index = number; index < blocks; index += 1) await mined(node.wire, transfer);
  }
}
