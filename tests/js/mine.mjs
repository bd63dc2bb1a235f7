//! `colophon mine` end to end: a sale with proof of work on its own node; pieces are mined, a search is killed and goes on, somebody
//! else is faster and the search begins anew. What is found is computed again here. Nothing waits for time to pass: difficulties
//! fall because the chain's clock is set forward.
//! Needs crates/target/debug/colophon (or COLOPHON=path). Prints one line a check and `N passed, N failed`.
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { concat, encodeAbiParameters, getAddress, keccak256, numberToHex, parseEventLogs, zeroAddress, zeroHash } from "viem";
import { alice as miner, bob as rival, check, root, start, summary } from "./devnode.mjs";

const colophon = process.env.COLOPHON ?? join(root, "crates/target/debug/colophon");
const abi = JSON.parse(readFileSync(join(root, "abi/minter.json"), "utf8"));
const collectionAbi = JSON.parse(readFileSync(join(root, "abi/collection.json"), "utf8"));
// The well-known key of the account above, which tests may show.
const key = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const price = 10n ** 16n;
// So many hashes that nobody finds a solution before the clock is set forward.
const hopeless = 2n ** 62n;
const day = 86_400;

const folder = mkdtempSync(join(tmpdir(), "colophon-mine-"));
cpSync(join(root, "examples/inkling/pieces"), join(folder, "pieces"), { recursive: true });
writeFileSync(join(folder, "key"), `${key}\n`, { mode: 0o600 });
const node = await start();
const url = node.ready.rpcUrl;
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("COLOPHON_") && name !== "ETH_RPC_URL"));
const at = ["--rpc-url", url, "--key-file", join(folder, "key"), "--json"];

/** Begins a command; `end` resolves with its exit code, both outputs, and the JSON of stdout. */
function begin(args) {
  let child;
  const end = new Promise((resolve) => {
    child = execFile(colophon, [...args, ...at], { cwd: folder, env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      let json = null;
      try {
        json = JSON.parse(stdout);
      } catch { /* the checks show what was printed */ }
      resolve({ code: error ? (typeof error.code === "number" ? error.code : 255) : 0, json, stderr, stdout });
    });
  });
  return { child, end };
}

const run = (args) => begin(args).end;

/** A command that must succeed; answers its JSON. */
async function fine(name, args) {
  const done = await run(args);
  check(name, done.code === 0 && done.json !== null, done);
  return done.json ?? {};
}

let sales = "";
/** Puts a sale on chain that began with the last block. */
async function selling(name, more) {
  const { timestamp } = await node.reader.getBlock();
  sales += `[sale.${name}]\nprice = "0.01 ETH"\nstart = ${timestamp}\n${more}`;
  writeFileSync(join(folder, "colophon.toml"), sales);
  return fine(`sale create ${name}`, ["sale", "create", name, "--broadcast"]);
}
const work = (name, difficulty) => `[sale.${name}.work]\ninterval = 60\nhalf_life = 600\ndifficulty = ${difficulty}\n`;

let minter;
const view = (functionName, args) => node.reader.readContract({ address: minter, abi, functionName, args });

/** The challenge by its definition. */
function challengeOf(id, buyer, last) {
  const types = ["uint256", "address", "uint256", "address", "bytes32"].map((type) => ({ type }));
  return keccak256(encodeAbiParameters(types, [BigInt(node.ready.chainId), minter, BigInt(id), buyer, last]));
}

const solutionOf = (challenge, nonce) => keccak256(concat([challenge, numberToHex(nonce, { size: 32 })]));
const meets = (solution, difficulty) => (BigInt(solution) >> 128n) * difficulty < 1n << 128n;

/** A plain loop. */
function search(challenge, difficulty) {
  for (let nonce = 0n; ; nonce += 1n) if (meets(solutionOf(challenge, nonce), difficulty)) return nonce;
}

async function preparing() {
  await fine("deploy", ["deploy", "--name", "Inkling", "--symbol", "INK", "--broadcast"]);
  await fine("a series for sale", ["mint", "pieces", "--words", "none", "--only", "0", "--broadcast"]);
  ({ minter } = await selling("dig", `limit = 4\n${work("dig", 65_536)}`));
  await selling("free", "phase = 1\n");
}

