//! Multicall3 as viem and others use it: batches of reads, values, failures, and every function of the published interface.
import { decodeAbiParameters, encodeFunctionData, parseAbi, parseEther, toFunctionSelector } from "viem";
import { alice, check, refusal, reverts, send } from "./devnode.mjs";

const address = "0xcA11bde05977b3631167028862bE2a173976CA11";
const abi = parseAbi([
  "struct Call { address target; bytes callData; }",
  "struct Call3 { address target; bool allowFailure; bytes callData; }",
  "struct Call3Value { address target; bool allowFailure; uint256 value; bytes callData; }",
  "struct Result { bool success; bytes returnData; }",
  "function aggregate(Call[] calls) payable returns (uint256 blockNumber, bytes[] returnData)",
  "function tryAggregate(bool requireSuccess, Call[] calls) payable returns (Result[] returnData)",
  "function tryBlockAndAggregate(bool requireSuccess, Call[] calls) payable returns (uint256 blockNumber, bytes32 blockHash, Result[] returnData)",
  "function blockAndAggregate(Call[] calls) payable returns (uint256 blockNumber, bytes32 blockHash, Result[] returnData)",
  "function aggregate3(Call3[] calls) payable returns (Result[] returnData)",
  "function aggregate3Value(Call3Value[] calls) payable returns (Result[] returnData)",
  "function getBlockHash(uint256 blockNumber) view returns (bytes32)",
  "function getBlockNumber() view returns (uint256)",
  "function getCurrentBlockCoinbase() view returns (address)",
  "function getCurrentBlockDifficulty() view returns (uint256)",
  "function getCurrentBlockGasLimit() view returns (uint256)",
  "function getCurrentBlockTimestamp() view returns (uint256)",
  "function getEthBalance(address addr) view returns (uint256)",
  "function getLastBlockHash() view returns (bytes32)",
  "function getBasefee() view returns (uint256)",
  "function getChainId() view returns (uint256)",
]);
const ZERO_HASH = `0x${"00".repeat(32)}`;

/** Batches that viem makes by itself. */
async function batches(node, coin) {
  const read = (functionName, args = []) => ({ address: coin.address, abi: coin.abi, functionName, args });
  const results = await node.reader.multicall({
    contracts: [read("name"), read("balanceOf", [alice.address]), read("transfer", [alice.address, 2n ** 255n]), read("symbol")],
  });
  check("viem multicall: answers", results[0].result === "Coin" && results[1].result === parseEther("1000000") && results[3].result === "COIN", results);
  check("viem multicall: one failure stays one", results[2].status === "failure" && `${results[2].error}`.includes("ERC20InsufficientBalance"), `${results[2].error}`);
  const many = await node.reader.multicall({
    allowFailure: false, batchSize: 0, contracts: Array.from({ length: 300 }, () => read("balanceOf", [alice.address])),
  });
  check("viem multicall: 300 calls in one", many.length === 300 && many.every((balance) => balance === parseEther("1000000")));
}

/** Every function that makes calls. */
async function calls(node, coin) {
  const ask = (functionName, args, value) =>
    node.reader.simulateContract({ account: alice, address, abi, functionName, args, value }).then(({ result }) => result);
  const name = { target: coin.address, callData: toFunctionSelector("name()") };
  const bad = { target: coin.address, callData: "0xdeadbeef" };
  const nobody = { target: "0x00000000000000000000000000000000000000aa", callData: "0x" };
  const decoded = (data) => decodeAbiParameters([{ type: "string" }], data)[0];
  const [number, data] = await ask("aggregate", [[name, nobody, name]]);
  check("aggregate", number === (await node.reader.getBlockNumber()) && decoded(data[0]) === "Coin" && data[1] === "0x" && decoded(data[2]) === "Coin", data);
  check("aggregate: all must succeed", (await refusal(ask("aggregate", [[name, bad]]))) === "Multicall3: call failed");
  check("aggregate: nothing to do", (await ask("aggregate", [[]]))[1].length === 0);
  const tried = await ask("tryAggregate", [false, [bad, name]]);
  check("tryAggregate", !tried[0].success && tried[0].returnData === "0x" && tried[1].success && decoded(tried[1].returnData) === "Coin", tried);
  check("tryAggregate: all must succeed", (await refusal(ask("tryAggregate", [true, [bad]]))) === "Multicall3: call failed");
  const [at, hash, some] = await ask("tryBlockAndAggregate", [false, [bad, name]]);
  check("tryBlockAndAggregate", at === number && hash === ZERO_HASH && !some[0].success && some[1].success, [at, hash, some]);
  const [, , all] = await ask("blockAndAggregate", [[name]]);
  check("blockAndAggregate", decoded(all[0].returnData) === "Coin", all);
  check("blockAndAggregate: all must succeed", (await refusal(ask("blockAndAggregate", [[bad]]))) === "Multicall3: call failed");
  const third = await ask("aggregate3", [[{ ...bad, allowFailure: true }, { ...name, allowFailure: false }]]);
  check("aggregate3", !third[0].success && third[1].success, third);
  check("aggregate3: this one must succeed", (await refusal(ask("aggregate3", [[{ ...bad, allowFailure: false }]]))) === "Multicall3: call failed");
}

