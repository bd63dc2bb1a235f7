//! Who gets what, a second time: everything that docs/scarcity.md describes, with viem's Keccak and the JCS package. It shares no
//! code with the crates. `vectors.mjs` holds the golden vectors against it; by itself it is a stranger's check of a published plan:
//!
//!   node tests/js/scarcity.mjs plan.json [SEED]      SEED as 0x and 64 digits, where the plan does not hold it
//!
//! Prints what agrees and what differs; exits with 1 if anything differs.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import canonicalize from "canonicalize";
import { concatHex, keccak256, numberToHex, stringToHex } from "viem";

const label = (name) => stringToHex(`colophon/scarcity/1/${name}`);
const hash = (name, ...parts) => keccak256(concatHex([label(name), ...parts]));
const uint32 = (number) => numberToHex(number, { size: 4 });
const uint64 = (number) => numberToHex(number, { size: 8 });

/** The numbers of the stream, one after another. */
function* stream(randomness) {
  for (let block = 0n; ; block += 1n) {
    const digits = hash("stream", randomness, uint64(block)).slice(2);
    for (let at = 0; at < 64; at += 16) yield BigInt(`0x${digits.slice(at, at + 16)}`);
  }
}

/** The permutation of 0 … length - 1. */
export function permutation(randomness, length) {
  const numbers = stream(randomness);
  const below = (bound) => {
    const limit = (1n << 64n) - ((1n << 64n) % bound);
    for (;;) {
      const number = numbers.next().value;
      if (number < limit) return Number(number % bound);
    }
  };
  const places = Array.from({ length }, (_, at) => at);
  for (let last = length - 1; last > 0; last -= 1) {
    const other = below(BigInt(last + 1));
    [places[last], places[other]] = [places[other], places[last]];
  }
  return places;
}

function generationSeeds(seed, length) {
  const taken = new Set([0, 0xffff_ffff]);
  return Array.from({ length }, (_, index) => {
    for (let attempt = 0; ; attempt += 1) {
      const number = Number(hash("generation", seed, uint32(index), uint32(attempt)).slice(0, 10));
      if (!taken.has(number)) {
        taken.add(number);
        return number;
      }
    }
  });
}

/** All hashes, the permutation and the seeds of a collection. */
export function assignment(tables, roster, seed, beacon) {
  const tablesHash = hash("tables", stringToHex(canonicalize(tables)));
  const rosterHash = hash("roster", uint32(roster.length), uint32(roster[0].length), ...roster.flat().map(uint32));
  const promise = hash("promise", tablesHash, rosterHash);
  const randomness = hash("randomness", seed, beacon);
  return {
    tables_hash: tablesHash,
    roster_hash: rosterHash,
    promise,
    commitment: hash("commitment", seed, promise),
    randomness,
    permutation: permutation(randomness, roster.length),
    generation_seeds: generationSeeds(seed, roster.length),
  };
}

/** What the rows of a roster break of the tables, in words. */
export function broken({ supply, unique, traits, rules }, roster) {
  const wrong = [];
  const rows = roster.map((row) => new Map(row.map((at, of) => [traits[of].name, traits[of].values[at].value])));
  if (rows.length !== supply) wrong.push(`${rows.length} rows for ${supply} pieces`);
  for (const { name, values } of traits) {
    for (const { value, count } of values) {
      const got = rows.filter((row) => row.get(name) === value).length;
      if (got !== count) wrong.push(`${name} ${value}: ${got}, promised ${count}`);
    }
  }
  const has = (row, condition) => condition.values.includes(row.get(condition.trait));
  const fits = (row, pattern) => pattern.every((condition) => has(row, condition));
  for (const rule of rules) {
    const bad = {
      requires: () => rows.some((row) => fits(row, rule.if) && !fits(row, rule.then)),
      excludes: () => rows.some((row) => fits(row, rule.if) && rule.then.some((condition) => has(row, condition))),
      at_most: () => rows.filter((row) => fits(row, rule.of)).length > rule.limit,
    }[rule.rule];
    if (bad()) wrong.push(`${rule.rule} ${JSON.stringify(rule)}`);
  }
  if (unique && new Set(roster.map((row) => row.join())).size !== roster.length) wrong.push("two rows are equal");
  return wrong;
}

/** Recomputes a published plan; prints a line for each thing. */
function checkPlan(file, typed) {
  const plan = JSON.parse(readFileSync(file, "utf8"));
  const { supply, unique, traits, rules, pieces } = plan;
  const beacon = plan.assignment.beacon;
  const named = beacon === undefined ? {} : { beacon: beacon.name };
  const tables = { spec: "colophon/scarcity/1", supply, unique: unique ? 1 : 0, traits, rules, ...named };
  const row = (piece) => traits.map(({ name, values }) => values.findIndex(({ value }) => value === piece.traits[name]));
  const rows = pieces.map(row);
  const roster = [...rows].sort((one, other) => {
    const at = one.findIndex((place, of) => place !== other[of]);
    return at < 0 ? 0 : one[at] - other[at];
  });
  const seed = typed ?? plan.assignment.seed;
  if (seed === undefined) throw new Error("the plan holds no seed; give it as the second argument");
  const found = assignment(tables, roster, seed, beacon?.value ?? "0x");
  const seeds = pieces.map((_, index) => (plan.seed_start === undefined ? found.generation_seeds[index] : plan.seed_start + index));
  const results = {
    promise: broken(tables, roster).length === 0,
    tables: found.tables_hash === plan.assignment.tables,
    roster: found.roster_hash === plan.assignment.roster,
    commitment: found.commitment === plan.assignment.commitment,
    assignment: isDeepStrictEqual(rows, found.permutation.map((place) => roster[place])),
    "generation seeds": isDeepStrictEqual(pieces.map((piece) => piece.seed), seeds),
  };
  for (const [what, agrees] of Object.entries(results)) console.log(`${agrees ? "agrees " : "DIFFERS"} ${what}`);
  return Object.values(results).every(Boolean);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [file, seed] = process.argv.slice(2);
  if (file === undefined) throw new Error("give the plan: node tests/js/scarcity.mjs plan.json [SEED]");
  process.exit(checkPlan(file, seed) ? 0 : 1);
}
