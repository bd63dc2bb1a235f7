//! ethers 6.17.0 against the node, over HTTP and WebSocket: providers, signers, events, errors, nonces, typed data.
import {
  BrowserProvider, Contract, ContractFactory, FallbackProvider, isError, JsonRpcProvider, NonceManager, parseEther, verifyMessage, verifyTypedData, Wallet, WebSocketProvider,
} from "ethers";
import { addresses, keys, Report, rpc, solidity, startNode, until } from "./harness.mjs";

const report = new Report("ethers");
const node = await startNode();
const { abi, bytecode } = solidity("Ledger");

const bound = (name) => ({
  check: (what, ...rest) => report.check(`${name}: ${what}`, ...rest),
  equal: (what, ...rest) => report.equal(`${name}: ${what}`, ...rest),
  refused: (what, ...rest) => report.refused(`${name}: ${what}`, ...rest),
});

/** What a page shows before anybody signs anything. */
async function reading(provider, name) {
  const { check, equal } = bound(name);
  equal("getNetwork", (await provider.getNetwork()).chainId, BigInt(node.chainId));
  const number = await provider.getBlockNumber();
  const block = await provider.getBlock("latest", true);
  check("getBlock", block.number >= number && block.baseFeePerGas === 100000000n, block);
  for (const tag of ["earliest", "safe", "finalized", "pending"]) check(`getBlock: ${tag}`, (await provider.getBlock(tag)) !== null);
  equal("getBalance", await provider.getBalance(addresses[2]), parseEther("10000"));
  const fees = await provider.getFeeData();
  check("getFeeData", fees.gasPrice === 100000000n && fees.maxFeePerGas >= 200000000n && fees.maxPriorityFeePerGas === 0n, fees);
  equal("estimateGas of a transfer", await provider.estimateGas({ from: addresses[2], to: addresses[1], value: 1n }), 21000n);
  equal("getTransactionReceipt of nothing", await provider.getTransactionReceipt(`0x${"11".repeat(32)}`), null);
  equal("getBlock of the future", await provider.getBlock(1000000), null);
  equal("deployless call", BigInt(await provider.call({ data: "0x602a60005260206000f3" })), 42n);
}

/** A contract from its creation; answers it. */
async function writing(provider, name) {
  const { check, equal } = bound(name);
  const wallet = new Wallet(keys[0], provider);
  const ledger = await new ContractFactory(abi, bytecode, wallet).deploy(7n, { value: 5n });
  await ledger.waitForDeployment();
  const address = await ledger.getAddress();
  equal("deploy", await ledger.count(), 7n);
  equal("staticCall answers what will be", await ledger.note.staticCall("first"), 7n);
  const gas = await ledger.note.estimateGas("first", { value: 3n });
  const sent = await ledger.note("first", { value: 3n });
  const receipt = await sent.wait();
  check("wait", receipt.status === 1 && receipt.gasUsed <= gas, [receipt.gasUsed, gas]);
  equal("the event in the receipt", receipt.logs[0].args.toObject(), { author: addresses[0], index: 7n, text: "first" });
  const events = await ledger.queryFilter(ledger.filters.Noted(addresses[0]));
  equal("queryFilter", events.map(({ transactionHash }) => transactionHash), [sent.hash]);
  equal("queryFilter by another author", (await ledger.queryFilter(ledger.filters.Noted(addresses[1]))).length, 0);
  equal("getStorage", BigInt(await provider.getStorage(address, 0)), 8n);
  const transaction = await provider.getTransaction(sent.hash);
  check("getTransaction", transaction.value === 3n && transaction.type === 2 && transaction.blockHash === receipt.blockHash, transaction);
  equal("the past", await ledger.count({ blockTag: receipt.blockNumber - 1 }), 7n);
  equal("legacy transactions", (await (await wallet.sendTransaction({ to: addresses[1], value: 1n, type: 0 })).wait()).status, 1);
  equal("access-list transactions", (await (await wallet.sendTransaction({ to: addresses[1], value: 1n, type: 1, accessList: [] })).wait()).status, 1);
  return ledger;
}

/** Errors as an application sees them. */
async function refusals(ledger, name) {
  const { refused } = bound(name);
  const revert = (e, wanted) => isError(e, "CALL_EXCEPTION") && e.revert?.name === wanted;
  await refused("a custom error with its arguments", ledger.atLeast(3n), (e) => revert(e, "TooSmall") && `${e.revert.args}` === "3,10");
  await refused("a text", ledger.withText(), (e) => revert(e, "Error") && e.reason === "not today");
  await refused("a panic", ledger.withPanic(0n), (e) => revert(e, "Panic") && Number(e.revert.args[0]) === 18);
  await refused("an empty revert", ledger.withNothing(), (e) => isError(e, "CALL_EXCEPTION") && e.data === "0x");
  await refused("estimateGas", ledger.atLeast.estimateGas(3n), (e) => isError(e, "CALL_EXCEPTION") && ledger.interface.parseError(e.data)?.name === "TooSmall");
  const broke = Wallet.createRandom(ledger.runner.provider);
  await refused("no funds", broke.sendTransaction({ to: addresses[1], value: 1n }), (e) => isError(e, "INSUFFICIENT_FUNDS"));
  const used = ledger.runner.sendTransaction({ to: addresses[1], nonce: 0, gasLimit: 21000 });
  await refused("a nonce that is used", used, (e) => isError(e, "NONCE_EXPIRED"));
}

