//! viem 2.57.1 against the node, over HTTP and WebSocket: reading, writing, events, errors, batches, signatures, load.
import {
  BaseError, ContractFunctionRevertedError, createPublicClient, createWalletClient, defineChain, encodeFunctionData, fallback, getContract, hashTypedData,
  http, InsufficientFundsError, keccak256, parseEther, parseEventLogs, recoverTypedDataAddress, TransactionReceiptNotFoundError, webSocket,
} from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { addresses, keys, Report, solidity, startNode, until } from "./harness.mjs";

const report = new Report("viem");
const node = await startNode();
const chain = defineChain({
  id: node.chainId, name: "Stylus devnet", nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
  rpcUrls: { default: { http: [node.url], webSocket: [node.ws] } },
  contracts: { multicall3: { address: "0xcA11bde05977b3631167028862bE2a173976CA11" } },
});
const alice = privateKeyToAccount(keys[0]);
const { abi, bytecode } = solidity("Ledger");

const bound = (name) => ({
  check: (what, ...rest) => report.check(`${name}: ${what}`, ...rest),
  equal: (what, ...rest) => report.equal(`${name}: ${what}`, ...rest),
  refused: (what, ...rest) => report.refused(`${name}: ${what}`, ...rest),
});
/** The Solidity error inside viem's chain of errors. */
const reverted = (error) => (error instanceof BaseError ? error.walk((e) => e instanceof ContractFunctionRevertedError) : null);

/** What a page shows before anybody signs anything. */
async function reading(client, name) {
  const { check, equal, refused } = bound(name);
  equal("getChainId", await client.getChainId(), node.chainId);
  const head = await client.getBlockNumber({ cacheTime: 0 });
  const block = await client.getBlock();
  equal("getBlock: latest", block.number, head);
  equal("getBlock: base fee", block.baseFeePerGas, 100000000n);
  equal("getBlock: by hash", (await client.getBlock({ blockHash: block.hash })).number, head);
  for (const blockTag of ["earliest", "safe", "finalized", "pending"]) check(`getBlock: ${blockTag}`, (await client.getBlock({ blockTag })) !== null);
  equal("getBalance", await client.getBalance({ address: addresses[2] }), parseEther("10000"));
  equal("getTransactionCount", await client.getTransactionCount({ address: addresses[2] }), 0);
  equal("getGasPrice", await client.getGasPrice(), 100000000n);
  equal("estimateMaxPriorityFeePerGas", await client.estimateMaxPriorityFeePerGas(), 0n);
  equal("estimateFeesPerGas", await client.estimateFeesPerGas(), { maxFeePerGas: 120000000n, maxPriorityFeePerGas: 0n });
  const history = await client.getFeeHistory({ blockCount: 1, rewardPercentiles: [25, 75] });
  check("getFeeHistory", history.baseFeePerGas.length === 2 && history.reward?.[0]?.length === 2, history);
  equal("estimateGas of a transfer", await client.estimateGas({ account: addresses[2], to: addresses[1], value: 1n }), 21000n);
  await refused("getTransactionReceipt of nothing", client.getTransactionReceipt({ hash: keccak256("0x01") }), (e) => e instanceof TransactionReceiptNotFoundError);
  await refused("estimateGas without funds", client.estimateGas({ account: "0x000000000000000000000000000000000000dEaD", to: addresses[1], value: 1n }),
    (e) => e instanceof BaseError && Boolean(e.walk((c) => c instanceof InsufficientFundsError)));
}

