//! What `minter.mjs` stands on: a node with Collection and Minter, passes as a page would make them, and refusals decoded. viem
//! encodes, hashes and signs; nothing here comes from the program.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  concat, decodeErrorResult, encodeAbiParameters, encodeFunctionData, keccak256, maxUint256, maxUint64, numberToHex, pad, parseAbiParameters,
  zeroAddress, zeroHash,
} from "viem";
import { alice, check, deployProgram, deploySolidity, root, send } from "./devnode.mjs";

const abiOf = (name) => JSON.parse(readFileSync(join(root, "abi", `${name}.json`), "utf8"));
export const collectionAbi = abiOf("collection");
export const minterAbi = abiOf("minter");
/** Names of all errors that the Minter declares. */
export const errorNames = minterAbi.filter((entry) => entry.type === "error").map((entry) => entry.name);
const errors = [
  ...minterAbi, ...collectionAbi, { type: "error", name: "NoThanks", inputs: [{ name: "hook", type: "uint256" }] },
].filter((entry) => entry.type === "error");

/** When everything begins. */
const DAWN = 1_900_000_000;
export const SALE_PRICE = 2n ** 128n - 1n;
export const word = (n) => pad(numberToHex(n), { size: 32 });
const allowanceParameters = "(uint32 quantity, uint128 price, uint64 start, uint64 end)";
const voucherParameters = "(address buyer, uint32 quantity, uint128 price, bytes32 contentHash, bytes32 promptCommitment, bytes32 recordHash, uint64 expiry, uint32 epoch, uint256 nonce)";
const passParameters = parseAbiParameters([
  "Pass pass",
  `struct Pass { Allowance allowance; bytes32[] proof; Voucher voucher; bytes signature; uint256 workNonce; }`,
  `struct Allowance { ${allowanceParameters.slice(1, -1).replaceAll(",", ";")}; }`,
  `struct Voucher { ${voucherParameters.slice(1, -1).replaceAll(",", ";")}; }`,
]);
const voucherTypes = {
  Voucher: `uint256 saleId, ${voucherParameters.slice(1, -1)}`.split(", ").map((member) => {
    const [type, name] = member.split(" ");
    return { name, type };
  }),
};

/** Any piece at the sale's price, for anybody, for ever. */
export const voucher = (nonce, given = {}) => ({
  buyer: zeroAddress, quantity: 1, price: SALE_PRICE, contentHash: zeroHash, promptCommitment: zeroHash, recordHash: zeroHash,
  expiry: maxUint64, epoch: 0, nonce: BigInt(nonce), ...given,
});
export const allowance = (quantity, given = {}) => ({ quantity, price: SALE_PRICE, start: 0n, end: 0n, ...given });
/** The bytes that a purchase carries. */
export const pass = (given) => encodeAbiParameters(passParameters, [{
  allowance: allowance(0, { price: 0n }), proof: [], voucher: voucher(0, { price: 0n, quantity: 0, expiry: 0n }), signature: "0x", workNonce: 0n, ...given,
}]);

const pair = (one, other) => keccak256(concat(BigInt(one) < BigInt(other) ? [one, other] : [other, one]));

/** One node, one collection, one Minter, and a clock that stands still. */
export class Stage {
  static async on(node) {
    await node.rpc("anvil_setBlockTimestampInterval", [0]);
    await node.rpc("evm_setNextBlockTimestamp", [numberToHex(DAWN)]);
    const minter = await deployProgram(node, alice, "minter.wasm");
    const descriptor = await deployProgram(node, alice, "descriptor.wasm");
    const collection = await deployProgram(node, alice, "collection.wasm");
    const argument = (address) => pad(address, { size: 32 });
    const hash = await node.wallet.sendTransaction({ account: alice, to: collection, data: concat(["0x5585258d", argument(alice.address), argument(descriptor)]) });
    await node.reader.waitForTransactionReceipt({ hash });
    const stage = new Stage();
    Object.assign(stage, { node, minter, collection, phase: 0, shown: new Set() });
    await stage.collect("setRoles", [minter, 1]);
    await stage.collect("createSeries", [word(0xee), word(9), 1000, alice.address, 500]);
    await stage.collect("createSeries", [word(0xee), zeroHash, 10, alice.address, 500]);
    return stage;
  }

  /** Time of the last block, in which questions are answered; the next block has the same. */
  async now() {
    return (await this.node.reader.getBlock()).timestamp;
  }

  async moveTo(timestamp) {
    await this.node.rpc("evm_setNextBlockTimestamp", [numberToHex(timestamp)]);
    await this.node.rpc("evm_mine");
  }

  /** As the artist, to the Collection. */
  collect(functionName, args) {
    return send(this.node, alice, { address: this.collection, abi: collectionAbi, functionName, args });
  }

  owns(functionName, args) {
    return this.node.reader.readContract({ address: this.collection, abi: collectionAbi, functionName, args });
  }

  /** A transaction to the Minter; its receipt. */
  act(account, functionName, args, value = 0n) {
    return send(this.node, account, { address: this.minter, abi: minterAbi, functionName, args, ...(value ? { value } : {}) });
  }

  ask(functionName, args) {
    return this.node.reader.readContract({ address: this.minter, abi: minterAbi, functionName, args });
  }

  saleId(series = 0, phase = this.phase, collection = this.collection) {
    return (BigInt(collection) << 64n) | (BigInt(series) << 32n) | BigInt(phase);
  }

