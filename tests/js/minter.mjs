//! Sales as a page uses them: viem buys through every path, and shows each refusal of the Minter decoded to its name and arguments.
//! Needs crates/target/debug/colophon (or COLOPHON=path). Prints one line each and `N passed, N failed`.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { concat, encodeAbiParameters, encodeFunctionData, keccak256, maxUint256, recoverAddress, toFunctionSelector, toHex, zeroAddress, zeroHash } from "viem";
import { alice, artifact, bob, carol, check, owner, root, start, summary } from "./devnode.mjs";
import { SALE_PRICE, Stage, allowance, errorNames, minterAbi, voucher, word } from "./minter-stage.mjs";

const DAY = 86_400n;
const nobody = "0x00000000000000000000000000000000c0ffee01";
const to = (account, bps) => ({ account, bps });
const commitment = (seed, promise) => keccak256(concat([toHex("colophon/scarcity/1/commitment"), seed, promise]));
const flip = (signature) => `${signature.slice(0, -2)}${signature.endsWith("1b") ? "1c" : "1b"}`;
const odd = (name) => artifact(name).abi;

/** Terms that make no sense. */
async function terms(stage) {
  const now = await stage.now();
  const end = now + DAY;
  const create = async (given, name, want, payees = [to(alice.address, 10_000)], id = stage.saleId(), from = alice) =>
    stage.refused(from, "createSale", [id, await stage.terms(given), payees], name, want);
  await create({}, "NotCollectionOwner", [bob.address, alice.address], undefined, undefined, bob);
  await create({}, "InvalidSaleId", [stage.saleId() | (1n << 224n)], undefined, stage.saleId() | (1n << 224n));
  await create({}, "InvalidCollection", [bob.address], undefined, stage.saleId(0, 0, bob.address));
  await create({}, "UnknownSeries", [7, 2], undefined, stage.saleId(7));
  await create({ start: end }, "InvalidWindow", [end, end, now]);
  await create({ startPrice: 5n, floorPrice: 6n }, "InvalidPrice", [5, 6, 0]);
  await create({ curve: 3 }, "InvalidCurve", [3]);
  await create({ curve: 1, floorPrice: 1n }, "InvalidPeriod", [0, 1]);
  await create({ limit: 1001 }, "InvalidLimit", [1001, 1000]);
  await create({ currency: bob.address }, "InvalidCurrency", [bob.address]);
  await create({ workInterval: 60 }, "InvalidWork", [60, 0, 0]);
  await create({ seedCommitment: word(1) }, "InvalidReveal", [end, 0]);
  await create({}, "InvalidPayeeCount", [0, 16], []);
  await create({}, "InvalidPayee", [1, alice.address, 5000], [to(alice.address, 5000), to(alice.address, 5000)]);
  await create({}, "InvalidShares", [9999, 10_000], [to(alice.address, 9999)]);
  await create({}, "SeriesNeedsVouchers", [1], undefined, stage.saleId(1));
  const id = await stage.open();
  await create({}, "SaleExists", [id], undefined, id);
  await stage.refused(alice, "amendSale", [id, 1000, end + 1n, zeroHash, zeroAddress], "InvalidAmendment", [2]);
}

