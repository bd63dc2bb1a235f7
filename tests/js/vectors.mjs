//! The second implementation: recomputes every vector of `crates/provenance/vectors` with the libraries of others (OpenZeppelin's
//! trees, viem's EIP-712 and Keccak, the JCS package, Node's own hashes). It shares no code with the crate.
//! Prints each vector that disagrees and `N passed, M failed`; exits with 1 if any failed.
import { createHash, createHmac } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import canonicalize from "canonicalize";
import { encodeAbiParameters, hashDomain, hashStruct, hashTypedData, keccak256, stringToHex } from "viem";
import * as lineage from "./lineage.mjs";
import { assignment, broken, permutation } from "./scarcity.mjs";
import { attestations } from "./vectors-attestations.mjs";
import { recordRules } from "./vectors-records.mjs";
import { sales } from "./vectors-sales.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "crates", "provenance", "vectors");
const read = new Set();

/** The vectors of one file. */
function vectors(name) {
  read.add(`${name}.json`);
  return JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
}

let passed = 0;
let failed = 0;

/** Counts one comparison. */
function same(what, found, wanted) {
  if (isDeepStrictEqual(found, wanted)) {
    passed += 1;
    return;
  }
  failed += 1;
  console.log(`FAILED ${what}\n  here:    ${JSON.stringify(found)}\n  vectors: ${JSON.stringify(wanted)}`);
}

/** Fails when a file is empty: a loop over nothing would pass. */
function each(name, cases, check) {
  same(`${name}: there are vectors`, cases.length > 0, true);
  cases.forEach((one, at) => check(one, `${name} ${at}`));
}

const bytes = (hex) => Buffer.from(hex.slice(2), "hex");
const hex = (buffer) => `0x${Buffer.from(buffer).toString("hex")}`;
const uint256 = (number) => `0x${BigInt(number).toString(16).padStart(64, "0")}`;
const keccakText = (text) => keccak256(stringToHex(text));

function tokenIds() {
  const { composed, refused } = vectors("token_ids");
  each("token id", composed, ({ series, index, id, word }, what) => {
    const number = BigInt(series) * 1_000_000n + BigInt(index);
    same(`${what}: id`, BigInt(id), number);
    same(`${what}: exact in JavaScript`, Number.isSafeInteger(id), true);
    same(`${what}: word`, word, uint256(number));
  });
  each("refused id", refused, ({ id, word }, what) => {
    same(`${what}: word`, word, uint256(id));
    same(`${what}: no series of 32 bits`, BigInt(id) / 1_000_000n >= 1n << 32n, true);
  });
}

function royalties() {
  each("royalty", vectors("royalties"), ({ price, bps, share }, what) => {
    same(what, share, ((BigInt(price) * BigInt(bps)) / 10_000n).toString());
  });
  const largest = ((1n << 256n) - 1n).toString();
  same("royalty: the largest price is among them", vectors("royalties").some(({ price }) => price === largest), true);
}

/** RFC 4648 base32 in lower case without padding, by arithmetic on one large number. */
function base32(buffer) {
  const digits = Math.ceil((buffer.length * 8) / 5);
  let number = BigInt(hex(buffer)) << BigInt(digits * 5 - buffer.length * 8);
  let text = "";
  for (let at = 0; at < digits; at += 1) {
    text = "abcdefghijklmnopqrstuvwxyz234567"[Number(number & 31n)] + text;
    number >>= 5n;
  }
  return text;
}

function cids() {
  each("cid", vectors("cids"), ({ file, sha256, cid }, what) => {
    const digest = createHash("sha256").update(bytes(file)).digest();
    same(`${what}: SHA-256`, sha256, hex(digest));
    same(`${what}: CID`, cid, `b${base32(Buffer.concat([Buffer.from("01551220", "hex"), digest]))}`);
  });
}

function base64() {
  each("base64", vectors("base64"), (one, what) => same(what, one.base64, bytes(one.bytes).toString("base64")));
}

