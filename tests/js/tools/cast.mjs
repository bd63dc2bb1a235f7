//! Foundry's cast 1.7.1 against the node, over HTTP and WebSocket: accounts, reading, sending, tracing, signing.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addresses, cast, keys, Report, run, scratch, solidity, startNode } from "./harness.mjs";

const report = new Report("cast");
if (!existsSync(cast)) {
  report.check("cast is installed (npm ci in tests/js)", false, cast);
  report.finish();
}
const folder = scratch();
const ledger = solidity("Ledger");
const node = await startNode();
const [alice, bob, carol] = addresses;
const key = ["--private-key", keys[0]];

/** Runs cast; `{ code, out, err }`. */
async function plain(...args) {
  const { code, stdout, stderr } = await run(cast, args, { cwd: folder });
  return { code, out: stdout.trim(), err: stderr.trim() };
}
/** cast at one of the node's addresses. Options come first: what follows `--create` is all arguments. */
const at = (url) => {
  const command = (verb, ...args) => plain(verb, "--rpc-url", url, ...args);
  const text = async (...args) => (await command(...args)).out;
  /** The JSON that it prints; an object with the error otherwise. */
  const json = async (verb, ...args) => {
    const { code, out, err } = await command(verb, "--json", ...args);
    return code === 0 ? JSON.parse(out) : { error: err };
  };
  return { command, text, json };
};

/** What a node is and what accounts hold. */
async function chain({ text }, name) {
  const { check, equal } = bound(name);
  equal("chain-id", await text("chain-id"), `${node.chainId}`);
  equal("client", await text("client"), node.ready.version);
  check("block-number", /^\d+$/.test(await text("block-number")));
  equal("balance", await text("balance", carol, "--ether"), "10000.000000000000000000");
  equal("nonce", await text("nonce", carol), "0");
  equal("gas-price is the base fee", await text("gas-price"), "100000000");
  equal("base-fee", await text("base-fee"), "100000000");
  equal("code of an account", await text("code", bob), "0x");
  equal("codesize of the CREATE2 factory", await text("codesize", "0x4e59b44847b379578588920cA78FbF26c0B4956C"), "69");
  equal("block: number of the latest", await text("block", "latest", "-f", "number"), await text("block-number"));
  equal("block: finalized", await text("block", "finalized", "-f", "number"), await text("block-number"));
  check("age of the first block", (await text("age", "0")).includes("Jan  1 00:00:00 1970"));
  equal("rpc", await text("rpc", "eth_chainId"), `"0x${node.chainId.toString(16)}"`);
  const raw = await text("rpc", "eth_getBlockByNumber", "0x0", "false");
  equal("rpc with parameters", JSON.parse(raw).number, "0x0");
}

const bound = (name) => ({
  check: (what, ...rest) => report.check(`${name}: ${what}`, ...rest),
  equal: (what, ...rest) => report.equal(`${name}: ${what}`, ...rest),
});