/** A contract from its creation; answers its address. */
async function writing(client, wallet, name) {
  const { check, equal } = bound(name);
  const hash = await wallet.deployContract({ abi, bytecode, args: [7n], value: 5n });
  const receipt = await client.waitForTransactionReceipt({ hash });
  const address = receipt.contractAddress;
  check("deployContract", receipt.status === "success" && address, receipt);
  const ledger = getContract({ address, abi, client: { public: client, wallet } });
  equal("read", await ledger.read.count(), 7n);
  const { request, result } = await client.simulateContract({ account: alice, address, abi, functionName: "note", args: ["first"], value: 3n });
  equal("simulateContract answers what will be", result, 7n);
  const gas = await ledger.estimateGas.note(["first"], { account: alice, value: 3n });
  const noted = await client.waitForTransactionReceipt({ hash: await wallet.writeContract(request) });
  check("writeContract within the estimate", noted.status === "success" && noted.gasUsed <= gas, [noted.gasUsed, gas]);
  const [log] = parseEventLogs({ abi, logs: noted.logs });
  equal("parseEventLogs", log.args, { author: alice.address, index: 7n, text: "first" });
  const events = await client.getContractEvents({ address, abi, eventName: "Noted", args: { author: alice.address }, fromBlock: 0n });
  equal("getContractEvents", events.map(({ transactionHash }) => transactionHash), [noted.transactionHash]);
  equal("getStorageAt", BigInt(await client.getStorageAt({ address, slot: "0x0" })), 8n);
  check("getCode", (await client.getCode({ address })).length > 200);
  const transaction = await client.getTransaction({ hash: noted.transactionHash });
  check("getTransaction", transaction.value === 3n && transaction.blockHash === noted.blockHash && transaction.type === "eip1559", transaction);
  equal("getTransactionConfirmations", await client.getTransactionConfirmations({ hash }) >= 1n, true);
  equal("state overrides", await client.readContract({ address, abi, functionName: "count", stateOverride: [{ address, stateDiff: [{ slot: `0x${"0".repeat(64)}`, value: `0x${"0".repeat(62)}2a` }] }] }), 42n);
  equal("the past", await client.readContract({ address, abi, functionName: "count", blockNumber: receipt.blockNumber }), 7n);
  const { accessList, gasUsed } = await client.createAccessList({ account: alice.address, to: address, data: encodeFunctionData({ abi, functionName: "note", args: ["x"] }) });
  check("createAccessList", gasUsed > 21000n && accessList.some((entry) => entry.address.toLowerCase() === address.toLowerCase()), accessList);
  return address;
}

/** Errors as an application sees them, by reading, by simulating, by estimating and by sending. */
async function refusals(client, wallet, address, name) {
  const { refused } = bound(name);
  const read = (functionName, args = []) => client.readContract({ address, abi, functionName, args });
  await refused("a custom error with its arguments", read("atLeast", [3n]), (e) => reverted(e)?.data?.errorName === "TooSmall" && `${reverted(e).data.args}` === "3,10");
  await refused("a text", read("withText"), (e) => reverted(e)?.reason === "not today");
  await refused("a panic", read("withPanic", [0n]), (e) => reverted(e)?.data?.errorName === "Panic");
  await refused("an empty revert", read("withNothing"), (e) => Boolean(reverted(e)) && reverted(e).data === undefined);
  await refused("simulateContract", client.simulateContract({ account: alice, address, abi, functionName: "atLeast", args: [1n] }), (e) => reverted(e)?.data?.errorName === "TooSmall");
  await refused("estimateContractGas", client.estimateContractGas({ account: alice, address, abi, functionName: "atLeast", args: [1n] }), (e) => reverted(e)?.data?.errorName === "TooSmall");
  await refused("writeContract", wallet.writeContract({ address, abi, functionName: "atLeast", args: [1n] }), (e) => reverted(e)?.data?.errorName === "TooSmall");
}