/** The escape of the crate, as a replacement on what `JSON.stringify` writes. */
function escaped(text) {
  const short = { b: "08", t: "09", n: "0a", f: "0c", r: "0d" };
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/\\(["\\btnfr]|u....)/g, (whole, kind) => (short[kind] ? `\\u00${short[kind]}` : whole))
    .replace(/[<>&\u007f\u2028\u2029]/g, (one) => `\\u${one.codePointAt(0).toString(16).padStart(4, "0")}`);
}

/** What the crate says about a text, in the words of the vectors. */
function verdict(buffer, max, lines) {
  if (buffer.length > max) return { "too long": buffer.length, max };
  // Each prefix that is whole UTF-8 moves the mark; the first character that is wrong stays behind it.
  let at = 0;
  while (at < buffer.length) {
    const size = [1, 2, 3, 4].find((size) => at + size <= buffer.length && isUtf8(buffer.subarray(at, at + size)));
    if (size === undefined) return { "not UTF-8 at": at };
    const one = buffer.subarray(at, at + size).toString("utf8");
    if (/\p{Cc}/u.test(one) && !(lines && one === "\n")) return { "control at": at };
    if (/[\u202a-\u202e\u2066-\u2069]/.test(one)) return { "reordering at": at };
    at += size;
  }
  return "accepted";
}

function isUtf8(buffer) {
  try {
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(buffer);
    return true;
  } catch {
    return false;
  }
}

function texts() {
  const { texts, bytes: raw } = vectors("texts");
  each("text", texts, (one, what) => {
    same(`${what}: escaped`, one.escaped, escaped(one.text));
    same(`${what}: reads back`, JSON.parse(`"${one.escaped}"`), one.text);
    same(`${what}: inert`, /[<>&\u0000-\u001f\u007f\u2028\u2029]/.test(one.escaped), false);
    same(`${what}: one line`, one.line, verdict(Buffer.from(one.text), 64, false));
    same(`${what}: several lines`, one.lines, verdict(Buffer.from(one.text), 1024, true));
  });
  each("bytes", raw, (one, what) => {
    same(`${what}: one line`, one.line, verdict(bytes(one.bytes), 1024, false));
    same(`${what}: several lines`, one.lines, verdict(bytes(one.bytes), 1024, true));
  });
}

function salts() {
  each("salt", vectors("salts"), ({ secret, token, salt }, what) => {
    const message = Buffer.concat([Buffer.from("ap/salt/1"), bytes(uint256(token))]);
    same(what, salt, hex(createHmac("sha256", bytes(secret)).update(message).digest()));
  });
}

const promptTypes = {
  PromptCommitment: [
    { name: "tokenId", type: "uint256" },
    { name: "salt", type: "bytes32" },
    { name: "positiveHash", type: "bytes32" },
    { name: "negativeHash", type: "bytes32" },
  ],
};

const domainTypes = {
  EIP712Domain: [
    { name: "name", type: "string" },
    { name: "version", type: "string" },
    { name: "chainId", type: "uint256" },
    { name: "verifyingContract", type: "address" },
  ],
};

function commitments() {
  each("commitment", vectors("commitments"), (one, what) => {
    const domain = {
      name: "Colophon",
      version: "1",
      chainId: BigInt(one.chain),
      verifyingContract: one.collection,
    };
    const message = {
      tokenId: BigInt(one.token),
      salt: one.salt,
      positiveHash: keccakText(one.positive),
      negativeHash: keccakText(one.negative),
    };
    const primaryType = "PromptCommitment";
    same(`${what}: domain`, one.domain_separator, hashDomain({ domain, types: domainTypes }));
    same(`${what}: struct`, one.struct_hash, hashStruct({ data: message, primaryType, types: promptTypes }));
    same(`${what}: digest`, one.commitment, hashTypedData({ domain, types: promptTypes, primaryType, message }));
  });
}

const leafTypes = ["uint256", "bytes32", "bytes32", "bytes32"];
const values = (words) => [BigInt(words[0]).toString(), ...words.slice(1)];

/** Compares leaves and proofs with OpenZeppelin's tree; `places` are the positions of `leaves` in it. */
function tree(what, root, leaves, library, places) {
  same(`${what}: root`, root, library.root);
  leaves.forEach((leaf, at) => {
    const inner = encodeAbiParameters(leafTypes.map((type) => ({ type })), leaf.words);
    same(`${what}: leaf ${at}`, leaf.leaf, keccak256(keccak256(inner)));
    same(`${what}: leaf ${at} in the library`, leaf.leaf, library.leafHash(values(leaf.words)));
    same(`${what}: proof ${at}`, leaf.proof, library.getProof(places[at]));
    const accepted = StandardMerkleTree.verify(root, leafTypes, values(leaf.words), leaf.proof);
    same(`${what}: proof ${at} is accepted`, accepted, true);
  });
}

function trees() {
  const all = vectors("trees");
  same("trees: sizes", all.map(({ leaves }) => leaves.length), [1, 2, 3, 7, 24, 100]);
  all.forEach(({ root, leaves }) => {
    const library = StandardMerkleTree.of(leaves.map(({ words }) => values(words)), leafTypes);
    tree(`tree of ${leaves.length}`, root, leaves, library, [...leaves.keys()]);
  });

  const { series, count, root, leaves } = vectors("tree_10000");
  const made = Array.from({ length: count }, (_, index) => [
    (BigInt(series) * 1_000_000n + BigInt(index)).toString(),
    keccakText(`content ${series} ${index}`),
    index % 3 === 2 ? uint256(0) : keccakText(`prompt ${series} ${index}`),
    keccakText(`record ${series} ${index}`),
  ]);
  const places = leaves.map(({ words }) => Number(BigInt(words[0]) % 1_000_000n));
  tree(`tree of ${count}`, root, leaves, StandardMerkleTree.of(made, leafTypes), places);
}

function records() {
  each("record", vectors("records"), ({ name, record, canonical, hash }) => {
    same(`${name}: canonical`, canonical, canonicalize(record));
    same(`${name}: canonical form reads back`, JSON.parse(canonical), record);
    same(`${name}: hash`, hash, keccakText(canonical));
    same(`${name}: rules`, recordRules(record), []);
  });
}

function scarcity() {
  each("collection", vectors("scarcity"), ({ tables, roster, seed, beacon, ...wanted }, what) => {
    same(`${what}: the roster keeps the promise`, broken(tables, roster), []);
    same(what, assignment(tables, roster, seed, beacon), wanted);
  });
  const { randomness, first, last } = vectors("scarcity_10000");
  const places = permutation(randomness, 10_000);
  same("10,000 places: the first", places.slice(0, 20), first);
  same("10,000 places: the last", places.slice(-20), last);
}

function lineages() {
  each("family", vectors("lineages"), (cases, what) => {
    const family = [];
    each(`${what}: entry`, cases, ({ registrant, model_hash, payee, parents, withdrawn_later, ...wanted }, which) => {
      const found = { id: lineage.entryId(registrant, model_hash) };
      const refused = lineage.refused(family, parents);
      if (refused) found.refused = refused;
      else {
        found.depth = lineage.depth(family, parents);
        family.push({ payee, parents, depth: found.depth, withdrawn: withdrawn_later });
        found.shares = lineage.split(family, family.length - 1);
      }
      same(which, found, wanted);
    });
  });
}

function datasets() {
  each("data set", vectors("datasets"), ({ root, files }, what) => {
    const tree = lineage.dataset(files);
    same(`${what}: root`, tree.root, root);
    each(`${what}: file`, files, ({ file_hash, licence, consent, preferences, leaf, proof }, which) => {
      same(`${which}: leaf`, tree.leafHash([file_hash, licence, consent]), leaf);
      same(`${which}: proof`, tree.getProof([file_hash, licence, consent]), proof);
      same(`${which}: preferences`, lineage.preferences(consent), preferences);
    });
  });
}

tokenIds();
royalties();
cids();
base64();
texts();
salts();
commitments();
trees();
records();
scarcity();
attestations(vectors, each, same);
sales({ vectors, same, each, domainTypes });
lineages();
datasets();
same("every file of vectors was checked", [...read].sort(), readdirSync(folder).sort());

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
