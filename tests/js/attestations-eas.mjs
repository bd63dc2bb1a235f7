//! Gas of attesting, revoking and reading, against the Ethereum Attestation Service, on one node in one run. EAS comes as its authors
//! compiled it, in the package `@ethereum-attestation-service/eas-contracts` 1.9.0, which is unpacked by hand because it depends on a
//! whole development environment:
//!     npm pack @ethereum-attestation-service/eas-contracts@1.9.0 && tar xzf *eas-contracts*.tgz
//!     EAS=package node tests/js/attestations-eas.mjs
//! Needs crates/target/debug/colophon (or COLOPHON=path). Prints a table; every figure is a receipt's `gasUsed`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { encodeFunctionData, keccak256, parseAbi, parseSignature, stringToHex, zeroAddress, zeroHash } from "viem";
import { ARB_WASM_CACHE, alice, bob, carol, deployProgram, owner, root, send, start } from "./devnode.mjs";
import { attestationDomain, attestationTypes } from "./vectors-attestations.mjs";

const folder = process.env.EAS;
if (!folder) {
  console.error("EAS=folder is missing: the unpacked package (see the head of this file)");
  process.exit(2);
}
const eas = (name) => JSON.parse(readFileSync(join(folder, `artifacts/contracts/${name}.sol/${name}.json`), "utf8"));
const abi = JSON.parse(readFileSync(join(root, "abi/attestations.json"), "utf8"));
const ARB_OWNER = "0x0000000000000000000000000000000000000070";
const caching = parseAbi(["function addWasmCacheManager(address manager)", "function cacheProgram(address program)"]);
const word = (text) => keccak256(stringToHex(text));
const rows = {};
const note = (row, column, receipt) => {
  if (receipt.status !== "success") throw new Error(`${row}, ${column}: reverted`);
  (rows[row] ??= {})[column] = receipt.gasUsed;
};

const node = await start();
const now = async () => (await node.reader.getBlock()).timestamp;

/** What a view costs: a transaction that asks it. */
async function read(to, abi, functionName, args) {
  const hash = await node.wallet.sendTransaction({ account: carol, to, data: encodeFunctionData({ abi, functionName, args }) });
  return node.reader.waitForTransactionReceipt({ hash });
}

async function deployEas(name, args) {
  const { abi, bytecode } = eas(name);
  const hash = await node.wallet.deployContract({ account: owner, abi, bytecode, args });
  return { abi, address: (await node.reader.waitForTransactionReceipt({ hash })).contractAddress };
}

async function measureEas() {
  const registry = await deployEas("SchemaRegistry", []);
  const { abi, address } = await deployEas("EAS", [registry.address]);
  const register = { ...registry, functionName: "register", args: ["bytes32 record", zeroAddress, true] };
  const { result: schema } = await node.reader.simulateContract({ account: owner, ...register });
  await send(node, owner, register);
  const data = { recipient: zeroAddress, expirationTime: 0n, revocable: true, refUID: zeroHash, data: word("record"), value: 0n };
  const attest = { address, abi, functionName: "attest", args: [{ schema, data }] };
  await send(node, bob, attest); // the counters of others are no longer zero
  const { result: uid } = await node.reader.simulateContract({ account: alice, ...attest });
  const first = await send(node, alice, attest);
  note("attest, by the issuer", "EAS", first);
  const id = first.logs[0].data.slice(0, 66);
  if (uid === zeroHash || id === zeroHash) throw new Error("EAS gave no id");
  const { domain } = await node.reader.getEip712Domain({ address });
  const fields = "address attester,bytes32 schema,address recipient,uint64 expirationTime,bool revocable,bytes32 refUID,bytes data,uint256 value,uint256 nonce,uint64 deadline";
  const types = { Attest: fields.split(",").map((field) => ({ type: field.split(" ")[0], name: field.split(" ")[1] })) };
  const message = { attester: alice.address, schema, ...data, nonce: 0n, deadline: 0n };
  const { v, r, s } = parseSignature(await alice.signTypedData({ domain: { ...domain, salt: undefined }, types, primaryType: "Attest", message }));
  const delegated = { schema, data, signature: { v: Number(v), r, s }, attester: alice.address, deadline: 0n };
  note("attest, by signature", "EAS", await send(node, bob, { address, abi, functionName: "attestByDelegation", args: [delegated] }));
  note("read: is it valid", "EAS", await read(address, abi, "isAttestationValid", [id]));
  note("read: everything", "EAS", await read(address, abi, "getAttestation", [id]));
  note("revoke, by the issuer", "EAS", await send(node, alice, { address, abi, functionName: "revoke", args: [{ schema, data: { uid: id, value: 0n } }] }));
}

/** Ours, for two subjects: one by the issuer, one by signature. */
async function measure(address, column, subject) {
  const domain = attestationDomain(node.ready.chainId, address);
  const schema = word("example.org/record/1");
  const claim = async (subject) => ({ subject, schema, valueHash: word("record"), issuer: alice.address, issuedAt: await now(), expiry: 0n, nonce: 0n });
  const own = await claim(word(`${subject} own`));
  const attest = (account, message, signature) => send(node, account, { address, abi, functionName: "attest", args: [message, 0, signature] });
  note("attest, by the issuer", column, await attest(alice, own, "0x"));
  const signed = await claim(word(`${subject} signed`));
  const signature = await alice.signTypedData({ domain, types: attestationTypes, primaryType: "Attestation", message: signed });
  note("attest, by signature", column, await attest(bob, signed, signature));
  const [id] = await node.reader.readContract({ address, abi, functionName: "attestationOf", args: [alice.address, schema, own.subject] });
  note("read: is it valid", column, await read(address, abi, "isValid", [id]));
  note("read: everything", column, await read(address, abi, "attestation", [id]));
  note("revoke, by the issuer", column, await send(node, alice, { address, abi, functionName: "revoke", args: [own.subject, schema] }));
}

await measureEas();
const address = await deployProgram(node, owner, "attestations.wasm");
await measure(address, "uncached", "one");
await send(node, owner, { address: ARB_OWNER, abi: caching, functionName: "addWasmCacheManager", args: [owner.address] });
await send(node, owner, { address: ARB_WASM_CACHE, abi: caching, functionName: "cacheProgram", args: [address] });
await measure(address, "cached", "two");
const columns = ["cached", "uncached", "EAS"];
console.log(`| gas | ${columns.join(" | ")} |\n|---|${"--:|".repeat(columns.length)}`);
for (const [row, figures] of Object.entries(rows))
  console.log(`| ${row} | ${columns.map((column) => Number(figures[column]).toLocaleString("en")).join(" | ")} |`);
node.stop();