/** Whoever pays buys, and gets change. */
async function open(stage) {
  const id = await stage.open({ limit: 9, walletLimit: 6 });
  await stage.buy("one piece", id, bob);
  await stage.buy("five pieces, with change", id, bob, { quantity: 5, value: 9000n });
  await stage.buy("two pieces for somebody else", id, bob, { quantity: 2, recipient: carol.address });
  await stage.declined(id, bob, {}, "WalletLimitExceeded", [bob.address, 1, 0]);
  await stage.declined(id, carol, { quantity: 2 }, "SaleLimitExceeded", [2, 1]);
  await stage.declined(id, carol, { quantity: 0 }, "InvalidQuantity", [0, 1]);
  await stage.declined(id, carol, { recipient: zeroAddress }, "InvalidRecipient", [zeroAddress]);
  await stage.declined(id, carol, { most: 999n, quoted: false }, "PriceTooHigh", [1000, 999]);
  await stage.declined(id, carol, { value: 999n, quoted: false }, "InsufficientPayment", [999, 1000]);
  await stage.declined(id, carol, { raw: "0x01" }, "MalformedPass", []);
  await stage.declined(id + 77n, carol, {}, "UnknownSale", [id + 77n]);
  await stage.refused(bob, "mintUnsold", [id, 1], "NotOver", [id, 2]);
  await stage.refused(bob, "refund", [id, bob.address], "NotSettled", [id]);
  await stage.refused(bob, "reveal", [id, word(1), word(2)], "NotBlind", [id]);
  await stage.act(alice, "setPaused", [id, true]);
  await stage.declined(id, carol, {}, "NotOpen", [id, 3]);
  await stage.act(alice, "setPaused", [id, false]);
  await stage.collect("setRoles", [stage.minter, 0]);
  await stage.declined(id, carol, {}, "MissingRole", [stage.minter, 1]);
  await stage.collect("setRoles", [stage.minter, 1]);
  await stage.buy("the last piece", id, carol);
  await stage.declined(id, carol, {}, "NotOpen", [id, 4]);
  const huge = await stage.open({ startPrice: SALE_PRICE, floorPrice: SALE_PRICE });
  await stage.declined(huge, carol, { quantity: 2 }, "PriceOverflow", []);
}

async function allowList(stage) {
  const now = await stage.now();
  const id = stage.saleId();
  const later = allowance(5, { start: now + 60n, end: now + 120n });
  const entries = [[bob.address, allowance(2, { price: 7n })], [carol.address, later], [owner.address, allowance(1)], [alice.address, allowance(1)]];
  const list = stage.list(id, entries);
  await stage.open({ allowRoot: list.root });
  await stage.buy("by an allow-list at a price of one's own", id, bob, { quantity: 2, ...list.passes[0] });
  await stage.declined(id, bob, list.passes[0], "AllowanceExceeded", [bob.address, 1, 0]);
  await stage.declined(id, carol, list.passes[1], "AllowanceWindow", [now + 60n, now + 120n, now]);
  const stolen = stage.leaf(id, bob.address, entries[2][1]);
  await stage.declined(id, bob, list.passes[2], "NotAllowed", [bob.address, stolen, list.root]);
}

async function vouchers(stage) {
  const now = await stage.now();
  const id = await stage.open({ signer: carol.address });
  const vouch = (nonce, given, signer = carol) => stage.vouch(signer, id, voucher(nonce, given));
  const first = await vouch(1);
  await stage.buy("by a voucher", id, bob, first);
  await stage.declined(id, bob, first, "VoucherUsed", [1]);
  await stage.declined(id, bob, {}, "VoucherRequired", [carol.address]);
  await stage.declined(id, bob, await vouch(2, { buyer: alice.address }), "VoucherForAnother", [alice.address, bob.address]);
  await stage.declined(id, bob, await vouch(2, { expiry: now - 1n }), "VoucherExpired", [now - 1n, now]);
  await stage.declined(id, bob, await vouch(2, { epoch: 4 }), "VoucherEpoch", [4, 0]);
  await stage.declined(id, bob, await vouch(2, { contentHash: word(1) }), "VoucherWords", []);
  await stage.declined(id, bob, { quantity: 2, ...(await vouch(2)) }, "InvalidQuantity", [2, 1]);
  await stage.declined(id, bob, await vouch(2, {}, bob), "InvalidSigner", [bob.address, carol.address]);
  const good = await vouch(2);
  await stage.declined(id, bob, { ...good, signature: `${good.signature.slice(0, -2)}00` }, "InvalidSignature", []);
  const flipped = { ...good, signature: flip(good.signature) };
  const hash = await stage.ask("voucherDigest", [id, good.voucher]);
  await stage.declined(id, bob, flipped, "InvalidSigner", [await recoverAddress({ hash, signature: flipped.signature }), carol.address]);
  await stage.act(carol, "revokeVoucher", [id, 2n]);
  await stage.declined(id, bob, good, "VoucherUsed", [2]);
  await stage.refused(bob, "revokeAllVouchers", [id], "NotSigner", [bob.address, carol.address]);
  await stage.act(alice, "revokeAllVouchers", [id]);
  await stage.declined(id, bob, await vouch(3), "VoucherEpoch", [0, 1]);

  const words = { contentHash: word(0xc0), promptCommitment: word(0xc1), recordHash: word(0xc2) };
  const worded = await stage.open({ signer: carol.address }, 1);
  await stage.buy("the words of a voucher", worded, bob, await stage.vouch(carol, worded, voucher(1, words)));
  const provenance = await stage.owns("provenanceOf", [1_000_000n]);
  const kept = provenance.includes(words.contentHash) && provenance.includes(words.promptCommitment) && provenance.includes(words.recordHash);
  check("provenanceOf has the words of the voucher", kept, provenance);

  const wallet = await stage.deploy("OddWallet");
  const contract = await stage.open({ signer: wallet });
  await stage.buy("by the voucher of a wallet that is a contract", contract, bob, { voucher: voucher(1), signature: "0x01" });
  await stage.tell(alice, wallet, odd("OddWallet"), "behave", [1]);
  await stage.declined(contract, bob, { voucher: voucher(2), signature: "0x01" }, "SignerRefused", [wallet]);
}

