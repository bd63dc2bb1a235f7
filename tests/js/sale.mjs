//! Sales from the command line, end to end: the `colophon` binary creates sales on its own node, buyers buy through every path,
//! refusals are sentences, money is exact to the wei; lists and vouchers are computed again with OpenZeppelin's package and viem.
//! Needs crates/target/debug/colophon (or COLOPHON=path) and target/solidity. Prints one line a check and `N passed, N failed`.
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { erc20Abi, getAddress, hashTypedData, recoverTypedDataAddress } from "viem";
import { alice as artist, bob as buyer, carol as curator, check, deploySolidity, owner as stranger, root, start, summary } from "./devnode.mjs";

const colophon = process.env.COLOPHON ?? join(root, "crates/target/debug/colophon");
const abi = JSON.parse(readFileSync(join(root, "abi/minter.json"), "utf8"));
const collectionAbi = JSON.parse(readFileSync(join(root, "abi/collection.json"), "utf8"));
// The well-known keys of the accounts above, which tests may show.
const keys = new Map([
  [artist, "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"],
  [buyer, "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"],
  [curator, "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a"],
  [stranger, "0xb6b15c8cb491557369f3c7d2c287b053eb229daa9c22138887752191c9520659"],
]);
const milli = 10n ** 15n;

const folder = mkdtempSync(join(tmpdir(), "colophon-sale-"));
cpSync(join(root, "examples/inkling/pieces"), join(folder, "pieces"), { recursive: true });
for (const [account, key] of keys) writeFileSync(join(folder, account.address), `${key}\n`, { mode: 0o600 });
const node = await start();
const url = node.ready.rpcUrl;

/** Runs `colophon` with these variables; resolves with exit code, both outputs, and the JSON of stdout. */
function run(args, { cwd = folder } = {}) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("COLOPHON_") && name !== "ETH_RPC_URL"));
  return new Promise((resolve) => {
    execFile(colophon, [...args, "--json"], { cwd, env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      let json = null;
      try {
        json = JSON.parse(stdout);
      } catch { /* the checks show what was printed */ }
      resolve({ code: error ? (typeof error.code === "number" ? error.code : 255) : 0, json, stderr, stdout });
    });
  });
}

const at = ["--rpc-url", url];
const as = (account) => [...at, "--key-file", join(folder, account.address), "--broadcast"];
/** A command that must succeed; answers its JSON. */
async function fine(name, args) {
  const done = await run(args);
  check(name, done.code === 0 && done.json !== null, done);
  return done.json ?? {};
}
/** A command that must be refused with this exit code and these words. */
async function refused(name, args, code, words, options) {
  const done = await run(args, options);
  check(name, done.code === code && words.every((word) => done.stderr.includes(word)), done);
}

const config = (token, more = "") => `outputs = "pieces"

[collection]
name = "Inkling"
symbol = "INK"

[sale.public]
price = "0.01 ETH"
limit = 6
wallet_limit = 3
split = [{ account = "${artist.address}", share = "87.5 %" }, { account = "${curator.address}", share = "1250 bps" }]

[sale.early]
phase = 1
price = "0.02 ETH"
allowlist = "list.csv"

[sale.curated]
phase = 2
price = "0.03 ETH"
signer = "${curator.address}"

[sale.auction]
phase = 3
from = "0.5 ETH"
to = "0.1 ETH"
curve = "linear"
period = 4000
start = 1700000000
end = 1700100000
settles = true

[sale.token]
phase = 4
price = 1000007
currency = "${token}"
${more}`;

let minter;
const view = (functionName, args) => node.reader.readContract({ address: minter, abi, functionName, args });
const balance = (account) => node.reader.getBalance({ address: account });