/** Events and blocks as they happen, by filter, by polling blocks and by subscription. */
async function watching(client, wallet, address, poll, name) {
  const { check } = bound(name);
  const logs = [];
  const blocks = [];
  const pending = [];
  const stops = [
    client.watchContractEvent({ address, abi, eventName: "Noted", poll, onLogs: (seen) => logs.push(...seen) }),
    client.watchBlocks({ poll, emitMissed: true, onBlock: (block) => blocks.push(block.number) }),
    client.watchPendingTransactions({ poll, onTransactions: (hashes) => pending.push(...hashes) }),
  ];
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const hashes = [];
  for (const text of ["one", "two", "three"]) hashes.push(await wallet.writeContract({ address, abi, functionName: "note", args: [text] }));
  const way = poll ? "by polling" : "by subscription";
  await until(() => logs.length >= 3 && blocks.length >= 3 && pending.length >= 3);
  check(`watchContractEvent ${way}`, `${logs.map(({ args }) => args.text)}` === "one,two,three", logs.map(({ args }) => args));
  const heights = await Promise.all(hashes.map(async (hash) => (await client.getTransactionReceipt({ hash })).blockNumber));
  check(`watchBlocks ${way}`, heights.every((height) => blocks.includes(height)), [blocks, heights]);
  check(`watchPendingTransactions ${way}`, hashes.every((hash) => pending.includes(hash)), [pending, hashes]);
  for (const stop of stops) stop();
}

/** Many questions in one: Multicall3 on the chain, its code in the call, and JSON-RPC batches. */
async function batches(address) {
  const { check, equal } = bound("batches");
  const contracts = [["count", []], ["atLeast", [3n]], ["atLeast", [12n]]].map(([functionName, args]) => ({ address, abi, functionName, args }));
  const client = createPublicClient({ chain, transport: http() });
  for (const deployless of [true, false]) {
    const answers = await client.multicall({ contracts, deployless });
    equal(`multicall${deployless ? " deployless" : ""}`, answers.map(({ status }) => status), ["success", "failure", "success"]);
    check("its refusal is decoded", reverted(answers[1].error)?.data?.errorName === "TooSmall", String(answers[1].error));
  }
  let requests = 0;
  const batching = createPublicClient({ chain, transport: http(node.url, { batch: { wait: 5 }, onFetchRequest: () => void (requests += 1) }) });
  const balances = await Promise.all(Array.from({ length: 50 }, (_, i) => batching.getBalance({ address: addresses[i % 3] })));
  check("50 questions are one request", balances.length === 50 && requests === 1, requests);
  const code = "0x602a60005260206000f3";
  equal("deployless call", await client.call({ data: code }).then(({ data }) => BigInt(data)), 42n);
  const spare = createPublicClient({ chain, transport: fallback([http("http://127.0.0.1:9"), http(node.url)], { retryCount: 0 }) });
  equal("fallback transport", await spare.getChainId(), node.chainId);
}

/** Typed data, messages, and EIP-7702. */
async function signatures(client, wallet, address) {
  const { check, equal } = bound("signatures");
  const typed = {
    domain: { name: "Ledger", version: "1", chainId: node.chainId, verifyingContract: address },
    types: { Note: [{ name: "author", type: "address" }, { name: "text", type: "string" }] },
    primaryType: "Note", message: { author: alice.address, text: "signed" },
  };
  const signature = await alice.signTypedData(typed);
  equal("recoverTypedDataAddress", await recoverTypedDataAddress({ ...typed, signature }), alice.address);
  check("verifyTypedData asks the node", await client.verifyTypedData({ ...typed, address: alice.address, signature }));
  check("verifyTypedData refuses another signer", !(await client.verifyTypedData({ ...typed, address: addresses[1], signature })));
  const unlocked = createWalletClient({ account: alice.address, chain, transport: http() });
  equal("the node signs typed data as viem does", await unlocked.signTypedData(typed), signature);
  equal("the node signs messages as viem does", await unlocked.signMessage({ message: "hello" }), await alice.signMessage({ message: "hello" }));
  check("verifyHash", await client.verifyHash({ address: alice.address, hash: hashTypedData(typed), signature }));
  equal("getAddresses", await unlocked.getAddresses(), node.ready.accounts.map(({ address }) => address));
  const receipt = await client.waitForTransactionReceipt({ hash: await unlocked.sendTransaction({ to: addresses[1], value: 1n }) });
  equal("sendTransaction by the node", receipt.status, "success");
  const stranger = privateKeyToAccount(generatePrivateKey());
  const authorization = await wallet.signAuthorization({ account: stranger, contractAddress: address });
  const hash = await wallet.sendTransaction({ authorizationList: [authorization], to: stranger.address, data: encodeFunctionData({ abi, functionName: "note", args: ["as code"] }) });
  const delegated = await client.waitForTransactionReceipt({ hash });
  check("an account with a contract's code (EIP-7702)", delegated.status === "success" && delegated.logs[0]?.address.toLowerCase() === stranger.address.toLowerCase(), delegated);
}

