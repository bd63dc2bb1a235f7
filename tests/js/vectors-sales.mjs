//! The rules of sales a second time, for `vectors.mjs`: in BigInt and with the libraries of others, from what `docs/minter.md` says.
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { concat, encodeAbiParameters, getAddress, hashDomain, hashStruct, hashTypedData, keccak256 } from "viem";

const min = (one, other) => (one < other ? one : other);
const max = (one, other) => (one > other ? one : other);
const clamp = (value, low, high) => min(max(value, low), high);
const abi = (types, values) => encodeAbiParameters(types.map((type) => ({ type })), values);

function saleId({ collection, series, phase }) {
  return (BigInt(collection) << 64n) + (BigInt(series) << 32n) + BigInt(phase);
}

function halve(value, elapsed, halfLife) {
  const halvings = elapsed / halfLife;
  if (halvings > 256n) return 0n;
  const left = value >> halvings;
  return left - (left * (elapsed % halfLife)) / halfLife / 2n;
}

function priceAt({ curve, start, floor, period }, elapsed) {
  if (curve === 0) return start;
  if (curve === 1) return start - ((start - floor) * min(elapsed, period)) / period;
  return max(floor, halve(start, elapsed, period));
}

/**
 * The next change in closed form, not by search. On a line the price is below p from the first second t with
 * (start - floor) * t >= (start - p + 1) * period. Halving: within each half-life likewise.
 */
function nextChange(terms, elapsed) {
  const { curve, start, floor, period } = terms;
  const now = priceAt(terms, elapsed);
  if (curve === 0 || now === floor) return null;
  const up = (over, under) => (over + under - 1n) / under;
  if (curve === 1) {
    const at = up((start - now + 1n) * period, start - floor);
    return { elapsed: at, price: priceAt(terms, at) };
  }
  for (let halvings = elapsed / period; ; halvings += 1n) {
    const left = start >> halvings;
    // floor(floor(left * t / period) / 2) must be at least left - now + 1 for the first time.
    const fall = left - now + 1n;
    const within = fall <= 0n ? 0n : left === 0n ? period : up(2n * fall * period, left);
    const at = halvings * period + min(within, period);
    if (within < period || priceAt(terms, at) < now) return { elapsed: at, price: priceAt(terms, at) };
  }
}

const WHOLE = 10_000n;
const MIN_DIFFICULTY = 1n << 16n;
const MAX_DIFFICULTY = 1n << 63n;
const floorDiv = (over, under) => (over - (((over % under) + under) % under)) / under;

/** `aserti3-2d` with half-lives for its time constant, in unlimited integers. */
function difficulty({ interval, half_life }, last, elapsed) {
  const halfLife = BigInt(half_life);
  // The exponent in steps of 1/65,536, to the nearest.
  const steps = floorDiv((BigInt(interval) - elapsed) * 65_536n * 2n + halfLife, 2n * halfLife);
  const doublings = floorDiv(steps, 65_536n);
  const x = steps - doublings * 65_536n;
  const factor = 65_536n + ((195_766_423_245_049n * x + 971_821_376n * x ** 2n + 5_127n * x ** 3n + 2n ** 47n) >> 48n);
  if (doublings > 200n) return MAX_DIFFICULTY;
  if (doublings < -200n) return MIN_DIFFICULTY;
  const raised = last * factor;
  const shift = doublings - 16n;
  return clamp(shift < 0n ? raised >> -shift : raised << shift, MIN_DIFFICULTY, MAX_DIFFICULTY);
}

const leafTypes = ["uint256", "address", "uint256", "address", "uint32", "uint128", "uint64", "uint64"];

const voucherTypes = {
  Voucher: [
    { name: "saleId", type: "uint256" },
    { name: "buyer", type: "address" },
    { name: "quantity", type: "uint32" },
    { name: "price", type: "uint128" },
    { name: "contentHash", type: "bytes32" },
    { name: "promptCommitment", type: "bytes32" },
    { name: "recordHash", type: "bytes32" },
    { name: "expiry", type: "uint64" },
    { name: "epoch", type: "uint32" },
    { name: "nonce", type: "uint256" },
  ],
};

