//! `cargo stylus deploy` and `activate`: with a constructor through StylusDeployer, without one, in two steps, estimated, refused.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeEventLog, keccak256, parseAbi } from "viem";
import { addresses, root } from "../harness.mjs";
import { decode, differs, sections } from "./tool.mjs";

const deployer = "0xcEcba2F1DC234f70Dd89F2041029807F8D03A990";
const receipt = ["getTransactionReceipt", "getTransactionReceipt"];
/** What alloy asks to complete a transaction before it signs. */
const fill = ["chainId", "feeHistory", "getTransactionCount", "estimateGas"];

/** Whether the chain runs the code of an address. */
export async function active(tool, address) {
  const code = await tool.rpc("eth_getCode", address, "latest");
  const data = `0xd70c0ca7${keccak256(code).slice(2)}`;
  return tool.rpc("eth_call", { to: "0x0000000000000000000000000000000000000071", data }, "latest").then(Number).catch(() => 0);
}

const printed = (text, what) => new RegExp(`${what}:? (0x[0-9a-fA-F]+)`).exec(text)?.[1] ?? "";

/** A program without a constructor, in one step. Answers its address and transaction. */
export async function plain(tool, report) {
  const file = join(root, "artifacts/source/descriptor.wasm");
  const estimated = await tool.online("deploy", "--no-verify", "--wasm-file", file, "--estimate-gas", ...tool.signer);
  report.check("deploy --estimate-gas", estimated.code === 0 && /deployment tx gas: \d+/.test(estimated.text), estimated.text);
  report.equal("deploy --estimate-gas: methods", differs(estimated.asked.labels,
    ["chainId", "call codehashVersion", "call activateProgram+", "estimateGas", "gasPrice", "getTransactionCount"]), "");
  report.equal("deploy --estimate-gas sends nothing", await tool.rpc("eth_blockNumber"), "0x0");

  const made = await tool.online("deploy", "--no-verify", "--wasm-file", file, ...tool.signer);
  const [address, hash] = [printed(made.text, "deployed code at address"), printed(made.text, "deployment tx hash")];
  report.check("deploy --wasm-file", made.code === 0 && address.length === 42 && hash.length === 66, made.text);
  report.equal("deploy --wasm-file: methods", differs(made.asked.labels, [
    "chainId", "call codehashVersion", "call activateProgram+", "getBalance", "estimateGas", "gasPrice", ["getTransactionCount", "chainId"],
    "sendRawTransaction", ...receipt, "getCode", "call activateProgram+", ["feeHistory", "estimateGas"], "sendRawTransaction", ...receipt,
  ]), "");
  report.equal("deploy --wasm-file: the program is active", await active(tool, address), 2);
  const { wasm } = decode(await tool.rpc("eth_getCode", address, "latest"));
  report.equal("deploy --wasm-file: the chain holds this module", sections(wasm), sections(readFileSync(file)));

  const again = await tool.online("deploy", "--no-verify", "--wasm-file", file, ...tool.signer);
  report.check("deploy of active code", again.code === 0 && again.text.includes("wasm already activated!"), again.text);
  report.equal("deploy of active code: methods", differs(again.asked.labels, [
    "chainId", "call codehashVersion", "estimateGas", "gasPrice", ["getTransactionCount", "chainId"], "sendRawTransaction", ...receipt,
  ]), "");
  return { address, hash };
}

/** Deployed first, activated later. */
export async function twoSteps(tool, report) {
  const file = join(root, "artifacts/descriptor.wasm");
  const made = await tool.online("deploy", "--no-verify", "--no-activate", "--wasm-file", file, ...tool.signer);
  const address = printed(made.text, "deployed code at address");
  report.check("deploy --no-activate", made.code === 0 && made.text.includes("You must activate"), made.text);
  report.equal("deploy --no-activate: the program is not active", await active(tool, address), 0);
  const estimated = await tool.online("activate", "--address", address, "--estimate-gas", ...tool.signer);
  report.check("activate --estimate-gas", estimated.code === 0 && /activation tx gas: \d{7}/.test(estimated.text), estimated.text);
  report.equal("activate --estimate-gas: methods", differs(estimated.asked.labels, ["chainId", "getCode", "call activateProgram+", "estimateGas", "gasPrice"]), "");
  const activated = await tool.online("activate", "--address", address, ...tool.signer);
  report.check("activate", activated.code === 0 && activated.text.includes("successfully activated contract"), activated.text);
  report.equal("activate: methods", differs(activated.asked.labels, ["chainId", "getCode", "call activateProgram+", fill, "sendRawTransaction", ...receipt]), "");
  report.equal("activate: the program is active", await active(tool, address), 2);
  const twice = await tool.online("activate", "--address", address, ...tool.signer);
  report.check("activate twice is refused", twice.code === 1 && twice.text.includes("ProgramUpToDate"), twice.text);
  const nobody = await tool.online("activate", "--address", addresses[2], ...tool.signer);
  report.check("activate of an account is refused", nobody.code === 1 && nobody.text.includes("ProgramNotWasm"), nobody.text);
}

/** The Collection from source, constructed in the transaction that deploys it. Answers its address and transaction. */
export async function constructed(tool, report, descriptor) {
  const few = await tool.online("deploy", "--no-verify", ...tool.signer, "--constructor-args", tool.account.address);
  report.check("deploy with too few arguments is refused", few.code === 1 && few.text.includes("mismatch number of constructor arguments"), few.text);
  report.check("and nothing is sent", !few.asked.labels.includes("sendRawTransaction"), few.asked.labels);

  const made = await tool.online("deploy", "--no-verify", ...tool.signer, "--constructor-args", tool.account.address, descriptor);
  const [address, hash] = [printed(made.text, "deployed code at address"), printed(made.text, "deployment tx hash")];
  report.check("deploy with a constructor", made.code === 0 && address.length === 42 && hash.length === 66, made.text);
  report.equal("deploy with a constructor: methods", differs(made.asked.labels, [
    "chainId", "call codehashVersion", "call activateProgram+", "getBalance", "estimateGas", "gasPrice", ["chainId", "getTransactionCount"],
    "sendRawTransaction", ...receipt,
  ]), "");
  const { status, to, logs } = await tool.reader.getTransactionReceipt({ hash });
  report.check("through StylusDeployer, in one transaction", status === "success" && to.toLowerCase() === deployer.toLowerCase(), to);
  const deployed = decodeEventLog({ abi: parseAbi(["event ContractDeployed(address deployed)"]), ...logs.at(-1) });
  report.equal("ContractDeployed is the last event", deployed.args.deployed.toLowerCase(), address.toLowerCase());
  report.check("ProgramActivated is the first", logs[0].topics[0] === "0xc0e812780707128d9a180db8ee4d1c1f1300b6dd0626d577b5d9ac759b76253c", logs[0]);
  const abi = parseAbi(["function owner() view returns (address)", "function descriptor() view returns (address)"]);
  const read = (functionName) => tool.reader.readContract({ address, abi, functionName });
  report.equal("its constructor has run", [await read("owner"), (await read("descriptor")).toLowerCase()], [tool.account.address, descriptor.toLowerCase()]);
  report.equal("it is active", await active(tool, address), 2);
  const { wasm, size } = decode(await tool.rpc("eth_getCode", address, "latest"));
  report.check("its code fits the limit", size <= 24_576, size);
  report.equal("the chain holds artifacts/source/collection.wasm", sections(wasm), sections(readFileSync(join(root, "artifacts/source/collection.wasm"))));
  return { address, hash };
}