/** A hundred sends at once: numbered by the node, and by the client, on a connection each and in one batch. */
async function load(client, address) {
  const { check, equal } = bound("load");
  const account = privateKeyToAccount(keys[1]);
  const note = (text) => ({ address, abi, functionName: "note", args: [text], gas: 120000n });
  const count = () => client.readContract({ address, abi, functionName: "count" });
  const nonce = () => client.getTransactionCount({ address: account.address });
  const connections = createWalletClient({ account, chain, transport: http() });
  const batch = createWalletClient({ account, chain, transport: http(node.url, { batch: { batchSize: 100, wait: 50 } }) });
  const byNode = createWalletClient({ account: account.address, chain, transport: http() });
  /** A node waits a second for the nonces before; on a machine that is slower than that, wallets ask again. */
  const patient = async (send, left = 20) => {
    try {
      return await send();
    } catch (error) {
      if (left === 0 || !/nonce too high/.test(error.message)) throw error;
      return patient(send, left - 1);
    }
  };
  const ways = [
    ["numbered by the node", (text) => byNode.writeContract(note(text))],
    ["a connection each", (text, nonce) => patient(() => connections.writeContract({ ...note(text), nonce }))],
    ["in one batch", (text, nonce) => batch.writeContract({ ...note(text), nonce })],
  ];
  for (const [way, send] of ways) {
    const [first, before] = [await nonce(), await count()];
    const hashes = await Promise.all(Array.from({ length: 100 }, (_, i) => send(`${i}`, first + i)));
    const receipts = await Promise.all(hashes.map((hash) => client.waitForTransactionReceipt({ hash })));
    equal(`100 at once, ${way}: all are in blocks`, receipts.filter(({ status }) => status === "success").length, 100);
    equal(`100 at once, ${way}: nonces`, await nonce(), first + 100);
    equal(`100 at once, ${way}: effects`, await count(), before + 100n);
  }
  const events = await client.getContractEvents({ address, abi, eventName: "Noted", args: { author: account.address }, fromBlock: 0n });
  check("each event once", new Set(events.map(({ args }) => args.index)).size === 300, events.length);
}

const polling = { pollingInterval: 50, cacheTime: 0 };
const overHttp = createPublicClient({ chain, transport: http(), ...polling });
const overSocket = createPublicClient({ chain, transport: webSocket(), ...polling });
let address;
for (const [name, client, transport] of [["http", overHttp, http()], ["ws", overSocket, webSocket()]]) {
  const wallet = createWalletClient({ account: alice, chain, transport });
  await report.part(`${name}: reading`, () => reading(client, name));
  address = await report.part(`${name}: writing`, () => writing(client, wallet, name));
  await report.part(`${name}: refusals`, () => refusals(client, wallet, address, name));
  await report.part(`${name}: watching`, () => watching(client, wallet, address, true, name));
  if (name === "ws") await report.part("ws: subscriptions", () => watching(client, wallet, address, false, name));
}
await report.part("batches", () => batches(address));
await report.part("signatures", () => signatures(overHttp, createWalletClient({ account: alice, chain, transport: http() }), address));
await report.part("load", () => load(overHttp, address));
await node.stop();
report.finish();
