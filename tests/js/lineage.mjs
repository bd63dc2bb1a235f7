//! Lineages and data sets a second time, from docs/registry.md, with BigInt fractions and OpenZeppelin's trees. It shares no code with
//! the crate.
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { encodeAbiParameters, keccak256 } from "viem";

const WHOLE = 10_000;
const words = [undefined, "allowed", "notAllowed", "constrained"];
const uses = [
  "dataMining", "aiInference", "aiTraining", "aiGenerativeTraining",
  "aiTrainingWithAuthorship", "aiGenerativeTrainingWithAuthorship",
];

/** The id of an entry. */
export const entryId = (registrant, modelHash) =>
  keccak256(encodeAbiParameters([{ type: "address" }, { type: "bytes32" }], [registrant, modelHash]));

const sum = (numbers) => numbers.reduce((all, number) => all + number, 0);

/** All entries above one, with itself. */
function ancestry(family, entry, met = new Set()) {
  if (met.has(entry)) return met;
  met.add(entry);
  for (const [parent] of family[entry].parents) ancestry(family, parent, met);
  return met;
}

/** Why an entry may not name these parents, as the name of the error and its numbers; undefined when it may. */
export function refused(family, parents) {
  const own = family.length;
  if (parents.length > 16) return ["TooManyParents", parents.length];
  for (const [index, [entry, kind, weight]] of parents.entries()) {
    if (kind < 1 || kind > 5) return ["InvalidKind", index, kind];
    if (entry === own) return ["SelfParent", index];
    if (!family[entry]) return ["UnknownEntry", index];
    if (parents.findIndex(([other]) => other === entry) < index) return ["DuplicateParent", index];
    if (family[entry].withdrawn) return ["EntryWithdrawn", index];
    if ((kind === 3) !== (weight > 0)) return ["InvalidWeight", index, kind, weight];
  }
  const weights = sum(parents.map(([, , weight]) => weight));
  if (parents.some(([, kind]) => kind === 3) && weights !== WHOLE) return ["InvalidWeights", weights];
  const shares = sum(parents.map(([, , , share]) => share));
  if (shares > WHOLE) return ["SharesExceedWhole", shares];
  const deep = depth(family, parents);
  if (deep > 8) return ["TooDeep", deep];
  if (ancestry([...family, { parents }], own).size > 64) return ["TooManyAncestors"];
  return undefined;
}

/** Edges on the longest path. */
export const depth = (family, parents) => Math.max(0, ...parents.map(([parent]) => family[parent].depth + 1));

/** The split of an entry: [payee, basis points], the entry's payee first, the others in the order of their addresses. */
export function split(family, entry) {
  const whole = 10n ** 40n;
  const parts = new Map();
  const spread = (at, part) => {
    let kept = part;
    for (const [parent, , , share] of family[at].parents) {
      const given = (part * BigInt(share)) / 10_000n;
      kept -= given;
      spread(parent, given);
    }
    parts.set(at, (parts.get(at) ?? 0n) + kept);
  };
  spread(entry, whole);
  const own = family[entry].payee;
  const bps = new Map([[own, WHOLE]]);
  for (const [ancestor, part] of parts) {
    if (ancestor === entry) continue;
    const { payee } = family[ancestor];
    const floor = Number((part * 10_000n) / whole);
    bps.set(payee, (bps.get(payee) ?? 0) + floor);
    bps.set(own, bps.get(own) - floor);
  }
  const order = ([a], [b]) => (a === own ? -1 : b === own ? 1 : a < b ? -1 : 1);
  return [...bps].filter(([, points]) => points > 0).sort(order);
}

/** What a consent says, use by use. */
export const preferences = (consent) =>
  Object.fromEntries(uses.map((use, at) => [use, words[(consent >> (2 * at)) & 3]]).filter(([, word]) => word));

/** The tree over the files of a data set. */
export const dataset = (files) =>
  StandardMerkleTree.of(files.map(({ file_hash, licence, consent }) => [file_hash, licence, consent]), ["bytes32", "bytes32", "uint16"]);