async function creating(token) {
  writeFileSync(join(folder, "colophon.toml"), config(token));
  const deployed = await fine("deploy", ["deploy", ...as(artist)]);
  await refused("no sale of a series that is not there", ["sale", "create", "public", ...as(artist)], 7, ["there is no series 0"]);
  await fine("build", ["build"]);
  const minted = await fine("mint --only 0: a series for sale", ["mint", "--only", "0", ...as(artist)]);
  check("nothing is minted", minted.left === 24 && minted.pieces.length === 0, minted);
  writeFileSync(join(folder, "list.csv"), `quantity,account,price\n2,${buyer.address},0.015 ETH\n1,${stranger.address},\n1,${artist.address},\n`);
  const shown = await fine("sale create says what it costs", ["sale", "create", "public", ...at, "--key-file", join(folder, artist.address)]);
  check("three steps, nothing sent", shown.sent === false && shown.costs?.steps?.length === 3 && BigInt(shown.costs.total_wei) > 0n, shown);
  await refused("only the owner creates sales", ["sale", "create", "public", ...as(buyer)], 7, ["is not the owner of the collection"]);
  const made = await fine("sale create", ["sale", "create", "public", ...as(artist)]);
  minter = made.minter;
  check("it is open", made.status === "open" && made.sent === true && made.transactions.length === 3, made);
  const role = () => node.reader.readContract({ address: deployed.collection, abi: collectionAbi, functionName: "rolesOf", args: [minter] });
  check("the Minter has its role", (await role()) === 1);
  const again = await fine("sale create again", ["sale", "create", "public", ...as(artist)]);
  check("an identical sale is reported, nothing is sent", again.sent === false && again.status === "open", again);
  const file = JSON.parse(readFileSync(join(folder, `.colophon/deployments/${node.ready.chainId}.json`), "utf8"));
  check("the deployment remembers the Minter", getAddress(file.minter) === getAddress(minter), file);
  for (const name of ["early", "curated", "token"]) await fine(`sale create ${name}`, ["sale", "create", name, ...as(artist)]);
  writeFileSync(join(folder, "colophon.toml"), config(token).replace('"0.01 ETH"', '"0.011 ETH"'));
  await refused("other terms are refused with the next free phase", ["sale", "create", "public", ...as(artist)], 4,
    ["price is 10000000000000000, not 11000000000000000", "phase = 3"]);
  writeFileSync(join(folder, "colophon.toml"), config(token));
  return { sale: made.sale, collection: deployed.collection };
}

async function publicly({ sale, collection }) {
  const quote = await fine("buy without --broadcast", ["buy", "public", "--quantity", "2", ...at, "--key-file", join(folder, buyer.address)]);
  check("it shows the price of both", quote.sent === false && quote.price === String(20n * milli) && quote.next === "buy", quote);
  const bought = await fine("buy", ["buy", "public", "--quantity", "2", ...as(buyer)]);
  check("two tokens", bought.tokens.join() === "0,1" && bought.price === String(20n * milli), bought);
  const holder = (id) => node.reader.readContract({ address: collection, abi: collectionAbi, functionName: "ownerOf", args: [id] });
  check("they are the buyer's", (await holder(1n)) === buyer.address);
  await refused("the wallet limit", ["buy", "public", "--quantity", "2", ...as(buyer)], 7, ["may get 1 more"]);
  await refused("--max-price", ["buy", "public", "--max-price", "0.009 ETH", ...as(buyer)], 7, ["the price is 0.01 ETH", "--max-price allows 0.009 ETH"]);
  const empty = join(folder, "elsewhere");
  mkdirSync(empty);
  const gift = await run(["buy", sale, "--for", stranger.address, ...as(buyer)], { cwd: empty });
  check("buy by id for somebody else, without a project", gift.code === 0 && gift.json.tokens.join() === "2", gift);
  check("the recipient has it", (await holder(2n)) === stranger.address);
  await fine("sale pause", ["sale", "pause", "public", ...as(artist)]);
  await refused("nothing is sold in a pause", ["buy", "public", ...as(stranger)], 7, ["it is paused"]);
  const idle = await fine("pausing again", ["sale", "pause", "public", ...as(artist)]);
  check("is not sent", idle.sent === false, idle);
  await fine("sale resume", ["sale", "resume", "public", ...as(artist)]);
  await refused("the limit cannot grow", ["sale", "amend", "public", "--limit", "7", ...as(artist)], 7, ["the limit may only go down"]);
  const less = await fine("sale amend", ["sale", "amend", "public", "--limit", "4", ...as(artist)]);
  check("the limit is lower", less.terms.limit === 4 && less.remaining === 1, less);
  await refused("too many", ["buy", "public", "--quantity", "2", ...as(stranger)], 7, ["2 pieces were asked for, and the sale has 1 left"]);
  await refused("no such name", ["buy", "pubic", ...as(buyer)], 2, ["there is no sale \"pubic\"", "public"]);
  await refused("no such sale", ["sale", "show", sale.replace(/.$/, "9"), ...at], 7, ["there is no sale 0x"]);
  const list = await fine("sale list", ["sale", "list", ...at]);
  const states = Object.fromEntries(list.sales.map((one) => [one.called, one.status ?? "none"]));
  check("all sales are listed", states.public === "open" && states.auction === "none" && list.sales.length === 5, list);
}

