//! The second implementation of content ids: recomputes every vector of `crates/unixfs/vectors` with Node's own hashes and
//! nothing else, building trees from the whole list of chunks rather than as they come. It shares no code with the crate.
//! Prints each vector that disagrees and `N passed, M failed`; exits with 1 if any failed.
import { createCipheriv, createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const vectors = JSON.parse(readFileSync(new URL("../../crates/unixfs/vectors/unixfs.json", import.meta.url), "utf8"));
const CHUNK = 1 << 20;
const WIDTH = 1024;
const RAW = 0x55;
const DAG_PB = 0x70;

const sha256 = (bytes) => createHash("sha256").update(bytes).digest();
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

/** A number in 7 bits a byte; sizes are below 2^53. */
function varint(number) {
  const bytes = [];
  for (; number >= 128; number = Math.floor(number / 128)) bytes.push((number % 128) + 128);
  return Buffer.from([...bytes, number]);
}
const number = (field, value) => Buffer.concat([Buffer.from([field * 8]), varint(value)]);
const bytes = (field, value) => Buffer.concat([Buffer.from([field * 8 + 2]), varint(value.length), value]);

/** RFC 4648 base32 without padding, in lower case, behind the multibase prefix. */
function text(cid) {
  const bits = [...cid].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return `b${bits.match(/.{1,5}/g).map((five) => "abcdefghijklmnopqrstuvwxyz234567"[parseInt(five.padEnd(5, "0"), 2)]).join("")}`;
}

/** An entry of a block: its id, the content below it, and the sum of all blocks below it and its own. */
function entry(codec, block, size, below, blocks) {
  const cid = Buffer.concat([Buffer.from([1, codec, 0x12, 0x20]), sha256(block)]);
  blocks?.set(text(cid), { cid, block });
  return { cid, size, cumulative: below + block.length };
}

/** A dag-pb block of links `[name, entry]`, already in order, and a UnixFS message. */
function node(links, data, blocks) {
  const encoded = links.map(([name, { cid, cumulative }]) =>
    bytes(2, Buffer.concat([bytes(1, cid), bytes(2, Buffer.from(name)), number(3, cumulative)])));
  const block = Buffer.concat([...encoded, bytes(1, data)]);
  return { ...entry(DAG_PB, block, sum(links.map(([, to]) => to.size)), sum(links.map(([, to]) => to.cumulative)), blocks), length: block.length };
}

const leaf = (chunk, blocks) => entry(RAW, chunk, chunk.length, 0, blocks);

/** The balanced tree over all chunks of a file, level by level. */
function balanced(level, blocks) {
  while (level.length > 1) {
    const parents = [];
    for (let at = 0; at < level.length; at += WIDTH) {
      const links = level.slice(at, at + WIDTH);
      const data = [number(1, 2), number(3, sum(links.map(({ size }) => size))), ...links.map(({ size }) => number(4, size))];
      parents.push(node(links.map((to) => ["", to]), Buffer.concat(data), blocks));
    }
    level = parents;
  }
  return level[0];
}

/** A key stream of ChaCha20 whose key is the hash of the seed and whose nonce is zero. */
function keyStream(seed) {
  const cipher = createCipheriv("chacha20", sha256(seed), Buffer.alloc(16));
  const zeros = Buffer.alloc(CHUNK);
  return (length) => cipher.update(zeros.subarray(0, length));
}

function chunks(seed, size, blocks) {
  const stream = keyStream(seed);
  const leaves = [];
  for (let left = size; left > 0 || leaves.length === 0; left -= CHUNK) leaves.push(leaf(stream(Math.min(Math.max(left, 0), CHUNK)), blocks));
  return leaves;
}

const M64 = (1n << 64n) - 1n;
const rotate = (x, by) => ((x << by) | (x >> (64n - by))) & M64;
const times = (x, y) => (x * y) & M64;
function mix(k) {
  k = times(k ^ (k >> 33n), 0xff51afd7ed558ccdn);
  k = times(k ^ (k >> 33n), 0xc4ceb9fe1a85ec53n);
  return k ^ (k >> 33n);
}

/** MurmurHash3 x64, seed 0: the first of its two words, as eight bytes, the most significant first. */
function murmur3(name) {
  const [c1, c2] = [0x87c37b91114253d5n, 0x4cf5ad432745937fn];
  let [h1, h2] = [0n, 0n];
  const whole = name.length - (name.length % 16);
  const first = (k) => times(rotate(times(k, c1), 31n), c2);
  const second = (k) => times(rotate(times(k, c2), 33n), c1);
  for (let at = 0; at < whole; at += 16) {
    h1 ^= first(name.readBigUInt64LE(at));
    h1 = (times((rotate(h1, 27n) + h2) & M64, 5n) + 0x52dce729n) & M64;
    h2 ^= second(name.readBigUInt64LE(at + 8));
    h2 = (times((rotate(h2, 31n) + h1) & M64, 5n) + 0x38495ab5n) & M64;
  }
  const tail = Buffer.concat([name.subarray(whole), Buffer.alloc(16)]);
  h2 ^= second(tail.readBigUInt64LE(8));
  h1 ^= first(tail.readBigUInt64LE(0));
  const length = BigInt(name.length);
  [h1, h2] = [h1 ^ length, h2 ^ length];
  h1 = (h1 + h2) & M64;
  h2 = (h2 + h1) & M64;
  const out = Buffer.alloc(8);
  out.writeBigUInt64BE((mix(h1) + mix(h2)) & M64);
  return out;
}

/** A shard of names `{ hash, name, to }` that agree in the first `depth` bytes. */
function shard(names, depth, blocks) {
  const places = new Map();
  for (const one of names) {
    if (!places.has(one.hash[depth])) places.set(one.hash[depth], []);
    places.get(one.hash[depth]).push(one);
  }
  let bits = 0n;
  const links = [...places.keys()].sort((a, b) => a - b).map((place) => {
    bits |= 1n << BigInt(place);
    const digits = place.toString(16).toUpperCase().padStart(2, "0");
    const inside = places.get(place);
    return inside.length === 1 ? [digits + inside[0].name, inside[0].to] : [digits, shard(inside, depth + 1, blocks)];
  });
  const digits = bits.toString(16);
  const field = Buffer.from(digits.padStart(digits.length + (digits.length % 2), "0"), "hex");
  return node(links, Buffer.concat([number(1, 5), bytes(2, field), number(5, 0x22), number(6, 256)]), blocks);
}

/** A directory of `[name, entry]`, in any order. */
function directory(entries, blocks) {
  const links = entries.slice().sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const plain = node(links, number(1, 1));
  if (plain.length <= 256 * 1024) return node(links, number(1, 1), blocks);
  return shard(links.map(([name, to]) => ({ hash: murmur3(Buffer.from(name)), name, to })), 0, blocks);
}

/** A tree of texts (files), lists (`[target]`: symbolic links) and objects (directories). */
function tree(what, blocks) {
  if (typeof what === "string") return leaf(Buffer.from(what), blocks);
  if (Array.isArray(what)) return node([], Buffer.concat([number(1, 4), bytes(2, Buffer.from(what[0]))]), blocks);
  const names = Object.keys(what).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return directory(names.map((name) => [name, tree(what[name], blocks)]), blocks);
}

/** A CAR v1 of these blocks, in the order in which they came. */
function car(root, blocks) {
  const section = (...parts) => [varint(sum(parts.map((part) => part.length))), ...parts];
  const header = [Buffer.from("a265726f6f747381d82a582500", "hex"), root.cid, Buffer.from("6776657273696f6e01", "hex")];
  return Buffer.concat([...section(...header), ...[...blocks.values()].flatMap(({ cid, block }) => section(cid, block))]);
}

/** The names of the profile's directories: all of one length but the last. */
function names({ seed, count, length, last }) {
  const alphabet = "abcdefghijklmnopqrstuvwxyz01234567890-_";
  const stream = keyStream(seed);
  return Array.from({ length: count }, (_, at) =>
    [...stream(at === count - 1 ? last : length)].map((byte) => alphabet[byte % alphabet.length]).join(""));
}

let passed = 0;
let failed = 0;

/** Compares whatever the vector has of these. */
function same(what, vector, found) {
  for (const [key, value] of Object.entries(found)) {
    if (vector[key] === value) passed += 1;
    else {
      failed += 1;
      console.log(`FAILED ${what}: ${key}\n  here:    ${JSON.stringify(value)}\n  vectors: ${JSON.stringify(vector[key])}`);
    }
  }
}
const facts = (root) => ({ cid: text(root.cid), size: root.size, cumulative: root.cumulative });
const archive = (root, blocks) => ({ car_blocks: blocks.size, car_sha256: sha256(car(root, blocks)).toString("hex") });

/** Every kind of vectors, and how to compute one; a kind without vectors is a failure. */
const kinds = {
  files(vector) {
    const blocks = new Map();
    const root = balanced(chunks(vector.seed, vector.size, blocks), blocks);
    return { ...facts(root), ...archive(root, blocks) };
  },
  leaves({ count }) {
    const one = { ...leaf(Buffer.from("x")), size: CHUNK, cumulative: CHUNK };
    return facts(balanced(Array(count).fill(one)));
  },
  directories(vector) {
    const blocks = new Map();
    const file = leaf(Buffer.from("x"), blocks);
    const root = directory(names(vector).map((name) => [name, file]), blocks);
    return { ...facts(root), ...archive(root, blocks) };
  },
  trees(vector) {
    const blocks = new Map();
    const root = tree(vector.tree, blocks);
    return { ...facts(root), ...archive(root, blocks) };
  },
};
for (const [kind, compute] of Object.entries(kinds)) {
  same(kind, { vectors: vectors[kind].length > 0 }, { vectors: true });
  vectors[kind].forEach((vector, at) => same(`${kind} ${at}`, vector, compute(vector)));
}
// The two largest files are one stream, of which the first takes all chunks but the last.
const { seed, files } = vectors.large;
const leaves = chunks(seed, Math.max(...files.map(({ size }) => size)));
same("large", { vectors: files.length }, { vectors: 2 });
for (const file of files) same(`large ${file.size}`, file, facts(balanced(leaves.slice(0, file.size / CHUNK))));

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
