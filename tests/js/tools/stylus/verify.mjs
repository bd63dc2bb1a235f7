//! `cargo stylus verify` without Docker: the source in this repository is what a transaction deployed, or it is not.
import { encodeFunctionData, parseAbi } from "viem";
import { differs } from "./tool.mjs";

const deployer = "0xcEcba2F1DC234f70Dd89F2041029807F8D03A990";
const abi = parseAbi(["function deploy(bytes bytecode, bytes initData, uint256 initValue, bytes32 salt) payable"]);

export async function verifications(tool, report, { collection, initCode }) {
  // Without --skip-clean the tool would delete the whole target folder first.
  const verify = (hash) => tool.online("verify", "--no-verify", "--skip-clean", "--deployment-tx", hash);
  const good = await verify(collection.hash);
  report.check("verify: our deployment is this source", good.code === 0 && good.text.includes("Verification successful"), good.text);
  report.equal("verify: methods", differs(good.asked.labels, ["getTransactionByHash", "getTransactionReceipt", "call codehashVersion"]), "");

  const forged = Buffer.from(initCode.slice(2), "hex");
  forged[forged.length - 1] ^= 1;
  const stored = await tool.wallet.sendTransaction({ data: `0x${forged.toString("hex")}`, gas: 20_000_000n });
  const created = await tool.reader.waitForTransactionReceipt({ hash: stored });
  report.check("a deployment with one bit changed", created.status === "success", created.status);
  const bad = await verify(stored);
  report.check("verify: one bit is noticed", bad.code === 1 && bad.text.includes("Verification failed"), bad.text);

  const unconstructed = encodeFunctionData({ abi, functionName: "deploy", args: [initCode, "0x", 0n, `0x${"77".repeat(32)}`] });
  const open = await tool.wallet.sendTransaction({ to: deployer, data: unconstructed, gas: 20_000_000n });
  await tool.reader.waitForTransactionReceipt({ hash: open });
  const nobody = await verify(open);
  report.check("verify: a deployment that called no constructor is refused", nobody.code === 1 && nobody.text.includes("Constructor not called"), nobody.text);
  const absent = await verify(`0x${"99".repeat(32)}`);
  report.check("verify: a transaction that does not exist", absent.code === 1 && absent.text.includes("No code at address"), absent.text);
}
