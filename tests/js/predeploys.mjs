//! The contracts that a node has from its first block, used as their users use them. Needs crates/target/debug/colophon (or
//! COLOPHON=path). Prints one line a check and `N passed, N failed`.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { cacheManager } from "./cache-manager.mjs";
import { alice, check, deploySolidity, root, start, summary } from "./devnode.mjs";
import { multicall3 } from "./multicall3.mjs";
import { permit2 } from "./permit2.mjs";

execFileSync(process.execPath, [join(root, "tests/js/compile.mjs")], { stdio: "inherit" });
const node = await start();
try {
  const names = node.ready.predeploys.map(({ name }) => name).join();
  check("the ready line lists them", names === "CREATE2 factory,StylusDeployer,CacheManager,Multicall3,Permit2,BlockHashes", names);
  const coin = await deploySolidity(node, alice, "Coin");
  await multicall3(node, coin);
  await permit2(node, coin);
  await cacheManager(node);
} finally {
  node.stop();
}
process.exit(summary());