/** Events and blocks as they happen. */
async function listening(provider, ledger, name) {
  const { check, equal } = bound(name);
  const texts = [];
  const blocks = [];
  await ledger.on("Noted", (author, index, text) => texts.push(text));
  await provider.on("block", (number) => blocks.push(number));
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const once = new Promise((resolve) => void ledger.once("Noted", (...all) => resolve(all.at(-1))));
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  let receipt;
  for (const text of ["one", "two", "three"]) receipt = await (await ledger.note(text)).wait();
  await until(() => texts.length >= 3 && blocks.includes(receipt.blockNumber));
  equal("contract.on", texts, ["one", "two", "three"]);
  check("provider.on(block)", blocks.includes(receipt.blockNumber), [blocks, receipt.blockNumber]);
  equal("contract.once", (await once).log.args.text, "one");
  await ledger.removeAllListeners();
  await provider.removeAllListeners();
}

/** The node's own accounts, and what they sign. */
async function signers(provider, ledger) {
  const { check, equal } = bound("signers");
  const listed = (await provider.listAccounts()).map(({ address }) => address);
  equal("listAccounts", listed, node.ready.accounts.map(({ address }) => address));
  const signer = await provider.getSigner(addresses[1]);
  equal("a signer of the node sends", (await (await signer.sendTransaction({ to: addresses[2], value: 1n })).wait()).status, 1);
  equal("signMessage", verifyMessage("hello", await signer.signMessage("hello")), addresses[1]);
  const domain = { name: "Ledger", version: "1", chainId: node.chainId, verifyingContract: await ledger.getAddress() };
  const types = { Note: [{ name: "author", type: "address" }, { name: "text", type: "string" }] };
  const value = { author: addresses[1], text: "signed" };
  const signature = await signer.signTypedData(domain, types, value);
  equal("signTypedData by the node equals the wallet's", signature, await new Wallet(keys[1]).signTypedData(domain, types, value));
  equal("verifyTypedData", verifyTypedData(domain, types, value, signature), addresses[1]);
  const injected = new BrowserProvider({ request: ({ method, params }) => rpc(node.url, method, ...(params ?? [])) });
  equal("BrowserProvider: eth_requestAccounts", (await injected.getSigner()).address, listed[0]);
  check("unlock is refused", (await rpc(node.url, "personal_unlockAccount", addresses[0], "", 1).catch((e) => e.code)) === -32601);
}

/** A hundred sends at once, numbered by NonceManager, over requests that ethers batches. */
async function load(provider, ledger) {
  const { equal } = bound("load");
  const manager = new NonceManager(new Wallet(keys[2], provider));
  const sending = ledger.connect(manager);
  const before = await ledger.count();
  const sent = await Promise.all(Array.from({ length: 100 }, (_, i) => sending.note(`${i}`, { gasLimit: 120000 })));
  const receipts = await Promise.all(sent.map((transaction) => transaction.wait()));
  equal("100 sends at once: all are in blocks", receipts.filter(({ status }) => status === 1).length, 100);
  equal("their effects", await ledger.count(), before + 100n);
  equal("their nonces", await provider.getTransactionCount(addresses[2]), 100);
}

const options = { staticNetwork: true, polling: true, pollingInterval: 50, cacheTimeout: -1 };
const overHttp = new JsonRpcProvider(node.url, node.chainId, options);
const overSocket = new WebSocketProvider(node.ws, node.chainId, { cacheTimeout: -1 });
let ledger;
for (const [name, provider] of [["http", overHttp], ["ws", overSocket]]) {
  await report.part(`${name}: reading`, () => reading(provider, name));
  ledger = await report.part(`${name}: writing`, () => writing(provider, name));
  await report.part(`${name}: refusals`, () => refusals(ledger, name));
  await report.part(`${name}: listening`, () => listening(provider, ledger, name));
}
const onHttp = new Contract(await ledger.getAddress(), abi, new Wallet(keys[0], overHttp));
await report.part("signers", () => signers(overHttp, onHttp));
await report.part("load", () => load(overHttp, onHttp));
await report.part("fallback", async () => {
  const many = new FallbackProvider([overHttp, new JsonRpcProvider(node.url, node.chainId, options)], node.chainId, { quorum: 2, cacheTimeout: -1 });
  report.equal("FallbackProvider: two answers agree", await many.getBalance(addresses[2]), await overHttp.getBalance(addresses[2]));
  many.destroy();
});
overHttp.destroy();
await overSocket.destroy();
await node.stop();
report.finish();