async function paying() {
  const before = [await balance(artist.address), await balance(curator.address)];
  const done = await fine("withdraw", ["withdraw", "public", "--account", curator.address, ...as(buyer)]);
  check("an eighth is the curator's", done.paid[0]?.amount === String((30n * milli) / 8n), done);
  check("and reaches the curator", (await balance(curator.address)) - before[1] === (30n * milli) / 8n);
  const rest = await fine("withdraw again", ["withdraw", "public", "--account", artist.address, ...as(buyer)]);
  check("the rest reaches the artist", (await balance(artist.address)) - before[0] === (30n * milli * 7n) / 8n && rest.transactions.length === 1, rest);
  const none = await fine("nothing is left", ["withdraw", "public", "--account", artist.address, ...as(buyer)]);
  check("nothing is sent", none.sent === false, none);
  check("the Minter holds nothing", (await balance(minter)) === 0n);
}

async function listed() {
  const early = await fine("sale show early", ["sale", "show", "early", ...at]);
  const file = JSON.parse(readFileSync(join(folder, "list.proofs.json"), "utf8"));
  const types = ["uint256", "address", "uint256", "address", "uint32", "uint128", "uint64", "uint64"];
  const own = 2n ** 128n - 1n;
  const rows = file.entries.map((e) => [BigInt(file.chain_id), file.minter, BigInt(file.sale), e.account, e.quantity, e.price ? BigInt(e.price) : own, e.start, e.end]);
  const tree = StandardMerkleTree.of(rows, types);
  check("OpenZeppelin has the same root", tree.root === file.root && early.terms.allow_root === file.root, { oz: tree.root, file: file.root });
  check("and the same proofs", rows.every((row, at) => tree.getProof(row).join() === file.entries[at].proof.join()), file.entries);
  await refused("the list is needed", ["buy", "early", ...as(buyer)], 7, ["is not on the allow-list", "--allowlist"]);
  await refused("an account that is not on it", ["buy", "early", "--allowlist", "list.proofs.json", ...as(curator)], 3, ["is not on the list"]);
  const bought = await fine("buy with a proof", ["buy", "early", "--quantity", "2", "--allowlist", "list.proofs.json", ...as(buyer)]);
  check("for the price of the list", bought.price === String(30n * milli), bought);
  await refused("the allowance is used", ["buy", "early", "--allowlist", "list.proofs.json", ...as(buyer)], 7, ["1 pieces were asked for, and the allow-list gives"]);
  await refused("a list for another sale", ["buy", "public", "--allowlist", "list.proofs.json", ...as(stranger)], 3, ["it is for the sale"]);
  const wrong = buyer.address.replace(/[a-f]/, (c) => c.toUpperCase());
  writeFileSync(join(folder, "bad.csv"), `account,quantity\n${buyer.address},1\n${buyer.address},1\n${wrong},1\n0x${"0".repeat(40)},1\n${curator.address},many\n`);
  await refused("every bad line is named", ["allowlist", "build", "bad.csv", "--sale", "early", ...at], 3,
    ["line 3: account", "stands in line 2 already", "line 4:", "wrong checksum", "line 5: the zero address", "line 6: quantity \"many\""]);
}

