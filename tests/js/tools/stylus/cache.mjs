//! `cargo stylus cache` and `codehash-keepalive`: what keeps a program cheap, and alive.
import { keccak256 } from "viem";
import { addresses } from "../harness.mjs";
import { differs } from "./tool.mjs";

const arbWasm = "0x0000000000000000000000000000000000000071";
const arbWasmCache = "0x0000000000000000000000000000000000000072";

async function cached(tool, address) {
  const hash = keccak256(await tool.rpc("eth_getCode", address, "latest"));
  return Number(await tool.rpc("eth_call", { to: arbWasmCache, data: `0xa72f179b${hash.slice(2)}` }, "latest")) === 1;
}

/** A bare node, like Nitro's, has no cache manager: the tool says so, and sends nothing. */
export async function noManager(tool, report, address) {
  for (const [verb, ...rest] of [["cache status"], ["cache suggest-bid", address], ["cache bid", address, "0", ...tool.signer]]) {
    const { code, text, asked } = await tool.online(verb, ...rest);
    report.check(`${verb} on a bare node`, code === 1 && text.includes("no cache managers found") && !asked.labels.includes("sendRawTransaction"), text);
  }
}

/** A bid makes calls of the program cheaper: its code hash is cached afterwards, and the tool says so. */
export async function bids(tool, report, address) {
  const bidFor = [...tool.signer];
  const before = await tool.online("cache status", "--address", address);
  report.check("cache status before a bid", before.code === 0 && before.text.includes("is not yet cached") && !(await cached(tool, address)), before.text);
  report.equal("cache status: methods", differs(before.asked.labels, [
    "call allCacheManagers", "call isPaused", "call queueSize", "call cacheSize",
    "call getMinBid(uint64)", "call getMinBid(uint64)", "call getMinBid(uint64)", "getCode", "call codehashIsCached",
  ]), "");
  const suggested = await tool.online("cache suggest-bid", address);
  report.check("cache suggest-bid: an empty cache costs nothing", suggested.code === 0 && /Minimum bid for contract .*: 0 wei/.test(suggested.text), suggested.text);
  report.equal("cache suggest-bid: methods", differs(suggested.asked.labels, ["call allCacheManagers", "call getMinBid(address)"]), "");
  const gas = () => tool.rpc("eth_estimateGas", { from: addresses[0], to: address, data: "0x01ffc9a701ffc9a700000000000000000000000000000000000000000000000000000000" }).then(Number);
  const full = await gas();
  const bid = await tool.online("cache bid", address, "0", ...bidFor);
  report.check("cache bid", bid.code === 0 && bid.text.includes("Successfully cached"), bid.text);
  report.equal("cache bid: methods", differs(bid.asked.labels, [
    "chainId", "call allCacheManagers", "call placeBid", ["chainId", "feeHistory", "getTransactionCount", "estimateGas"],
    "sendRawTransaction", "getTransactionReceipt", "getTransactionReceipt",
  ]), "");
  report.check("cache bid: the code hash is cached", await cached(tool, address));
  report.check("cache bid: calls are cheaper", (await gas()) < full, [full, await gas()]);
  const after = await tool.online("cache status", "--address", address);
  report.check("cache status after a bid", after.code === 0 && after.text.includes("is cached"), after.text);
  const twice = await tool.online("cache bid", address, "0", ...bidFor);
  report.check("cache bid twice is refused", twice.code === 1 && twice.text.includes("already cached"), twice.text);
  const nobody = await tool.online("cache bid", addresses[2], "0", ...bidFor);
  report.check("cache bid for an account is refused", nobody.code === 1 && nobody.text.includes("not yet activated"), nobody.text);
}

/** Programs live a year and may be kept alive after 31 days. */
export async function keepalive(tool, report, address) {
  const hash = keccak256(await tool.rpc("eth_getCode", address, "latest"));
  const young = await tool.online("codehash-keepalive", "--codehash", hash, ...tool.signer);
  report.check("codehash-keepalive of a young program is refused", young.code === 1 && young.text.includes("16bd0cf8"), young.text);
  report.equal("codehash-keepalive: methods", differs(young.asked.labels, ["chainId", "call codehashKeepalive"]), "");
  await tool.rpc("evm_increaseTime", 32 * 86_400);
  await tool.rpc("evm_mine");
  const left = async () => Number(await tool.rpc("eth_call", { to: arbWasm, data: `0xc775a62a${address.slice(2).padStart(64, "0")}` }, "latest"));
  const before = await left();
  report.check("a month later it has 333 days left", Math.round(before / 86_400) === 333, before);
  // cargo-stylus 0.10.10 sends no data fee with it: every chain that charges one refuses, as ArbWasm says.
  const unpaid = await tool.online("codehash-keepalive", "--codehash", hash, ...tool.signer);
  report.check("codehash-keepalive without the data fee is refused", unpaid.code === 1 && unpaid.text.includes("09781ab7"), unpaid.text);
  const paid = await tool.wallet.sendTransaction({ to: arbWasm, data: `0xc689bad5${hash.slice(2)}`, value: 10n ** 18n });
  const receipt = await tool.reader.waitForTransactionReceipt({ hash: paid });
  report.equal("ProgramLifetimeExtended", [receipt.logs[0]?.topics[0], receipt.logs[0]?.topics[1]], ["0x03802ba32e3bd489d2ab04abb93d10687e0b6883bcb091206ca75172d248f2ec", hash]);
  report.equal("the fee that was too much comes back", BigInt(await tool.rpc("eth_getBalance", arbWasm, "latest")), 0n);
  report.equal("it has a year again", Math.round((await left()) / 86_400), 365);
}
