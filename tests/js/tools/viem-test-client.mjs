//! viem's test client in its modes `anvil` and `hardhat`: what unit tests of applications do to a node.
import { createTestClient, http, parseEther, publicActions, toHex, walletActions } from "viem";
import { addresses, keys, Report, solidity, startNode } from "./harness.mjs";
import { privateKeyToAccount } from "viem/accounts";

const report = new Report("viem test client");
const { abi, bytecode } = solidity("Ledger");
const stranger = "0x000000000000000000000000000000000000dEaD";
const slot = (number) => toHex(number, { size: 32 });

/** Accounts are edited, and played. */
async function accounts(client, { check, equal, refused }, address) {
  await client.setBalance({ address: stranger, value: parseEther("3") });
  equal("setBalance", await client.getBalance({ address: stranger }), parseEther("3"));
  await client.setNonce({ address: stranger, nonce: 9 });
  equal("setNonce", await client.getTransactionCount({ address: stranger }), 9);
  await client.setStorageAt({ address, index: 0, value: slot(42) });
  equal("setStorageAt", await client.readContract({ address, abi, functionName: "count" }), 42n);
  const twin = "0x00000000000000000000000000000000000c0de1";
  await client.setCode({ address: twin, bytecode: await client.getCode({ address }) });
  equal("setCode", await client.readContract({ address: twin, abi, functionName: "count" }), 0n);
  const note = { account: stranger, chain: null, address, abi, functionName: "note", args: ["played"] };
  await refused("a stranger cannot send", client.writeContract(note), () => true);
  await client.impersonateAccount({ address: stranger });
  const receipt = await client.waitForTransactionReceipt({ hash: await client.writeContract(note) });
  check("impersonateAccount", receipt.status === "success" && receipt.from.toLowerCase() === stranger.toLowerCase(), receipt);
  equal("its nonce", (await client.getTransaction({ hash: receipt.transactionHash })).nonce, 9);
  await client.stopImpersonatingAccount({ address: stranger });
  await refused("stopImpersonatingAccount", client.writeContract(note), () => true);
}

/** Blocks and time. */
async function time(client, { check, equal, refused }, address) {
  const start = await client.getBlock();
  await client.mine({ blocks: 3 });
  equal("mine: 3 blocks", await client.getBlockNumber({ cacheTime: 0 }), start.number + 3n);
  await client.mine({ blocks: 2, interval: 100 });
  const [before, after] = [await client.getBlock({ blockNumber: start.number + 4n }), await client.getBlock()];
  equal("mine: 100 s apart", after.timestamp - before.timestamp, 100n);
  const now = (await client.getBlock()).timestamp;
  await client.increaseTime({ seconds: 5000 });
  await client.mine({ blocks: 1 });
  const moved = (await client.getBlock()).timestamp - now;
  check("increaseTime", moved >= 4900n && moved <= 5010n, moved);
  const next = (await client.getBlock()).timestamp + 777n;
  await client.setNextBlockTimestamp({ timestamp: next });
  await client.mine({ blocks: 1 });
  equal("setNextBlockTimestamp", (await client.getBlock()).timestamp, next);
  check("a contract sees the time", (await client.readContract({ address, abi, functionName: "time" })) >= next);
  await refused("time does not run backwards", client.setNextBlockTimestamp({ timestamp: 1n }), (e) => /timestamp/i.test(e.message));
}

/** Back to where a test began. */
async function snapshots(client, { check, equal }, address) {
  const before = await client.getBlock();
  const id = await client.snapshot();
  await client.writeContract({ account: addresses[0], chain: null, address, abi, functionName: "note", args: ["forgotten"] });
  await client.setBalance({ address: stranger, value: 1n });
  check("the chain moved", (await client.getBlock()).number > before.number);
  await client.revert({ id });
  equal("revert: the block", (await client.getBlock()).hash, before.hash);
  check("revert: the balance", (await client.getBalance({ address: stranger })) > 1n);
}

/** The whole chain as one value (anvil only). */
async function dumps(client, { check, equal }, address) {
  await client.setStorageAt({ address, index: 0, value: slot(77) });
  const state = await client.dumpState();
  check("dumpState", state.startsWith("0x") && state.length > 1000);
  await client.setStorageAt({ address, index: 0, value: slot(1) });
  await client.loadState({ state });
  equal("loadState", await client.readContract({ address, abi, functionName: "count" }), 77n);
}

for (const mode of ["anvil", "hardhat"]) {
  const node = await startNode();
  const client = createTestClient({ mode, transport: http(node.url), pollingInterval: 20 }).extend(publicActions).extend(walletActions);
  const bound = {
    check: (what, ...rest) => report.check(`${mode}: ${what}`, ...rest),
    equal: (what, ...rest) => report.equal(`${mode}: ${what}`, ...rest),
    refused: (what, ...rest) => report.refused(`${mode}: ${what}`, ...rest),
  };
  await report.part(mode, async () => {
    const hash = await client.deployContract({ account: privateKeyToAccount(keys[0]), chain: null, abi, bytecode, args: [7n] });
    const { contractAddress } = await client.waitForTransactionReceipt({ hash });
    await report.part(`${mode}: accounts`, () => accounts(client, bound, contractAddress));
    await report.part(`${mode}: time`, () => time(client, bound, contractAddress));
    await report.part(`${mode}: snapshots`, () => snapshots(client, bound, contractAddress));
    if (mode === "anvil") await report.part(`${mode}: dumps`, () => dumps(client, bound, contractAddress));
    bound.equal("getAutomine", await client.getAutomine(), true);
    const status = await client.getTxpoolStatus();
    bound.equal("getTxpoolStatus: nothing waits", status, { pending: 0, queued: 0 });
    await client.reset();
    bound.equal("reset", await client.getBlockNumber({ cacheTime: 0 }), 0n);
  });
  await node.stop();
}
report.finish();