async function vouched(collection) {
  // Nobody answers at this address: signing needs no node.
  const offline = ["--network", "devnet", "--rpc-url", "http://127.0.0.1:1", "--key-file", join(folder, curator.address)];
  const sign = (name, ...more) => fine(`voucher sign (${name})`, ["voucher", "sign", "--sale", "curated", "--buyer", buyer.address, "--out", `${name}.json`, ...more, ...offline]);
  const one = await sign("one", "--price", "0.005 ETH", "--expires", "30d");
  const type = (name, of) => ({ name, type: of });
  const typed = {
    domain: { name: "Colophon Minter", version: "1", chainId: node.ready.chainId, verifyingContract: minter },
    types: { Voucher: [type("saleId", "uint256"), type("buyer", "address"), type("quantity", "uint32"), type("price", "uint128"), type("contentHash", "bytes32"),
      type("promptCommitment", "bytes32"), type("recordHash", "bytes32"), type("expiry", "uint64"), type("epoch", "uint32"), type("nonce", "uint256")] },
    primaryType: "Voucher",
    message: { saleId: BigInt(one.sale), buyer: one.buyer, quantity: one.quantity, price: BigInt(one.price), contentHash: one.content_hash,
      promptCommitment: one.prompt_commitment, recordHash: one.record_hash, expiry: BigInt(one.expiry), epoch: one.epoch, nonce: BigInt(one.nonce) },
  };
  check("viem has the same digest", hashTypedData(typed) === one.digest, one);
  check("and recovers the curator", (await recoverTypedDataAddress({ ...typed, signature: one.signature })) === curator.address);
  await refused("a voucher is needed", ["buy", "curated", ...as(buyer)], 7, ["asks for a voucher", curator.address]);
  await refused("it is for the buyer alone", ["buy", "curated", "--voucher", "one.json", ...as(stranger)], 7, ["the voucher is for", buyer.address]);
  const bought = await fine("buy with a voucher", ["buy", "curated", "--voucher", "one.json", ...as(buyer)]);
  check("for the price of the voucher", bought.price === String(5n * milli), bought);
  await refused("it is used", ["buy", "curated", "--voucher", "one.json", ...as(buyer)], 7, ["was used or revoked"]);
  const two = await sign("two");
  const gone = await fine("voucher revoke", ["voucher", "revoke", two.nonce, "--sale", "curated", ...as(curator)]);
  check("one voucher is revoked", gone.sent === true && gone.revoked === two.nonce, gone);
  await refused("it is worthless", ["buy", "curated", "--voucher", "two.json", ...as(buyer)], 7, ["was used or revoked"]);
  await sign("three");
  await refused("strangers revoke nothing", ["voucher", "revoke", "--all", "--sale", "curated", ...as(stranger)], 7, ["neither the owner of the collection nor the signer"]);
  const all = await fine("voucher revoke --all", ["voucher", "revoke", "--all", "--sale", "curated", ...as(curator)]);
  check("the epoch is the next", all.epoch === 1, all);
  await refused("old ones are void", ["buy", "curated", "--voucher", "three.json", ...as(buyer)], 7, ["all vouchers of epoch 0 were revoked"]);
  await sign("four", "--epoch", "1");
  const later = await fine("vouchers of the new epoch are good", ["buy", "curated", "--voucher", "four.json", ...as(buyer)]);
  check("for the price of the sale", later.price === String(30n * milli), later);
  const words = (id) => node.reader.readContract({ address: collection, abi: collectionAbi, functionName: "provenanceOf", args: [id] });
  const { pieces } = JSON.parse(readFileSync(join(folder, "build/manifest.json"), "utf8"));
  const next = later.tokens[0] + 1;
  const piece = await sign("piece", "--piece", String(next), "--epoch", "1");
  check("the voucher names the words of the build", piece.content_hash === pieces[next].sha256 && piece.record_hash === pieces[next].record_hash, piece);
  const exact = await fine("buy this very piece", ["buy", "curated", "--voucher", "piece.json", ...as(buyer)]);
  const [, content, prompt, record] = await words(BigInt(exact.tokens[0]));
  check("its words are on chain", exact.tokens[0] === next && [content, prompt, record].join() === [piece.content_hash, piece.prompt_commitment, piece.record_hash].join(), exact);
  await refused("the build has no such piece", ["voucher", "sign", "--sale", "curated", "--piece", "24", ...offline], 4, ["the build has no piece 24"]);
  const forged = { ...JSON.parse(readFileSync(join(folder, "four.json"), "utf8")), nonce: one.nonce.replace(/.$/, (c) => (c === "0" ? "1" : "0")) };
  writeFileSync(join(folder, "forged.json"), JSON.stringify(forged));
  await refused("a changed voucher", ["buy", "curated", "--voucher", "forged.json", ...as(buyer)], 7, ["not signed by", "or it was changed"]);
}