async function work(stage) {
  const id = await stage.open({ workInterval: 60, workHalfLife: 60, workDifficulty: 65_536n });
  const solved = await stage.mine(id, bob.address);
  const theirs = await stage.mine(id, carol.address);
  await stage.buy("by a proof of work", id, bob, solved);
  const [challenge, difficulty] = await stage.ask("challenge", [id, carol.address]);
  const solution = keccak256(concat([challenge, word(theirs.workNonce)]));
  await stage.declined(id, carol, theirs, "InsufficientWork", [solution, challenge, difficulty]);
  check("the difficulty doubles with a solution in the first second", difficulty === 131_072n, difficulty);
}

async function tokens(stage) {
  const coin = await stage.deploy("OddCoin");
  const abi = odd("OddCoin");
  await stage.tell(alice, coin, abi, "transfer", [bob.address, 100_000n]);
  await stage.tell(bob, coin, abi, "approve", [stage.minter, maxUint256]);
  const id = await stage.open({ currency: coin }, 0, [to(nobody, 10_000)]);
  await stage.buy("three pieces for a token", id, bob, { quantity: 3 });
  await stage.declined(id, bob, { value: 1n, quoted: false }, "UnexpectedValue", [1]);
  await stage.declined(id, carol, { value: 0n, quoted: false }, "TransferFailed", [coin, carol.address, 1000]);
  await stage.tell(alice, coin, abi, "behave", [7]);
  await stage.declined(id, bob, { value: 0n, quoted: false }, "TransferMismatch", [coin, 999, 1000]);
  await stage.tell(alice, coin, abi, "behave", [0]);
  await stage.act(carol, "release", [id]);
  await stage.refused(carol, "release", [id], "NothingToRelease", [id]);
  await stage.act(carol, "withdraw", [nobody, coin]);
  const balance = await stage.node.reader.readContract({ address: coin, abi, functionName: "balanceOf", args: [nobody] });
  check("a payee has the tokens", balance === 3000n, balance);
  await stage.refused(carol, "withdraw", [nobody, coin], "NothingOwed", [nobody, coin]);
}

