// Function names of a wasm module: numbers them before the optimiser runs and takes the numbers away afterwards. The optimiser
// orders functions of equal use by name, and functions without a name are called by their number; so numbered names keep the
// order, and the code, of the build without names.
//   node scripts/names.mjs number|plain IN.wasm OUT.wasm
import { readFileSync, writeFileSync } from "node:fs";

const [way, input, output] = process.argv.slice(2);
if (!["number", "plain"].includes(way) || !output) {
  console.error("usage: node scripts/names.mjs number|plain IN.wasm OUT.wasm");
  process.exit(2);
}

/** Reads an unsigned LEB128 number: the number and where the next byte is. */
function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
  }
}

function leb(value) {
  const bytes = [];
  do bytes.push((value % 128) | (value > 127 ? 128 : 0));
  while ((value = Math.floor(value / 128)) > 0);
  return Buffer.from(bytes);
}

const sized = (bytes) => Buffer.concat([leb(bytes.length), bytes]);

/** Parts of a sequence of `id, size, bytes`. */
function parts(bytes, at = 0) {
  const found = [];
  while (at < bytes.length) {
    const [size, start] = number(bytes, at + 1);
    found.push({ id: bytes[at], body: bytes.subarray(start, (at = start + size)) });
  }
  return found;
}

const written = (list) => Buffer.concat(list.map(({ id, body }) => Buffer.concat([Buffer.from([id]), sized(body)])));

function renamed(map, imports) {
  let [count, at] = number(map, 0);
  const out = [leb(count)];
  while (count-- > 0) {
    const [index, start] = number(map, at);
    const [size, text] = number(map, start);
    const name = map.subarray(text, (at = text + size)).toString();
    const own = index - imports;
    const changed = way === "plain" ? name.replace(/^\d+ /, "") : own < 0 ? name : `${own} ${name}`;
    out.push(leb(index), sized(Buffer.from(changed)));
  }
  return Buffer.concat(out);
}

const wasm = readFileSync(input);
const isCustom = ({ id, body }, name) => {
  if (id !== 0) return false;
  const [size, start] = number(body, 0);
  return body.subarray(start, start + size).toString() === name;
};
// A stripped module lists no features, and the optimiser would act on them.
const sections = parts(wasm, 8).filter((section) => !isCustom(section, "target_features"));
const imported = sections.find(({ id }) => id === 2)?.body;
// Every import of a contract is a function.
const imports = imported ? number(imported, 0)[0] : 0;
for (const section of sections.filter((section) => isCustom(section, "name"))) {
  const [size, start] = number(section.body, 0);
  const kinds = parts(section.body, start + size);
  for (const kind of kinds.filter(({ id }) => id === 1)) kind.body = renamed(kind.body, imports);
  section.body = Buffer.concat([section.body.subarray(0, start + size), written(kinds)]);
}
writeFileSync(output, Buffer.concat([wasm.subarray(0, 8), written(sections)]));
