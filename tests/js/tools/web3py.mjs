//! Starts a node for web3_client.py, which does the work; the interpreter is the argument (scripts/tools.sh makes it).
import { join } from "node:path";
import { Report, root, run, startNode } from "./harness.mjs";

const report = new Report("web3.py");
const node = await startNode();
const { code, stdout, stderr } = await run(process.argv[2], [join(root, "tests/js/tools/web3_client.py"), node.url, node.ws, join(root, "target/solidity/Ledger.json")]);
process.stdout.write(stdout);
report.check("all of the above", code === 0 && stdout.split("\n").filter((line) => line.startsWith("ok")).length === 17, stderr);
await node.stop();
report.finish();
