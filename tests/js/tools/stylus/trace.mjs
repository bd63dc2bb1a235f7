//! `cargo stylus trace` and `simulate` of a mint: every host call of the Collection, by both of the tool's tracers.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { encodeFunctionData } from "viem";
import { addresses, root } from "../harness.mjs";
import { differs } from "./tool.mjs";

const abi = JSON.parse(readFileSync(join(root, "abi/collection.json"), "utf8"));
const word = (byte) => `0x${byte.repeat(32)}`;
/** The array that the tool prints. */
const steps = (text) => JSON.parse(text.split("\n").find((line) => line.startsWith("[")) ?? "[]");
/** Names of host calls, those of inner frames too. */
const names = (list) => list.flatMap(({ name, steps: inner }) => [name, ...names(inner ?? [])]);

export async function traces(tool, report, address) {
  const send = async (functionName, args) => {
    const hash = await tool.wallet.writeContract({ address, abi, functionName, args });
    return tool.reader.waitForTransactionReceipt({ hash });
  };
  await send("createSeries", [word("11"), word("22"), 10, tool.account.address, 500]);
  const mint = [0, addresses[1], word("33"), word("44"), word("55")];
  const minted = await send("mint", mint);
  report.equal("a mint to trace", minted.status, "success");

  const scripted = await tool.online("trace", "--tx", minted.transactionHash);
  const list = steps(scripted.stdout);
  const seen = names(list);
  report.check("trace", scripted.code === 0 && ["user_entrypoint", "read_args", "storage_cache_bytes32", "storage_flush_cache", "emit_log", "write_result", "user_returned"].every((name) => seen.includes(name)), seen);
  report.equal("trace: methods", differs(scripted.asked.labels, ["getTransactionReceipt", "getTransactionByHash", "debug_traceTransaction"]), "");
  const input = encodeFunctionData({ abi, functionName: "mint", args: mint });
  report.equal("trace: read_args is the call's data", list.find(({ name }) => name === "read_args")?.outs, input);
  report.equal("trace: one emit_log for each event", seen.filter((name) => name === "emit_log").length, minted.logs.length);
  report.check("trace: ink falls", list.every(({ startInk, endInk }) => startInk >= endInk), list.slice(0, 3));
  const native = await tool.online("trace", "--tx", minted.transactionHash, "--use-native-tracer");
  report.check("trace --use-native-tracer prints the same", native.code === 0 && JSON.stringify(steps(native.stdout)) === JSON.stringify(list), native.text);

  const simulated = await tool.online("simulate", "--from", tool.account.address, "--to", address, "--data", input);
  report.equal("simulate: methods", differs(simulated.asked.labels, ["debug_traceCall"]), "");
  const again = names(steps(simulated.stdout));
  report.check("simulate the next mint", simulated.code === 0 && again.includes("emit_log") && again.at(-1) === "user_returned", simulated.text);
  const reverted = await tool.online("simulate", "--from", addresses[2], "--to", address, "--data", input);
  report.check("simulate a mint by a stranger", reverted.code === 0 && !names(steps(reverted.stdout)).includes("emit_log"), reverted.text);
  const absent = await tool.online("trace", "--tx", word("99"));
  report.check("trace of nothing is refused", absent.code === 1 && absent.text.includes("failed to get receipt"), absent.text);
  for (const verb of ["replay", "usertrace"]) {
    const { code, text } = await tool.offline(verb, "--help");
    report.check(`${verb} is there (it needs a native debugger)`, code === 0 && text.includes("--tx"), text);
  }
}
