//! Attestations as a page makes them: viem signs with an account, WebCrypto with a P-256 key, and a passkey is played as a browser does
//! it; all are handed in by somebody else, read back, and taken back. Needs crates/target/debug/colophon (or COLOPHON=path).
//! Prints one line each and `N passed, N failed`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { concat, encodeAbiParameters, encodeFunctionData, hashTypedData, hexToBytes, keccak256, stringToHex, toHex, zeroHash } from "viem";
import { alice, bob, carol, check, deployProgram, owner, refusal, root, send, start, summary } from "./devnode.mjs";
import { attestationDomain, attestationTypes, keyIssuer } from "./vectors-attestations.mjs";

const abi = JSON.parse(readFileSync(join(root, "abi/attestations.json"), "utf8"));
const constructorAbi = [{ type: "function", name: "construct", inputs: [{ type: "address" }], outputs: [], stateMutability: "nonpayable" }];
const APPROVAL = keccak256(stringToHex("colophon/approval/1"));
const record = (text) => keccak256(stringToHex(text));
const { subtle } = globalThis.crypto;
const ecdsa = { name: "ECDSA", hash: "SHA-256" };

const node = await start();
const verifier = await deployProgram(node, owner, "ed25519.wasm");
const address = await deployProgram(node, owner, "attestations.wasm");
// Every Stylus constructor has this selector.
const built = concat(["0x5585258d", `0x${encodeFunctionData({ abi: constructorAbi, args: [verifier] }).slice(10)}`]);
const hash = await node.wallet.sendTransaction({ account: owner, to: address, data: built });
await node.reader.waitForTransactionReceipt({ hash });

const domain = attestationDomain(node.ready.chainId, address);
const ask = (functionName, args) => node.reader.readContract({ address, abi, functionName, args });
const tell = (account, functionName, args) => send(node, account, { address, abi, functionName, args });
const digest = (primaryType, message) => hashTypedData({ domain, types: attestationTypes, primaryType, message });

/** An approval by `issuer`, issued in the chain's present second. */
async function approval(issuer, text) {
  const { timestamp } = await node.reader.getBlock();
  return { subject: record(text), schema: APPROVAL, valueHash: zeroHash, issuer, issuedAt: timestamp, expiry: 0n, nonce: 0n };
}

/** The key as `x ‖ y`. */
async function point(publicKey) {
  return toHex(new Uint8Array(await subtle.exportKey("raw", publicKey)).slice(1));
}

/** WebCrypto: the key signs the 32 bytes of the digest. */
async function webCrypto() {
  const pair = await subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
  const key = await point(pair.publicKey);
  const sign = async (bytes) => concat([toHex(new Uint8Array(await subtle.sign(ecdsa, pair.privateKey, hexToBytes(bytes)))), key]);
  return { name: "a WebCrypto key", scheme: 1, issuer: keyIssuer(1, key), sign };
}

/** What `navigator.credentials.get` gives, but with (r, s) as numbers, which a page takes out of the DER. */
async function passkey() {
  const pair = await subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
  const key = await point(pair.publicKey);
  const sha256 = async (bytes) => new Uint8Array(await subtle.digest("SHA-256", bytes));
  const sign = async (challenge) => {
    const text = JSON.stringify({
      type: "webauthn.get", challenge: Buffer.from(hexToBytes(challenge)).toString("base64url"),
      origin: "https://example.org", crossOrigin: false,
    });
    const client = new TextEncoder().encode(text);
    const data = Buffer.concat([await sha256(Buffer.from("example.org")), Buffer.from([5, 0, 0, 0, 1])]);
    const signed = await subtle.sign(ecdsa, pair.privateKey, Buffer.concat([data, await sha256(client)]));
    const [r, s] = [0, 32].map((at) => toHex(new Uint8Array(signed).slice(at, at + 32)));
    const [x, y] = [0, 32].map((at) => toHex(hexToBytes(key).slice(at, at + 32)));
    const types = ["bytes", "bytes", "bytes32", "bytes32", "bytes32", "bytes32"].map((type) => ({ type }));
    return encodeAbiParameters(types, [toHex(data), toHex(client), r, s, x, y]);
  };
  return { name: "a passkey", scheme: 2, issuer: keyIssuer(2, key), sign };
}

/** Ed25519, by WebCrypto too: the 64 bytes, then the key. */
async function ed25519() {
  const pair = await subtle.generateKey("Ed25519", true, ["sign"]);
  const key = toHex(new Uint8Array(await subtle.exportKey("raw", pair.publicKey)));
  const sign = async (bytes) => concat([toHex(new Uint8Array(await subtle.sign("Ed25519", pair.privateKey, hexToBytes(bytes)))), key]);
  return { name: "an Ed25519 key", scheme: 3, issuer: keyIssuer(3, key), sign };
}

const account = { name: "an account", scheme: 0, issuer: alice.address, sign: (hash) => alice.sign({ hash }) };
const signers = [account, await webCrypto(), await passkey(), await ed25519()];
const issuers = signers.map(({ issuer }) => issuer);
await tell(bob, "createPanel", [record("panel"), 3, issuers]);
const panel = keccak256(encodeAbiParameters([{ type: "address" }, { type: "bytes32" }], [bob.address, record("panel")]));

for (const [done, { name, scheme, issuer, sign }] of signers.entries()) {
  const message = await approval(issuer, "a piece");
  const id = digest("Attestation", message);
  check(`${name}: digestOf is viem's`, (await ask("digestOf", [message])) === id);
  const signature = await sign(id);
  const wrong = await sign(digest("Attestation", { ...message, nonce: 1n }));
  const refused = await refusal(tell(carol, "attest", [message, scheme, wrong]));
  check(`${name}: a signature of something else is refused`, /^(WrongSigner|InvalidSignature|WrongClientData)\(/.test(refused), refused);
  const receipt = await tell(carol, "attest", [message, scheme, signature]);
  check(`${name} attests, handed in by somebody else (${receipt.gasUsed} gas)`, receipt.status === "success");
  check(`${name}: valid`, await ask("isValid", [id]));
  const twice = await refusal(tell(carol, "attest", [message, scheme, signature]));
  check(`${name}: once`, twice === `AlreadyAttested(${id})`, twice);
  const [valid, threshold, members] = await ask("approvals", [panel, record("a piece")]);
  check(`the panel: ${valid} of ${members}, ${threshold} needed`, valid === done + 1);
  check("approved when enough", (await ask("approved", [panel, record("a piece")])) === done + 1 >= 3);
}

for (const { name, scheme, issuer, sign } of signers) {
  const [id] = await ask("attestationOf", [issuer, APPROVAL, record("a piece")]);
  const revocation = { id, issuer, nonce: 0n };
  const receipt = await tell(carol, "revokeSigned", [revocation, scheme, await sign(digest("Revocation", revocation))]);
  check(`${name} takes it back (${receipt.gasUsed} gas)`, !(await ask("isValid", [id])));
}
check("the panel: nobody left", !(await ask("approved", [panel, record("a piece")])));
const domainSeen = await node.reader.getEip712Domain({ address });
check("viem reads the domain (ERC-5267)", domainSeen.domain.name === domain.name && domainSeen.domain.verifyingContract.toLowerCase() === address.toLowerCase(), domainSeen);

node.stop();
process.exit(summary());