async function settled() {
  const { timestamp } = await node.reader.getBlock();
  const begin = Number(timestamp) + 1000;
  writeFileSync(join(folder, "colophon.toml"), readFileSync(join(folder, "colophon.toml"), "utf8")
    .replace("start = 1700000000\nend = 1700100000", `start = ${begin}\nend = ${begin + 100_000}`));
  await fine("sale create auction", ["sale", "create", "auction", ...as(artist)]);
  await refused("not yet", ["buy", "auction", ...as(buyer)], 7, ["it is upcoming"]);
  await node.rpc("evm_setTime", [begin + 1000]);
  await node.rpc("evm_mine");
  const first = await fine("buy early in the auction", ["buy", "auction", ...as(buyer)]);
  await node.rpc("evm_setTime", [begin + 3000]);
  await node.rpc("evm_mine");
  await fine("and late", ["buy", "auction", ...as(stranger)]);
  const closed = await fine("sale close", ["sale", "close", "auction", ...as(artist)]);
  const last = BigInt(closed.last_price);
  check("the last price is lower", last < BigInt(first.price) && last > 0n, closed);
  const before = await balance(buyer.address);
  const back = await fine("refund, sent by somebody else", ["refund", "auction", "--account", buyer.address, ...as(curator)]);
  check("the surplus", back.amount === String(BigInt(first.price) - last), back);
  check("reaches the buyer", (await balance(buyer.address)) - before === BigInt(first.price) - last);
  const none = await fine("refund again", ["refund", "auction", "--account", buyer.address, ...as(curator)]);
  check("nothing is sent", none.sent === false && none.amount === "0", none);
  const released = await fine("sale release", ["sale", "release", "auction", ...as(buyer)]);
  check("the last price of both is the owner's", (await view("owed", [artist.address, `0x${"0".repeat(40)}`])) === 2n * last, released);
}

