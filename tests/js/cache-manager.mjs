//! The cache manager as `cargo stylus cache` and owners of a chain use it: status, bids, room for them, settings.
import { getAddress, keccak256, parseAbi, parseEventLogs, zeroHash } from "viem";
import { ARB_WASM, ARB_WASM_CACHE, alice, bob, check, deployProgram, owner, precompiles, refusal, send } from "./devnode.mjs";

const abi = parseAbi([
  "struct Entry { bytes32 code; uint64 size; uint192 bid; }",
  "error NotChainOwner(address sender)", "error AsmTooLarge(uint256 asm, uint256 queueSize, uint256 cacheSize)",
  "error AlreadyCached(bytes32 codehash)", "error BidTooSmall(uint192 bid, uint192 min)", "error BidsArePaused()",
  "error ProgramNotActivated()",
  "event InsertBid(bytes32 indexed codehash, address program, uint192 bid, uint64 size)",
  "event DeleteBid(bytes32 indexed codehash, uint192 bid, uint64 size)",
  "event SetCacheSize(uint64 size)", "event SetDecayRate(uint64 decay)", "event Pause()", "event Unpause()",
  "function placeBid(address program) payable",
  "function cacheSize() view returns (uint64)", "function queueSize() view returns (uint64)", "function decay() view returns (uint64)",
  "function isPaused() view returns (bool)", "function entries(uint256) view returns (bytes32 code, uint64 size, uint192 bid)",
  "function getEntries() view returns (Entry[])", "function getSmallestEntries(uint256 k) view returns (Entry[])",
  "function setCacheSize(uint64 newSize)", "function setDecayRate(uint64 newDecay)", "function pause()", "function unpause()",
  "function evictPrograms(uint256 count)", "function evictAll()", "function sweepFunds()",
]);
const minBid = (type) => parseAbi([
  `function getMinBid(${type}) view returns (uint192 min)`, "error AsmTooLarge(uint256 asm, uint256 queueSize, uint256 cacheSize)",
  "error ProgramNotActivated()",
]);

/** The manager that `cargo stylus` would take, and two programs to cache. */
async function world(node) {
  const ask = (address, from, functionName, args = []) => node.reader.readContract({ address, abi: from, functionName, args });
  const address = (await ask(ARB_WASM_CACHE, precompiles, "allCacheManagers")).at(-1);
  const program = async (file) => {
    const at = await deployProgram(node, alice, file);
    const code = keccak256(await node.reader.getCode({ address: at }));
    return { at, code, size: BigInt(await ask(ARB_WASM, precompiles, "codehashAsmSize", [code])) };
  };
  return {
    node, address,
    small: await program("descriptor.wasm"), large: await program("collection.wasm"),
    read: (functionName, args) => ask(address, abi, functionName, args),
    min: (type, value) => node.reader.readContract({ address, abi: minBid(type), functionName: "getMinBid", args: [value] }),
    cached: ({ code }) => ask(ARB_WASM_CACHE, precompiles, "codehashIsCached", [code]),
    send: (account, functionName, args = [], value = undefined) => send(node, account, { address, abi, functionName, args, value }),
    refused: (account, functionName, args = [], value = undefined) =>
      refusal(node.reader.simulateContract({ account, address, abi, functionName, args, value })),
  };
}

/** Gas of a call that a program refuses at once: mostly what entering it costs. */
async function entering(w, program) {
  const hash = await w.node.wallet.sendTransaction({ account: bob, to: program.at, data: "0xdeadbeef", gas: 1_000_000n });
  return (await w.node.reader.waitForTransactionReceipt({ hash })).gasUsed;
}

async function bids(w) {
  check("the manager is the one of the ready line", w.address === w.node.ready.predeploys.find(({ name }) => name === "CacheManager").address);
  check("status", `${await w.read("isPaused")},${await w.read("queueSize")},${await w.read("cacheSize")},${await w.read("decay")}` === `false,0,${512 << 20},10000000000`);
  check("there is room: any bid will do", (await w.min("uint64", 24_000n)) === 0n && (await w.min("address", w.small.at)) === 0n && (await w.min("bytes32", w.small.code)) === 0n);
  const [gas, gasCached] = await w.node.reader.readContract({ address: ARB_WASM, abi: precompiles, functionName: "programInitGas", args: [w.small.at] });
  const before = await entering(w, w.small);
  const receipt = await w.send(alice, "placeBid", [w.small.at], 5n);
  const { timestamp } = await w.node.reader.getBlock();
  const [{ args: said }] = parseEventLogs({ abi, logs: receipt.logs, eventName: "InsertBid" });
  const bid = 5n + timestamp * 10_000_000_000n;
  check("a bid is recorded", said.codehash === w.small.code && said.program === getAddress(w.small.at) && said.bid === bid && said.size === w.small.size, said);
  check("the program is cached", (await w.cached(w.small)) && (await w.read("queueSize")) === w.small.size);
  const saved = before - (await entering(w, w.small));
  check("and cheaper to enter, by what ArbWasm says", saved === gas - gasCached && saved > 0n, `${saved} of ${gas}, ${gasCached}`);
  check("once", (await w.refused(alice, "placeBid", [w.small.at])) === `AlreadyCached(${w.small.code})`);
  check("only active programs", (await w.refused(alice, "placeBid", [alice.address])) === "ProgramNotActivated()"
    && (await refusal(w.min("address", alice.address))) === "ProgramNotActivated()");
  check("entries", `${await w.read("entries", [0n])}` === `${w.small.code},${w.small.size},${bid}` && (await w.read("getEntries")).length === 1);
  check("an entry that is not there", (await w.refused(alice, "entries", [1n])) !== "");
}