/** Wei that goes along. */
async function values(node) {
  const pay = (target, value, allowFailure = false) => ({ target, value, allowFailure, callData: "0x" });
  const [first, second] = ["0x00000000000000000000000000000000000000a1", "0x00000000000000000000000000000000000000a2"];
  const call = (args, value) => ({ address, abi, functionName: "aggregate3Value", args: [args], value });
  await send(node, alice, call([pay(first, 5n), pay(second, 7n)], 12n));
  const balances = await Promise.all([first, second, address].map((account) => node.reader.getBalance({ address: account })));
  check("aggregate3Value sends", balances.join() === "5,7,0", balances);
  const sim = (args, value) => node.reader.simulateContract({ account: alice, ...call(args, value) });
  check("aggregate3Value: too much", (await refusal(sim([pay(first, 5n)], 6n))) === "Multicall3: value mismatch");
  check("aggregate3Value: too little", (await refusal(sim([pay(first, 5n)], 4n))) === "Multicall3: call failed");
  check("aggregate3Value: too little, and may fail", (await refusal(sim([pay(first, 5n, true)], 4n))) === "Multicall3: value mismatch");
  const stays = { address, abi, functionName: "aggregate", args: [[]], value: 3n };
  await send(node, alice, stays);
  const view = { to: address, data: toFunctionSelector("getChainId()"), from: alice.address };
  check("a view takes no value", !(await reverts(node, view)) && (await reverts(node, { ...view, value: "0x1" })));
}

/** Every function that only answers. */
async function views(node) {
  const ask = (functionName, args = []) => node.reader.readContract({ address, abi, functionName, args });
  const block = await node.reader.getBlock();
  check("getBlockNumber", (await ask("getBlockNumber")) === block.number);
  check("getLastBlockHash", (await ask("getLastBlockHash")) === block.parentHash);
  check("getBlockHash", (await ask("getBlockHash", [block.number - 1n])) === block.parentHash);
  check("getBlockHash: this block, the future, the far past", (await ask("getBlockHash", [block.number])) === ZERO_HASH
    && (await ask("getBlockHash", [2n ** 255n])) === ZERO_HASH);
  check("getCurrentBlockCoinbase", (await ask("getCurrentBlockCoinbase")).toLowerCase() === block.miner.toLowerCase());
  check("getCurrentBlockDifficulty", (await ask("getCurrentBlockDifficulty")) === block.difficulty);
  check("getCurrentBlockGasLimit", (await ask("getCurrentBlockGasLimit")) === block.gasLimit);
  check("getCurrentBlockTimestamp", (await ask("getCurrentBlockTimestamp")) >= block.timestamp);
  check("getBasefee", [0n, block.baseFeePerGas].includes(await ask("getBasefee")));
  check("getChainId", (await ask("getChainId")) === BigInt(node.ready.chainId));
  check("getEthBalance", (await ask("getEthBalance", [alice.address])) === (await node.reader.getBalance({ address: alice.address })));
}

/** Calldata as no library writes it. */
async function wire(node) {
  const refused = (data) => reverts(node, { to: address, data });
  const good = encodeFunctionData({ abi, functionName: "getEthBalance", args: [alice.address] });
  check("bytes after the arguments are ignored", !(await refused(`${good}c0ffee`)));
  check("a dirty address is refused", await refused(good.replace(/^(0x.{8})00/, "$101")));
  check("a short argument is refused", await refused(good.slice(0, -2)));
  check("an unknown function is refused", await refused("0xdeadbeef"));
  check("no function is refused", await refused("0x"));
  const clean = encodeFunctionData({ abi, functionName: "tryAggregate", args: [true, []] });
  check("a bool is 0 or 1", !(await refused(clean)) && (await refused(clean.replace(/1(0{62}40)/, "2$1"))));
}

/** All of it. */
export async function multicall3(node, coin) {
  await batches(node, coin);
  await calls(node, coin);
  await values(node);
  await views(node);
  await wire(node);
}