async function inTokens(token) {
  const read = (functionName, args) => node.reader.readContract({ address: token, abi: erc20Abi, functionName, args });
  await refused("a buyer without tokens", ["buy", "token", ...as(curator)], 7, ["has 0 of the token", "1000007"]);
  const shown = await fine("buy shows the approval first", ["buy", "token", ...at, "--key-file", join(folder, buyer.address)]);
  check("nothing is sent", shown.sent === false && shown.next === "approve", shown);
  const before = await read("balanceOf", [buyer.address]);
  const bought = await fine("buy in tokens", ["buy", "token", ...as(buyer)]);
  check("an approval and a purchase", bought.transactions.length === 2 && bought.price === "1000007", bought);
  check("exactly the price, and no allowance is left", before - (await read("balanceOf", [buyer.address])) === 1000007n && (await read("allowance", [buyer.address, minter])) === 0n);
  const paid = await fine("withdraw tokens", ["withdraw", "token", ...as(artist)]);
  check("all of it is the owner's", paid.paid[0]?.amount === "1000007" && (await read("balanceOf", [artist.address])) === 1000007n, paid);
}

async function blind() {
  const { timestamp } = await node.reader.getBlock();
  const [end, by] = [Number(timestamp) + 1000, Number(timestamp) + 2000];
  const sale = (name, phase) => `[sale.${name}]\nphase = ${phase}\nprice = 1001\nend = ${end}\nblind = { reveal_by = ${by} }\n`;
  const plan = `[prompt]\ntemplate = "{creature}"\n[generation]\nsize = "64x64"\n[plan]\nsupply = 4\n[[traits]]\nname = "creature"\nvalues = ["cat", "owl"]\n`;
  writeFileSync(join(folder, "colophon.toml"), readFileSync(join(folder, "colophon.toml"), "utf8") + sale("blind", 5) + sale("late", 6) + plan);
  await refused("a blind sale needs a plan", ["sale", "create", "blind", ...as(artist)], 4, ["there is no plan"]);
  const planned = await fine("plan", ["plan"]);
  for (const name of ["blind", "late"]) {
    const made = await fine(`sale create ${name}`, ["sale", "create", name, ...as(artist)]);
    check("it is bound to the commitment of the plan", made.terms.seed_commitment === planned.assignment.commitment && made.revealed === false, made);
    await fine(`buy ${name}`, ["buy", name, ...as(buyer)]);
  }
  await refused("no reveal before it is over", ["sale", "reveal", "blind", ...as(artist)], 7, ["the sale is not over: it is open"]);
  const early = await fine("no money before the reveal", ["sale", "release", "blind", ...as(artist)]);
  check("nothing is sent", early.sent === false, early);
  await fine("sale close", ["sale", "close", "blind", ...as(artist)]);
  const seed = join(folder, ".colophon/seed");
  const secret = readFileSync(seed, "utf8");
  writeFileSync(seed, `${"11".repeat(32)}\n`);
  await refused("another seed is not sent", ["sale", "reveal", "blind", ...as(artist)], 4, ["bound to the commitment"]);
  writeFileSync(seed, secret);
  const open = await fine("sale reveal", ["sale", "reveal", "blind", ...as(artist)]);
  check("the seed is open", open.revealed === true, open);
  const before = await view("owed", [artist.address, `0x${"0".repeat(40)}`]);
  await fine("sale release", ["sale", "release", "blind", ...as(buyer)]);
  check("now the money is the owner's", (await view("owed", [artist.address, `0x${"0".repeat(40)}`])) - before === 1001n);
  await node.rpc("evm_setTime", [by + 1]);
  await node.rpc("evm_mine");
  await refused("too late to reveal", ["sale", "reveal", "late", ...as(artist)], 7, ["the seed was due until", "colophon refund"]);
  const back = await fine("refund of a sale that failed", ["refund", "late", ...as(buyer)]);
  check("everything is paid back", back.amount === "1001" && back.sent === true && (await view("refundable", [BigInt(back.sale), buyer.address])) === 0n, back);
}

try {
  const { address: token } = await deploySolidity(node, buyer, "Coin");
  const made = await creating(token);
  await publicly(made);
  await paying();
  await listed();
  await vouched(made.collection);
  await inTokens(token);
  await settled();
  await blind();
} catch (error) {
  check("no exception", false, error.stack ?? String(error));
} finally {
  node.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(summary());