async function room(w) {
  const most = w.large.size > w.small.size ? w.large.size : w.small.size;
  await w.send(owner, "setDecayRate", [0n]);
  await w.send(owner, "setCacheSize", [most]);
  check("a program that is larger than the cache", (await refusal(w.min("uint64", most + 1n))) === `AsmTooLarge(${most + 1n},${w.small.size},${most})`);
  await w.send(owner, "evictAll");
  check("evictAll", !(await w.cached(w.small)) && (await w.read("queueSize")) === 0n && (await w.read("getEntries")).length === 0);
  await w.send(alice, "placeBid", [w.small.at], 1000n);
  check("a full cache has a price", (await w.min("address", w.large.at)) === 1000n);
  check("less is refused", (await w.refused(bob, "placeBid", [w.large.at], 999n)) === "BidTooSmall(999,1000)");
  const receipt = await w.send(bob, "placeBid", [w.large.at], 1000n);
  const [{ args: gone }] = parseEventLogs({ abi, logs: receipt.logs, eventName: "DeleteBid" });
  check("as much makes room", gone.codehash === w.small.code && gone.bid === 1000n && !(await w.cached(w.small)) && (await w.cached(w.large)));
  await w.send(owner, "setDecayRate", [7n]);
  const { timestamp } = await w.node.reader.getBlock();
  check("later bids gain", (await w.min("address", w.small.at)) <= 1000n && timestamp * 7n > 1000n);
  await w.send(bob, "placeBid", [w.small.at], 0n);
  check("so that one of nothing wins in the end", (await w.cached(w.small)) && !(await w.cached(w.large)));
  await w.send(owner, "setDecayRate", [0n]);
  await w.send(owner, "evictAll");
  await w.send(owner, "setCacheSize", [w.small.size + w.large.size]);
  await w.send(alice, "placeBid", [w.large.at], 30n);
  await w.send(alice, "placeBid", [w.small.at], 20n);
  const smallest = (await w.read("getSmallestEntries", [1n])).map(({ bid }) => bid);
  check("getSmallestEntries", smallest.join() === "20" && (await w.read("getSmallestEntries", [9n])).map(({ bid }) => bid).join() === "20,30", smallest);
  check("entries(0) is the lowest", (await w.read("entries", [0n]))[2] === 20n);
  await w.send(owner, "evictPrograms", [1n]);
  check("evictPrograms", !(await w.cached(w.small)) && (await w.cached(w.large)) && (await w.read("queueSize")) === w.large.size);
  await send(w.node, owner, { address: ARB_WASM_CACHE, abi: precompiles, functionName: "evictCodehash", args: [w.large.code] });
  await w.send(bob, "placeBid", [w.large.at], 40n);
  check("a program that an owner evicted may be bid for again", (await w.cached(w.large)) && (await w.read("getEntries")).length === 1 && (await w.read("queueSize")) === w.large.size);
}

async function settings(w) {
  for (const [name, args] of [["setCacheSize", [1n]], ["setDecayRate", [1n]], ["pause", []], ["unpause", []], ["evictPrograms", [1n]], ["evictAll", []], ["sweepFunds", []]])
    check(`${name}: only owners`, (await w.refused(bob, name, args)) === `NotChainOwner(${bob.address})`);
  await w.send(owner, "pause");
  check("pause", (await w.read("isPaused")) && (await w.refused(alice, "placeBid", [w.small.at])) === "BidsArePaused()");
  await w.send(owner, "unpause");
  check("unpause", !(await w.read("isPaused")) && (await w.refused(alice, "placeBid", [w.small.at])) === "");
  const funds = await w.node.reader.getBalance({ address: w.address });
  const before = await w.node.reader.getBalance({ address: owner.address });
  const receipt = await w.send(owner, "sweepFunds");
  const after = await w.node.reader.getBalance({ address: owner.address });
  check("sweepFunds", funds > 0n && after === before + funds - receipt.gasUsed * receipt.effectiveGasPrice && (await w.node.reader.getBalance({ address: w.address })) === 0n, [funds, before, after]);
  check("nothing else takes wei", (await w.refused(owner, "pause", [], 1n)) !== "" && (await refusal(w.node.reader.call({ account: bob, to: w.address, value: 1n, data: "0x" }))) !== "");
}

/** Half a century later everything that was there from the first block still is, and is cached. */
async function lateness(w) {
  await w.node.rpc("evm_increaseTime", [50 * 365 * 86_400]);
  await w.node.rpc("evm_mine");
  const ask = (functionName, args) => w.node.reader.readContract({ address: ARB_WASM, abi: precompiles, functionName, args });
  for (const name of ["CacheManager", "Multicall3", "Permit2"]) {
    const { address } = w.node.ready.predeploys.find((predeploy) => predeploy.name === name);
    const code = keccak256(await w.node.reader.getCode({ address }));
    const cached = await w.cached({ code });
    check(`${name} never expires`, code !== zeroHash && cached && (await ask("programTimeLeft", [address])) === BigInt(365 * 86_400)
      && (await ask("programVersion", [address])) === (await ask("stylusVersion", [])));
  }
  check("the manager still answers", (await w.read("isPaused")) === false);
  check("other programs do expire", (await w.refused(alice, "placeBid", [w.small.at])).includes("ProgramExpired") || (await w.refused(alice, "placeBid", [w.small.at])) === "0xc9b12e52");
}

/** All of it; moves the chain's time. */
export async function cacheManager(node) {
  const w = await world(node);
  await bids(w);
  await room(w);
  await settings(w);
  await lateness(w);
}