async function mining() {
  const shown = await fine("mine without --broadcast", ["mine", "dig"]);
  check("it has a solution and shows the costs", shown.sent === false && BigInt(shown.costs?.value_wei ?? 0) === price, shown);
  const id = BigInt(shown.sale);
  check("nothing is sold", (await view("saleState", [id])).sold === 0);

  const mined = await fine("mine --pieces 3 --threads 2", ["mine", "dig", "--pieces", "3", "--threads", "2", "--broadcast"]);
  check("three pieces", mined.pieces?.map(({ token }) => token).join() === "0,1,2" && mined.restarts === 0, mined);
  check("the first is the solution that was kept", mined.pieces?.[0].nonce === shown.nonce, mined.pieces?.[0]);
  let last = zeroHash;
  for (const [place, piece] of (mined.pieces ?? []).entries()) {
    const solution = solutionOf(challengeOf(id, miner.address, last), BigInt(piece.nonce));
    check(`piece ${place}: its nonce gives its solution`, solution === piece.solution, piece);
    check(`piece ${place}: it meets the difficulty`, meets(solution, BigInt(piece.difficulty)), piece);
    check(`piece ${place}: the price was paid`, BigInt(piece.paid) === price, piece);
    const receipt = await node.reader.getTransactionReceipt({ hash: piece.transaction });
    const solved = parseEventLogs({ abi, logs: receipt.logs, eventName: "Solved" });
    check(`piece ${place}: the Minter says the same`, solved.length === 1 && solved[0].args.solution === solution, solved);
    last = solution;
  }
  check("the challenge is that of the last solution", (await view("challenge", [id, miner.address]))[0] === challengeOf(id, miner.address, last));
  const owner = await node.reader.readContract({ address: mined.collection, abi: collectionAbi, functionName: "ownerOf", args: [2n] });
  check("the pieces are the miner's", owner === miner.address, owner);

  const other = await fine("mine --for another account", ["mine", "dig", "--for", rival.address, "--broadcast"]);
  const theirs = await node.reader.readContract({ address: mined.collection, abi: collectionAbi, functionName: "ownerOf", args: [3n] });
  check("it is the other's", theirs === rival.address && other.recipient === rival.address, other);
  const out = await run(["mine", "dig", "--broadcast"]);
  check("a sale that is sold out is refused before a search", out.code === 7 && out.stderr.includes("sold out"), out);
  const free = await run(["mine", "free"]);
  check("a sale without work is refused", free.code === 2 && free.stderr.includes("colophon buy"), free);
}

/** Resolves when a file is there: the search was written down. A command that ends before that is an error. */
async function written(file, { end }) {
  let ended = null;
  end.then((done) => (ended = done));
  while (!existsSync(file)) {
    if (ended) throw new Error(`the search ended before it was written down: ${JSON.stringify(ended)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return JSON.parse(readFileSync(file, "utf8"));
}

const fileOf = (collection, id) => join(folder, ".colophon", `${node.ready.chainId}`, getAddress(collection), "mine", `${id}-${miner.address}.json`);

/** After a day without a solution, 144 half-lives, the difficulty is the lowest. (After a year the program would have expired.) */
async function idle() {
  await node.rpc("evm_increaseTime", [day]);
  await node.rpc("evm_mine");
}

async function killed(collection) {
  const { sale: id } = await selling("deep", `phase = 2\n${work("deep", hopeless)}`);
  const file = fileOf(collection, id);
  const first = begin(["mine", "deep", "--broadcast"]);
  const saved = await written(file, first);
  first.child.kill("SIGKILL");
  await first.end;
  check("a search is written down", saved.schema === "colophon/search/1" && saved.next > 0, saved);
  await idle();
  const second = await run(["mine", "deep", "--broadcast"]);
  check("it goes on where it stopped", second.code === 0 && second.stderr.includes("going on where the search stopped"), second);
  check("and finds a piece", second.json?.pieces?.length === 1, second);
}

async function overtaken(collection) {
  const { sale: id } = await selling("rare", `phase = 3\n${work("rare", hopeless)}`);
  const before = begin(["mine", "rare", "--broadcast"]);
  await written(fileOf(collection, id), before);
  // While the search stands still, the rival finds a solution and mints.
  before.child.kill("SIGSTOP");
  await idle();
  const [challenge, difficulty] = await view("challenge", [BigInt(id), rival.address]);
  check("the difficulty is the lowest there is", difficulty === 65_536n, difficulty);
  const nonce = search(challenge, difficulty);
  const allowance = { quantity: 0, price: 0n, start: 0n, end: 0n };
  const voucher = {
    buyer: zeroAddress, quantity: 0, price: 0n, contentHash: zeroHash, promptCommitment: zeroHash, recordHash: zeroHash, expiry: 0n, epoch: 0, nonce: 0n,
  };
  const pass = abiOfPass();
  const data = encodeAbiParameters([pass], [{ allowance, proof: [], voucher, signature: "0x", workNonce: nonce }]);
  const hash = await node.wallet.writeContract({ account: rival, address: minter, abi, functionName: "mint", args: [BigInt(id), 1, price, data], value: price });
  const receipt = await node.reader.waitForTransactionReceipt({ hash });
  check("the rival was faster", receipt.status === "success", receipt.status);
  before.child.kill("SIGCONT");
  const done = await before.end;
  check("the search began anew and found a piece", done.code === 0 && done.json?.restarts >= 1 && done.json.pieces.length === 1, done);
  const piece = done.json?.pieces?.[0] ?? {};
  const last = solutionOf(challenge, nonce);
  check("with the new challenge", solutionOf(challengeOf(id, miner.address, last), BigInt(piece.nonce ?? 0)) === piece.solution, piece);
}

/** The type of `data`, which is no argument of any function. */
function abiOfPass() {
  const inputs = (name) => abi.find((item) => item.name === name).inputs;
  return {
    type: "tuple",
    components: [
      inputs("allowanceLeaf").find(({ type }) => type === "tuple"),
      { name: "proof", type: "bytes32[]" },
      inputs("voucherDigest").find(({ type }) => type === "tuple"),
      { name: "signature", type: "bytes" },
      { name: "workNonce", type: "uint256" },
    ],
  };
}

try {
  await preparing();
  await mining();
  const { collection } = JSON.parse(readFileSync(join(folder, `.colophon/deployments/${node.ready.chainId}.json`), "utf8"));
  await killed(collection);
  await overtaken(collection);
} catch (error) {
  check("no exception", false, error.stack ?? String(error));
} finally {
  node.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(summary());
