// What each program costs to carry: compressed size (what is stored on chain), WebAssembly, data segments (paid for on
// every call) and functions, per contract and build, compared with tests/golden/size.json and with the limits.
//   node scripts/size.mjs                     compare
//   UPDATE_GOLDEN=1 node scripts/size.mjs     write the golden file; the limits are checked all the same
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

const root = new URL("..", import.meta.url);
const golden = new URL("tests/golden/size.json", root);
const programs = {
  collection: { release: "artifacts/collection.wasm", source: "artifacts/source/collection.wasm" },
  descriptor: { release: "artifacts/descriptor.wasm", source: "artifacts/source/descriptor.wasm" },
  minter: { release: "artifacts/minter.wasm", source: "artifacts/source/minter.wasm" },
  attestations: { release: "artifacts/attestations.wasm", source: "artifacts/source/attestations.wasm" },
  ed25519: { release: "artifacts/ed25519.wasm", source: "artifacts/source/ed25519.wasm" },
  registry: { release: "artifacts/registry.wasm", source: "artifacts/source/registry.wasm" },
  multicall3: { release: "artifacts/multicall3.wasm" },
  permit2: { release: "artifacts/permit2.wasm" },
  cache_manager: { release: "artifacts/cache_manager.wasm" },
};
// A contract takes at most 24,576 bytes of code. The release build has limits of its own, because every byte of it,
// and every byte of data above all, is paid for by callers.
const limits = { source: { compressed: 24_576 }, release: { compressed: 19_500, data: 1_600 } };
// The Minter does the most, and is no part of what a wallet asks within 30,000 gas.
const own = { minter: { release: { compressed: 20_000, data: 1_600 } } };

/** The sections of a module: id to contents. */
function sections(wasm) {
  const found = new Map();
  let at = 8;
  const number = () => {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const byte = wasm[at++];
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (at < wasm.length) {
    const id = wasm[at++];
    const length = number();
    const start = at;
    found.set(id, { length, count: number() });
    at = start + length;
  }
  return found;
}

function measure(path) {
  const wasm = readFileSync(new URL(path, root));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 };
  const found = sections(wasm);
  const refused = [0, 12, 13].filter((id) => found.has(id));
  if (refused.length) throw new Error(`${path}: sections ${refused} (custom, DataCount, tag) must not be there`);
  return {
    compressed: brotliCompressSync(wasm, { params }).length + 4, // and the prefix of a Stylus program
    wasm: wasm.length,
    data: found.get(11)?.length ?? 0,
    functions: found.get(3)?.count ?? 0,
  };
}

const sizes = {};
const complaints = [];
for (const [contract, builds] of Object.entries(programs)) {
  sizes[contract] = {};
  for (const [build, path] of Object.entries(builds)) {
    const size = measure(path);
    sizes[contract][build] = size;
    for (const [what, most] of Object.entries(own[contract]?.[build] ?? limits[build])) {
      if (size[what] > most) complaints.push(`${path}: ${what} is ${size[what]}, at most ${most} is allowed`);
    }
  }
}

const text = `${JSON.stringify(sizes, null, 2)}\n`;
if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text);
else {
  let expected = {};
  try {
    expected = JSON.parse(readFileSync(golden, "utf8"));
  } catch (error) {
    complaints.push(`tests/golden/size.json cannot be read: ${error.message}`);
  }
  for (const [contract, builds] of Object.entries(sizes))
    for (const [build, size] of Object.entries(builds))
      for (const [what, value] of Object.entries(size)) {
        const before = expected[contract]?.[build]?.[what];
        if (before !== value)
          complaints.push(`${programs[contract][build]}: ${what} is ${value}, the golden file says ${before}`);
      }
}

for (const [contract, builds] of Object.entries(sizes)) for (const [build, size] of Object.entries(builds))
  console.log(`${contract.padEnd(14)}${build.padEnd(9)}`, Object.entries(size).map(([k, v]) => `${k} ${v}`).join("  "));
if (complaints.length) {
  console.error(complaints.join("\n"));
  if (complaints.some((line) => line.includes("golden"))) console.error("If the change is meant: UPDATE_GOLDEN=1 node scripts/size.mjs");
  process.exit(1);
}