  /** One price, no conditions, open for a day from now. */
  async terms(given = {}) {
    const now = await this.now();
    return {
      currency: zeroAddress, curve: 0, settles: false, startPrice: 1000n, floorPrice: 1000n, period: 0, start: now, end: now + 86_400n,
      limit: 0, walletLimit: 0, allowRoot: zeroHash, signer: zeroAddress, workInterval: 0, workHalfLife: 0, workDifficulty: 0n,
      seedCommitment: zeroHash, revealBy: 0n, unsoldRecipient: zeroAddress, ...given,
    };
  }

  /** Opens a sale; answers its id. */
  async open(given = {}, series = 0, payees = [{ account: alice.address, bps: 10_000 }]) {
    const id = this.saleId(series);
    await this.act(alice, "createSale", [id, await this.terms(given), payees]);
    this.phase += 1;
    return id;
  }

  async vouch(signer, id, content) {
    const domain = { name: "Colophon Minter", version: "1", chainId: this.node.ready.chainId, verifyingContract: this.minter };
    const signature = await signer.signTypedData({ domain, types: voucherTypes, primaryType: "Voucher", message: { saleId: id, ...content } });
    return { voucher: content, signature };
  }

  leaf(id, account, { quantity, price, start, end }) {
    const types = parseAbiParameters("uint256, address, uint256, address, uint32, uint128, uint64, uint64");
    const chain = BigInt(this.node.ready.chainId);
    return keccak256(keccak256(encodeAbiParameters(types, [chain, this.minter, id, account, quantity, price, start, end])));
  }

  /** An allow-list of four entries; its root and the passes. */
  list(id, entries) {
    const leaves = entries.map(([account, given]) => this.leaf(id, account, given));
    const [left, right] = [pair(leaves[0], leaves[1]), pair(leaves[2], leaves[3])];
    const passes = entries.map(([, given], n) => ({ allowance: given, proof: [leaves[n ^ 1], n < 2 ? right : left] }));
    return { root: pair(left, right), leaves, passes };
  }

  /** The first nonce whose solution is enough for this buyer now. */
  async mine(id, buyer) {
    const [challenge, difficulty] = await this.ask("challenge", [id, buyer]);
    for (let nonce = 0n; ; nonce++) {
      const solution = keccak256(concat([challenge, word(nonce)]));
      if ((BigInt(solution) >> 128n) * difficulty < 2n ** 128n) return { workNonce: nonce };
    }
  }

  /** Buys at the quoted price; checks who has the pieces and what was paid. */
  async buy(name, id, account, { quantity = 1, recipient, value, ...given } = {}) {
    const data = Object.keys(given).length ? pass(given) : "0x";
    const buyer = recipient ?? account.address;
    const [price, reason] = await this.ask("quote", [id, buyer, quantity, data]);
    const { terms: { currency } } = await this.sale(id);
    const before = await this.owns("balanceOf", [buyer]);
    const args = recipient ? [id, recipient, quantity, price, data] : [id, quantity, price, data];
    const sent = value ?? (currency === zeroAddress ? price : 0n);
    const receipt = await this.act(account, recipient ? "mintFor" : "mint", args, sent);
    const got = (await this.owns("balanceOf", [buyer])) - before;
    check(`buys ${name} for ${price}`, receipt.status === "success" && reason === "0x" && got === BigInt(quantity), { reason, got });
    return price;
  }

  async sale(id) {
    const [terms, payees] = await this.ask("sale", [id]);
    return { terms, payees };
  }

  /** The revert data of a call; "" when it succeeds. */
  async data(from, to, data, value = 0n) {
    const call = { from, to, data, value: numberToHex(value), gas: numberToHex(32_000_000) };
    const answer = await fetch(this.node.ready.rpcUrl, {
      method: "POST", headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_call", params: [call, "latest"] }),
    });
    const { error } = await answer.json();
    return error ? error.data ?? "0x" : "";
  }

  /** Compares revert data with an error's name and arguments, and prints it as a page would. */
  show(data, name, args) {
    let seen = data;
    if (data.length >= 10) {
      const decoded = decodeErrorResult({ abi: errors, data });
      seen = `${decoded.errorName}(${(decoded.args ?? []).join(", ")})`;
    }
    const want = `${name}(${args.join(", ")})`;
    check(`refused: ${want}`, seen.toLowerCase() === want.toLowerCase(), seen);
    this.shown.add(name);
  }

  /** A call to the Minter that must be refused like this. */
  async refused(account, functionName, args, name, want) {
    this.show(await this.data(account.address, this.minter, encodeFunctionData({ abi: minterAbi, functionName, args })), name, want);
  }

  /** A purchase that must be refused like this, and be quoted so unless it is for its payment or a receiver. */
  async declined(id, account, { quantity = 1, recipient, value = 10n ** 15n, most = maxUint256, raw, quoted = true, ...given }, name, want) {
    const data = raw ?? (Object.keys(given).length ? pass(given) : "0x");
    const args = recipient ? [id, recipient, quantity, most, data] : [id, quantity, most, data];
    const call = encodeFunctionData({ abi: minterAbi, functionName: recipient ? "mintFor" : "mint", args });
    const reverted = await this.data(account.address, this.minter, call, value);
    this.show(reverted, name, want);
    const [, reason] = await this.ask("quote", [id, recipient ?? account.address, quantity, data]);
    if (reason !== (quoted ? reverted : "0x")) check(`quote of ${name}`, false, reason);
  }

  async deploy(name, args = []) {
    return (await deploySolidity(this.node, alice, name, args)).address;
  }

  /** To a Solidity counterpart. */
  async tell(account, address, abi, functionName, args) {
    return send(this.node, account, { address, abi, functionName, args });
  }
}