/** Holds every vector of sales against what is computed here. */
export function sales({ vectors, same, each, domainTypes }) {
  ids({ vectors, same, each });
  prices({ vectors, same, each });
  splits({ vectors, same, each });
  work({ vectors, same, each });
  allowLists({ vectors, same, each });
  each("voucher", vectors("vouchers"), ({ place, voucher, ...wanted }, what) => {
    const domain = {
      name: "Colophon Minter",
      version: "1",
      chainId: BigInt(place.chain),
      verifyingContract: getAddress(place.minter),
    };
    const { price, expiry, nonce, buyer } = voucher;
    const message = {
      ...voucher,
      saleId: BigInt(place.sale),
      buyer: getAddress(buyer),
      price: BigInt(price),
      expiry: BigInt(expiry),
      nonce: BigInt(nonce),
    };
    const primaryType = "Voucher";
    same(`${what}: domain`, wanted.domain_separator, hashDomain({ domain, types: domainTypes }));
    same(`${what}: struct`, wanted.struct_hash, hashStruct({ data: message, primaryType, types: voucherTypes }));
    same(`${what}: digest`, wanted.digest, hashTypedData({ domain, types: voucherTypes, primaryType, message }));
  });
}

function ids({ vectors, same, each }) {
  const { composed, refused } = vectors("sale_ids");
  each("sale id", composed, (one, what) => same(what, BigInt(one.word), saleId(one)));
  each("refused sale id", refused, (word, what) => same(what, BigInt(word) >> 224n > 0n, true));
}

function prices({ vectors, same, each }) {
  each("prices", vectors("sale_prices"), ({ curve, start, floor, period, prices }, what) => {
    const terms = { curve, start: BigInt(start), floor: BigInt(floor), period: BigInt(period) };
    each(what, prices, ({ elapsed, price, next }, when) => {
      same(`${when}: price`, BigInt(price), priceAt(terms, BigInt(elapsed)));
      const found = next && { elapsed: BigInt(next.elapsed), price: BigInt(next.price) };
      same(`${when}: next change`, found, nextChange(terms, BigInt(elapsed)));
    });
  });
}

function splits({ vectors, same, each }) {
  each("split", vectors("sale_splits"), ({ shares, steps }, what) => {
    let before = 0n;
    const credited = shares.map(() => 0n);
    each(what, steps, ({ total, credits, remainder }, step) => {
      const after = BigInt(total);
      const wanted = shares.map((bps) => (after * BigInt(bps)) / WHOLE - (before * BigInt(bps)) / WHOLE);
      same(`${step}: credits`, credits.map(BigInt), wanted);
      wanted.forEach((credit, at) => (credited[at] += credit));
      const sum = credited.reduce((all, credit) => all + credit, BigInt(remainder));
      same(`${step}: all of it`, sum, after);
      before = after;
    });
  });
}

function work({ vectors, same, each }) {
  const { difficulties, searches } = vectors("sale_work");
  each("difficulty", difficulties, ({ over_time, last, ...pace }, what) => {
    each(what, over_time, (one, when) => {
      const elapsed = BigInt(one.elapsed);
      same(`${when}: after a solution`, BigInt(one.difficulty), difficulty(pace, BigInt(last), elapsed));
      const first = difficulty(pace, BigInt(last), elapsed + BigInt(pace.interval));
      same(`${when}: before the first`, BigInt(one.before_first), first);
    });
  });
  each("search", searches, ({ place, buyer, last, challenge, nonce, solution, met }, what) => {
    const types = ["uint256", "address", "uint256", "address", "bytes32"];
    const values = [BigInt(place.chain), place.minter, BigInt(place.sale), buyer, last];
    same(`${what}: challenge`, challenge, keccak256(abi(types, values)));
    same(`${what}: solution`, solution, keccak256(concat([challenge, nonce])));
    const top = BigInt(solution) >> 128n;
    each(what, met, ({ difficulty, met }, case_) => same(case_, met, top * BigInt(difficulty) < 1n << 128n));
  });
}

function allowLists({ vectors, same, each }) {
  each("allow-list", vectors("allow_lists"), ({ place, root, entries }, what) => {
    const rows = entries.map(({ account, quantity, price, start, end }) =>
      [place.chain, place.minter, BigInt(place.sale), account, quantity, price, start, end].map(String));
    const library = StandardMerkleTree.of(rows, leafTypes);
    same(`${what}: root`, root, library.root);
    each(what, entries, ({ leaf, proof }, which) => {
      const row = rows[entries.findIndex((entry) => entry.leaf === leaf)];
      same(`${which}: leaf`, leaf, library.leafHash(row));
      same(`${which}: proof`, proof, library.getProof(row));
      same(`${which}: accepted`, StandardMerkleTree.verify(root, leafTypes, row, proof), true);
    });
  });
}