/** Everybody pays the last price; a blind sale that is revealed, and one that is not; what is not sold. */
async function afterwards(stage) {
  const now = await stage.now();
  const falling = { curve: 1, settles: true, startPrice: 1000n, floorPrice: 100n, period: 900, limit: 4, unsoldRecipient: nobody };
  const settling = await stage.open(falling, 0, [to(nobody, 6000), to("0x00000000000000000000000000000000c0ffee02", 4000)]);
  const [seed, promise] = [word(5), word(6)];
  const blind = { end: now + 500n, revealBy: now + 700n, seedCommitment: commitment(seed, promise) };
  const [revealed, missed] = [await stage.open(blind), await stage.open(blind)];
  await stage.buy("two pieces in a settling sale", settling, bob, { quantity: 2 });
  for (const id of [revealed, missed]) await stage.buy("a piece of a blind sale", id, bob);
  const priced = voucher(1, { price: 5n });
  const signed = await stage.open({ ...falling, signer: carol.address });
  await stage.declined(signed, bob, await stage.vouch(carol, signed, priced), "PriceIsSettled", [5]);
  await stage.refused(bob, "reveal", [revealed, seed, promise], "NotOver", [revealed, 2]);
  await stage.moveTo(now + 600n);
  await stage.refused(bob, "reveal", [revealed, seed, seed], "WrongSeed", [commitment(seed, seed), commitment(seed, promise)]);
  await stage.act(bob, "reveal", [revealed, seed, promise]);
  await stage.refused(bob, "reveal", [revealed, seed, promise], "AlreadyRevealed", [revealed]);
  check("the price has fallen", (await stage.buy("a piece at the last price", settling, carol)) === 400n);
  await stage.act(alice, "closeSale", [settling]);
  await stage.declined(settling, bob, {}, "NotOpen", [settling, 6]);
  await stage.act(carol, "refund", [settling, bob.address]);
  await stage.refused(carol, "refund", [settling, bob.address], "NothingToRefund", [settling, bob.address]);
  await stage.act(carol, "release", [settling]);
  const share = await stage.ask("owed", [nobody, zeroAddress]);
  check("a payee is owed its share of three last prices", share === 720n, share);
  await stage.act(carol, "withdraw", [nobody, zeroAddress]);
  await stage.act(bob, "mintUnsold", [settling, 1]);
  check("the unsold piece is minted", (await stage.owns("balanceOf", [nobody])) === 1n);
  await stage.refused(bob, "mintUnsold", [revealed, 1], "NoUnsoldRecipient", [revealed]);
  await stage.moveTo(now + 701n);
  await stage.refused(bob, "reveal", [missed, seed, promise], "RevealTooLate", [now + 700n, now + 701n]);
  check("a missed reveal gives everything back", (await stage.ask("refundable", [missed, bob.address])) === 1000n);
  await stage.act(carol, "refund", [missed, bob.address]);
}

/** Contracts that call back, and collections that lie. */
async function hostile(stage) {
  const id = await stage.open({ startPrice: 0n, floorPrice: 0n });
  const puppet = await stage.deploy("Puppet");
  const nested = encodeFunctionData({ abi: minterAbi, functionName: "mint", args: [id, 1, 0n, "0x"] });
  await stage.tell(alice, puppet, odd("Puppet"), "plan", [[{ target: stage.minter, value: 0n, data: nested }]]);
  await stage.buy("a piece for a contract that buys again in its hook", id, bob, { recipient: puppet });
  const [, answers] = await stage.node.reader.readContract({ address: puppet, abi: odd("Puppet"), functionName: "results" });
  stage.show(answers[0], "ReentrantCall", []);
  await stage.tell(alice, puppet, odd("Puppet"), "meetPieces", [1, 0n]);
  await stage.declined(id, bob, { recipient: puppet, quoted: false }, "NoThanks", [2]);

  const liar = await stage.deploy("Liar");
  const say = (signature, types, values) =>
    stage.tell(alice, liar, odd("Liar"), "say", [toFunctionSelector(signature), encodeAbiParameters(types.map((type) => ({ type })), values)]);
  await say("function owner()", ["address"], [alice.address]);
  await say("function rolesOf(address)", ["uint8"], [1]);
  await say("function series(uint32)", ["bytes32", "bytes32", "uint32", "uint32", "address", "uint16", "bool"], [word(1), word(2), 10, 0, alice.address, 0, false]);
  await say("function mintBatch(uint32,address,uint32)", [], []);
  const lie = stage.saleId(0, 0, liar);
  await stage.act(alice, "createSale", [lie, await stage.terms(), [to(alice.address, 10_000)]]);
  await stage.declined(lie, bob, { quoted: false }, "UnexpectedAnswer", [liar]);
}

execFileSync(process.execPath, [join(root, "tests/js/compile.mjs")], { stdio: "inherit" });
const node = await start();
try {
  const stage = await Stage.on(node);
  for (const part of [terms, open, allowList, vouchers, work, tokens, afterwards, hostile]) await part(stage);
  const domain = await stage.ask("eip712Domain", []);
  check("ERC-5267 names the domain", domain[1] === "Colophon Minter" && domain[4].toLowerCase() === stage.minter.toLowerCase(), domain);
  const missing = errorNames.filter((name) => !stage.shown.has(name));
  check(`all ${errorNames.length} errors of the Minter were shown`, missing.length === 0, missing);
} finally {
  node.stop();
}
process.exit(summary());