/** A contract's life: created, called, asked, its events and its storage. Answers its address. */
async function contract({ command, text, json }, name) {
  const { check, equal } = bound(name);
  const created = await json("send", ...key, "--value", "5wei", "--create", ledger.bytecode, "constructor(uint256)", "7");
  const to = created.contractAddress;
  check("send --create", created.status === "0x1" && /^0x[0-9a-fA-F]{40}$/.test(to), created);
  equal("call", await text("call", to, "count()(uint256)"), "7");
  equal("storage", Number(await text("storage", to, "0")), 7);
  equal("balance of the contract", await text("balance", to), "5");
  check("code", (await text("code", to)).length > 200);
  equal("call with a mapping", await text("call", to, "paid(address)(uint256)", alice), "5");
  const estimate = Number(await text("estimate", to, "note(string)", "first", "--from", alice, "--value", "3wei"));
  const sent = await json("send", ...key, to, "note(string)", "first", "--value", "3wei");
  check("send", sent.status === "0x1" && sent.logs.length === 1, sent);
  check("estimate is enough and not far off", estimate >= Number(sent.gasUsed) && estimate < Number(sent.gasUsed) * 2.1, [estimate, sent.gasUsed]);
  equal("receipt", await text("receipt", sent.transactionHash, "gasUsed"), `${Number(sent.gasUsed)}`);
  equal("tx: value", await text("tx", sent.transactionHash, "value"), "3");
  equal("tx: from", (await text("tx", sent.transactionHash, "from")).toLowerCase(), alice.toLowerCase());
  check("tx --raw is the signed transaction", (await text("tx", sent.transactionHash, "--raw")).startsWith("0x02"));
  const logs = await json("logs", "--from-block", "0", "--address", to, "Noted(address indexed,uint256 indexed,string)");
  check("logs", logs.length === 1 && Number(logs[0].topics[2]) === 7 && logs[0].transactionHash === sent.transactionHash, logs);
  const none = await json("logs", "--from-block", "0", "--address", to, "Noted(address indexed,uint256 indexed,string)", bob);
  equal("logs by topic", none, []);
  const block = await json("block", `${Number(sent.blockNumber)}`, "--full");
  equal("block --full", block.transactions.map(({ hash }) => hash), [sent.transactionHash]);
  const list = await json("access-list", to, "note(string)", "again", "--from", alice);
  const entries = (list.accessList ?? list).map(({ address }) => address.toLowerCase());
  check("access-list", entries.includes(to.toLowerCase()), list);
  const tooSmall = `${(await plain("sig", "TooSmall(uint256,uint256)")).out}${"3".padStart(64, "0")}${"a".padStart(64, "0")}`;
  const revert = await command("call", to, "atLeast(uint256)(uint256)", "3");
  check("call: a custom error", revert.code === 1 && revert.err.includes("execution reverted") && revert.err.includes(tooSmall), revert);
  const text2 = await command("call", to, "withText()");
  check("call: a text", text2.code === 1 && text2.err.includes("not today"), text2);
  const refused = await command("send", ...key, to, "withPanic(uint256)", "0");
  check("send: refused before it is sent", refused.code === 1 && /panic|division/i.test(refused.err), refused);
  return { to, sent };
}

/** cast's own EVM repeats a transaction from the node's state. */
async function replayed({ command, text }, { to, sent }, name) {
  const { check, equal } = bound(name);
  const ran = await command("run", sent.transactionHash);
  check("run: successful, with the node's gas", ran.code === 0 && ran.out.includes("successfully executed") && ran.out.includes(`${Number(sent.gasUsed)}`), ran);
  const traced = await text("rpc", "debug_traceTransaction", sent.transactionHash, '{"tracer":"callTracer"}');
  equal("rpc debug_traceTransaction", JSON.parse(traced).to, to.toLowerCase());
  const overridden = await command("call", to, "count()(uint256)", "--override-state-diff", `${to}:0x0:0x2a`);
  equal("call --override-state-diff", overridden.out, "42");
  const old = await command("call", to, "count()(uint256)", "--block", `${Number(sent.blockNumber) - 1}`);
  equal("call --block of the past", old.out, "7");
}

/** Signed elsewhere, unlocked, impersonated. */
async function sending({ command, text, json }, name) {
  const { check, equal } = bound(name);
  const before = BigInt(await text("balance", bob));
  const raw = await text("mktx", ...key, bob, "--value", "9wei");
  check("mktx", /^0x02f8/.test(raw), raw);
  const published = await json("publish", raw);
  check("publish", published.status === "0x1" || published.transactionHash, published);
  equal("publish: the value arrived", BigInt(await text("balance", bob)) - before, 9n);
  const twice = await command("publish", raw);
  check("publish twice is refused", twice.code === 1 && /nonce too low|already known/.test(twice.err), twice);
  const unlocked = await json("send", bob, "--unlocked", "--from", alice, "--value", "1wei");
  equal("send --unlocked", unlocked.status, "0x1");
  const legacy = await json("send", ...key, bob, "--legacy", "--value", "1wei");
  equal("send --legacy", legacy.type, "0x0");
  const list = await json("send", ...key, bob, "--value", "1wei", "--access-list", `[{"address":"${bob}","storageKeys":[]}]`);
  equal("send --access-list", list.status, "0x1");
  const async = await command("send", ...key, bob, "--value", "1wei", "--async");
  check("send --async prints the hash", /^0x[0-9a-f]{64}$/.test(async.out), async);
  equal("receipt of it", await text("receipt", async.out, "status"), "true");
  const stranger = "0x000000000000000000000000000000000000dEaD";
  const locked = await command("send", bob, "--unlocked", "--from", stranger, "--value", "1wei");
  check("send from an account that is not unlocked", locked.code === 1, locked);
  await command("rpc", "anvil_setBalance", stranger, "0xde0b6b3a7640000");
  await command("rpc", "anvil_impersonateAccount", stranger);
  const played = await json("send", bob, "--unlocked", "--from", stranger, "--value", "1wei");
  check("send after anvil_impersonateAccount", played.status === "0x1" && played.from.toLowerCase() === stranger.toLowerCase(), played);
  await command("rpc", "anvil_stopImpersonatingAccount", stranger);
  const authorised = await json("send", ...key, alice, "--auth", ledgerAddress);
  check("send --auth (EIP-7702)", authorised.status === "0x1" && authorised.type === "0x4", authorised);
  equal("code of a delegated account", (await text("code", alice)).toLowerCase(), `0xef0100${ledgerAddress.slice(2).toLowerCase()}`);
  const undone = await json("send", ...key, alice, "--auth", "0x0000000000000000000000000000000000000000");
  check("send --auth 0 takes it back", undone.status === "0x1" && (await text("code", alice)) === "0x", undone);
}

/** Signatures: cast's against the node's, each verified by the other. */
async function signing({ text, command }) {
  const { check, equal } = bound("wallet");
  equal("address", await plain("wallet", "address", ...key).then(({ out }) => out), alice);
  const own = (await plain("wallet", "sign", ...key, "hello")).out;
  equal("sign equals the node's eth_sign", await text("rpc", "eth_sign", alice, "0x68656c6c6f").then(JSON.parse), own);
  equal("and its personal_sign", await text("rpc", "personal_sign", "0x68656c6c6f", alice).then(JSON.parse), own);
  equal("verify", (await plain("wallet", "verify", "--address", alice, "hello", own)).code, 0);
  equal("verify refuses another message", (await plain("wallet", "verify", "--address", alice, "hallo", own)).code, 1);
  const typed = {
    domain: { name: "Ledger", version: "1", chainId: node.chainId, verifyingContract: ledgerAddress },
    types: {
      EIP712Domain: [
        { name: "name", type: "string" }, { name: "version", type: "string" },
        { name: "chainId", type: "uint256" }, { name: "verifyingContract", type: "address" },
      ],
      Note: [{ name: "author", type: "address" }, { name: "text", type: "string" }],
    },
    primaryType: "Note",
    message: { author: alice, text: "signed" },
  };
  writeFileSync(join(folder, "typed.json"), JSON.stringify(typed));
  const signed = await plain("wallet", "sign", ...key, "--data", "--from-file", "typed.json");
  check("sign --data", signed.code === 0 && signed.out.length === 132, signed);
  const byNode = await command("rpc", "eth_signTypedData_v4", alice, JSON.stringify(typed));
  equal("sign --data equals the node's eth_signTypedData_v4", byNode.out, JSON.stringify(signed.out));
  const verified = await plain("wallet", "verify", "--address", alice, "--data", "--from-file", "typed.json", signed.out);
  check("verify --data", verified.code === 0, verified);
}

let ledgerAddress = "";
for (const [name, url] of [["http", node.url], ["ws", node.ws]]) {
  const tool = at(url);
  await report.part(`${name}: chain`, () => chain(tool, name));
  const made = await report.part(`${name}: contract`, () => contract(tool, name));
  ledgerAddress = made?.to ?? "";
  if (made) await report.part(`${name}: replay`, () => replayed(tool, made, name));
  await report.part(`${name}: sending`, () => sending(tool, name));
}
await report.part("wallet", () => signing(at(node.url)));
await node.stop();
report.finish();
