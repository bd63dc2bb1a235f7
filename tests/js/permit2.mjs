//! Permit2 with a real ERC-20: allowances, permits and signed transfers as apps use them. viem hashes and signs, so nothing here
//! comes from the program.
import {
  concat, encodeFunctionData, getTypesForEIP712Domain, hashDomain, keccak256, maxUint160, maxUint256, maxUint48, parseAbi, parseEventLogs,
  parseSignature, serializeCompactSignature, signatureToCompactSignature, toBytes, toHex,
} from "viem";
import { alice, bob, carol, check, deploySolidity, refusal, reverts, send } from "./devnode.mjs";

const address = "0x000000000022D473030F116dDEE9F6B43aC78BA3";
const structs = [
  "struct PermitDetails { address token; uint160 amount; uint48 expiration; uint48 nonce; }",
  "struct PermitSingle { PermitDetails details; address spender; uint256 sigDeadline; }",
  "struct PermitBatch { PermitDetails[] details; address spender; uint256 sigDeadline; }",
  "struct TokenSpenderPair { address token; address spender; }",
  "struct AllowanceTransferDetails { address from; address to; uint160 amount; address token; }",
  "struct TokenPermissions { address token; uint256 amount; }",
  "struct PermitTransferFrom { TokenPermissions permitted; uint256 nonce; uint256 deadline; }",
  "struct PermitBatchTransferFrom { TokenPermissions[] permitted; uint256 nonce; uint256 deadline; }",
  "struct SignatureTransferDetails { address to; uint256 requestedAmount; }",
];
const errors = [
  "error InvalidNonce()", "error SignatureExpired(uint256 signatureDeadline)", "error AllowanceExpired(uint256 deadline)",
  "error InsufficientAllowance(uint256 amount)", "error ExcessiveInvalidation()", "error InvalidAmount(uint256 maxAmount)",
  "error LengthMismatch()", "error InvalidSignatureLength()", "error InvalidSignature()", "error InvalidSigner()",
  "error InvalidContractSignature()",
];
const abi = parseAbi([
  ...structs, ...errors,
  "event Approval(address indexed owner, address indexed token, address indexed spender, uint160 amount, uint48 expiration)",
  "event Permit(address indexed owner, address indexed token, address indexed spender, uint160 amount, uint48 expiration, uint48 nonce)",
  "event Lockdown(address indexed owner, address token, address spender)",
  "event NonceInvalidation(address indexed owner, address indexed token, address indexed spender, uint48 newNonce, uint48 oldNonce)",
  "event UnorderedNonceInvalidation(address indexed owner, uint256 word, uint256 mask)",
  "function DOMAIN_SEPARATOR() view returns (bytes32)",
  "function allowance(address user, address token, address spender) view returns (uint160 amount, uint48 expiration, uint48 nonce)",
  "function approve(address token, address spender, uint160 amount, uint48 expiration)",
  "function lockdown(TokenSpenderPair[] approvals)",
  "function invalidateNonces(address token, address spender, uint48 newNonce)",
  "function nonceBitmap(address owner, uint256 wordPos) view returns (uint256)",
  "function invalidateUnorderedNonces(uint256 wordPos, uint256 mask)",
]);
/** Overloads get an ABI of their own, so that none is taken for another. */
const one = (...functions) => parseAbi([...structs, ...errors, ...functions]);
const single = {
  permit: one("function permit(address owner, PermitSingle permitSingle, bytes signature)"),
  transferFrom: one("function transferFrom(address from, address to, uint160 amount, address token)"),
  permitTransferFrom: one("function permitTransferFrom(PermitTransferFrom permit, SignatureTransferDetails transferDetails, address owner, bytes signature)"),
  permitWitnessTransferFrom: one("function permitWitnessTransferFrom(PermitTransferFrom permit, SignatureTransferDetails transferDetails, address owner, bytes32 witness, string witnessTypeString, bytes signature)"),
};
const batch = {
  permit: one("function permit(address owner, PermitBatch permitBatch, bytes signature)"),
  transferFrom: one("function transferFrom(AllowanceTransferDetails[] transferDetails)"),
  permitTransferFrom: one("function permitTransferFrom(PermitBatchTransferFrom permit, SignatureTransferDetails[] transferDetails, address owner, bytes signature)"),
  permitWitnessTransferFrom: one("function permitWitnessTransferFrom(PermitBatchTransferFrom permit, SignatureTransferDetails[] transferDetails, address owner, bytes32 witness, string witnessTypeString, bytes signature)"),
};

const member = (type, name) => ({ name, type });
const PermitDetails = [member("address", "token"), member("uint160", "amount"), member("uint48", "expiration"), member("uint48", "nonce")];
const TokenPermissions = [member("address", "token"), member("uint256", "amount")];
const terms = [member("address", "spender"), member("uint256", "nonce"), member("uint256", "deadline")];
const permitTail = [member("address", "spender"), member("uint256", "sigDeadline")];
const types = {
  PermitSingle: { PermitSingle: [member("PermitDetails", "details"), ...permitTail], PermitDetails },
  PermitBatch: { PermitBatch: [member("PermitDetails[]", "details"), ...permitTail], PermitDetails },
  PermitTransferFrom: { PermitTransferFrom: [member("TokenPermissions", "permitted"), ...terms], TokenPermissions },
  PermitBatchTransferFrom: { PermitBatchTransferFrom: [member("TokenPermissions[]", "permitted"), ...terms], TokenPermissions },
};
const Order = [member("address", "maker"), member("uint256", "price")];
const orderText = "Order witness)Order(address maker,uint256 price)TokenPermissions(address token,uint256 amount)";
const witnessed = (primary, permitted) => ({ [primary]: [member(permitted, "permitted"), ...terms, member("Order", "witness")], Order, TokenPermissions });

/** The clients and tokens of one run, and how things are signed on its chain. */
class World {
  constructor(node, coin) {
    Object.assign(this, { node, coin, domain: { name: "Permit2", chainId: node.ready.chainId, verifyingContract: address } });
    this.nonce = 0n;
  }

  sign(account, primaryType, message, extra = types[primaryType]) {
    return account.signTypedData({ domain: this.domain, types: extra, primaryType, message });
  }

  read(functionName, args = []) {
    return this.node.reader.readContract({ address, abi, functionName, args });
  }

  call(functionName, args, from = abi) {
    return { address, abi: from, functionName, args };
  }

  send(account, ...call) {
    return send(this.node, account, this.call(...call));
  }

  refused(account, ...call) {
    return refusal(this.node.reader.simulateContract({ account, ...this.call(...call) }));
  }

  balance(token, account) {
    return this.node.reader.readContract({ address: token.address, abi: token.abi, functionName: "balanceOf", args: [account] });
  }

  async later(seconds) {
    const { timestamp } = await this.node.reader.getBlock();
    return timestamp + BigInt(seconds);
  }
}

const event = (receipt, eventName) => parseEventLogs({ abi, logs: receipt.logs, eventName }).map(({ args }) => args);

async function allowances(w) {
  const token = w.coin.address;
  const domain = hashDomain({ domain: w.domain, types: { EIP712Domain: getTypesForEIP712Domain({ domain: w.domain }) } });
  check("DOMAIN_SEPARATOR", (await w.read("DOMAIN_SEPARATOR")) === domain);
  const soon = Number(await w.later(1000));
  const approved = await w.send(alice, "approve", [token, bob.address, 100n, soon]);
  const [said] = event(approved, "Approval");
  check("approve: event", said?.owner === alice.address && said.spender === bob.address && said.amount === 100n && said.expiration === soon, said);
  check("allowance", `${await w.read("allowance", [alice.address, token, bob.address])}` === `100,${soon},0`);
  const take = (amount, to = carol.address) => ["transferFrom", [alice.address, to, amount, token], single.transferFrom];
  await w.send(bob, ...take(60n));
  check("transferFrom moves and takes off", (await w.balance(w.coin, carol.address)) === 60n && (await w.read("allowance", [alice.address, token, bob.address]))[0] === 40n);
  check("transferFrom: no more than allowed", (await w.refused(bob, ...take(41n))) === "InsufficientAllowance(40)");
  check("transferFrom: nobody else", (await w.refused(carol, ...take(1n))) === "AllowanceExpired(0)");
  await w.send(bob, "transferFrom", [[[1n, bob], [2n, carol]].map(([amount, to]) => ({ from: alice.address, to: to.address, amount, token }))], batch.transferFrom);
  check("transferFrom for several", (await w.balance(w.coin, bob.address)) === 1n && (await w.balance(w.coin, carol.address)) === 62n);
  await w.send(alice, "approve", [token, bob.address, maxUint160, Number(maxUint48)]);
  await w.send(bob, ...take(7n));
  check("the largest allowance stays", (await w.read("allowance", [alice.address, token, bob.address]))[0] === maxUint160);
  const locked = await w.send(alice, "lockdown", [[{ token, spender: bob.address }]]);
  const [lock] = event(locked, "Lockdown");
  check("lockdown", lock?.spender === bob.address && lock.token.toLowerCase() === token.toLowerCase() && (await w.refused(bob, ...take(1n))) === "InsufficientAllowance(0)", lock);
  await w.send(alice, "approve", [token, bob.address, 5n, 0]);
  const now = (await w.node.reader.getBlock()).timestamp;
  check("an expiration of zero is now", BigInt((await w.read("allowance", [alice.address, token, bob.address]))[1]) === now);
  const raw = (functionName, args) => ({ from: alice.address, to: address, data: encodeFunctionData(w.call(functionName, args)) });
  const clean = raw("approve", [token, bob.address, 1n, 1]);
  // The amount is the third argument: its word begins after 4 + 64 bytes, and must be below 2^160.
  const dirty = { ...clean, data: `${clean.data.slice(0, 2 + 136 + 23)}1${clean.data.slice(2 + 136 + 24)}` };
  check("a dirty amount is refused", !(await reverts(w.node, clean)) && (await reverts(w.node, dirty)));
  check("no function takes value", await reverts(w.node, { ...raw("DOMAIN_SEPARATOR", []), value: "0x1" }));
}

async function permits(w) {
  const token = w.coin.address;
  const sigDeadline = await w.later(1000);
  const details = (nonce, amount = 500n, expiration = Number(maxUint48)) => ({ token, amount, expiration, nonce });
  const message = { details: details(0), spender: carol.address, sigDeadline };
  const signature = await w.sign(alice, "PermitSingle", message);
  const given = await w.send(bob, "permit", [alice.address, message, signature], single.permit);
  const [said] = event(given, "Permit");
  check("permit: event", said?.owner === alice.address && said.spender === carol.address && said.amount === 500n && said.nonce === 0, said);
  check("permit: allowance", `${await w.read("allowance", [alice.address, token, carol.address])}` === `500,${maxUint48},1`);
  check("permit: once", (await w.refused(bob, "permit", [alice.address, message, signature], single.permit)) === "InvalidNonce()");
  check("permit: signed by somebody else", (await w.refused(bob, "permit", [bob.address, message, signature], single.permit)) === "InvalidSigner()");
  const other = { ...message, details: details(0, 501n) };
  check("permit: another amount", (await w.refused(bob, "permit", [alice.address, other, signature], single.permit)) === "InvalidSigner()");
  const late = { ...message, sigDeadline: 1n };
  check("permit: too late", (await w.refused(bob, "permit", [alice.address, late, signature], single.permit)) === "SignatureExpired(1)");
  check("permit: 63 bytes", (await w.refused(bob, "permit", [alice.address, message, signature.slice(0, 128)], single.permit)) === "InvalidSignatureLength()");
  check("permit: 66 bytes", (await w.refused(bob, "permit", [alice.address, message, `${signature}00`], single.permit)) === "InvalidSignatureLength()");
  check("permit: recovers nobody", (await w.refused(bob, "permit", [alice.address, message, `${signature.slice(0, -2)}1d`], single.permit)) === "InvalidSignature()");
  const several = { details: [details(1, 9n), { ...details(0, 8n), token: bob.address }], spender: carol.address, sigDeadline };
  const compact = serializeCompactSignature(signatureToCompactSignature(parseSignature(await w.sign(alice, "PermitBatch", several))));
  check("a signature by EIP-2098 has 64 bytes", compact.length === 130);
  const both = await w.send(bob, "permit", [alice.address, several, compact], batch.permit);
  check("permit for several, 64 bytes", event(both, "Permit").length === 2 && (await w.read("allowance", [alice.address, token, carol.address]))[0] === 9n);
  const skipped = await w.send(alice, "invalidateNonces", [token, carol.address, 10]);
  const [gone] = event(skipped, "NonceInvalidation");
  check("invalidateNonces", gone?.newNonce === 10 && gone.oldNonce === 2, gone);
  check("invalidateNonces: only upwards", (await w.refused(alice, "invalidateNonces", [token, carol.address, 10])) === "InvalidNonce()");
  check("invalidateNonces: not too many", (await w.refused(alice, "invalidateNonces", [token, carol.address, 10 + 65536])) === "ExcessiveInvalidation()");
  check("invalidateNonces: as many as may be", (await w.refused(alice, "invalidateNonces", [token, carol.address, 10 + 65535])) === "");
}

async function signedTransfers(w) {
  const token = w.coin.address;
  const deadline = await w.later(1000);
  const permit = { permitted: { token, amount: 50n }, nonce: 0x102n, deadline };
  const details = { to: carol.address, requestedAmount: 30n };
  const signature = await w.sign(alice, "PermitTransferFrom", { ...permit, spender: bob.address });
  const args = (changed = {}, with_ = signature) => [{ ...permit, ...changed.permit }, { ...details, ...changed.details }, alice.address, with_];
  const call = (...a) => ["permitTransferFrom", args(...a), single.permitTransferFrom];
  check("permitTransferFrom: only the spender", (await w.refused(carol, ...call())) === "InvalidSigner()");
  check("permitTransferFrom: no more than signed", (await w.refused(bob, ...call({ details: { requestedAmount: 51n } }))) === "InvalidAmount(50)");
  check("permitTransferFrom: too late", (await w.refused(bob, ...call({ permit: { deadline: 2n } }))) === "SignatureExpired(2)");
  const before = await w.balance(w.coin, carol.address);
  await w.send(bob, ...call());
  check("permitTransferFrom moves", (await w.balance(w.coin, carol.address)) === before + 30n);
  check("permitTransferFrom: once", (await w.refused(bob, ...call())) === "InvalidNonce()");
  check("nonceBitmap", (await w.read("nonceBitmap", [alice.address, 1n])) === 4n);
  const marked = await w.send(alice, "invalidateUnorderedNonces", [1n, 1n]);
  const [said] = event(marked, "UnorderedNonceInvalidation");
  check("invalidateUnorderedNonces", said?.word === 1n && said.mask === 1n && (await w.read("nonceBitmap", [alice.address, 1n])) === 5n, said);
  const next = { permit: { nonce: 0x100n } };
  check("an invalidated nonce is used", (await w.refused(bob, ...call(next))) === "InvalidNonce()");
  await signedBatches(w, deadline);
  await witnesses(w, deadline);
}

async function signedBatches(w, deadline) {
  const token = w.coin.address;
  const permit = { permitted: [{ token, amount: 5n }, { token, amount: 6n }, { token: bob.address, amount: 1n }], nonce: maxUint256, deadline };
  const signature = await w.sign(alice, "PermitBatchTransferFrom", { ...permit, spender: bob.address });
  const details = (...amounts) => amounts.map((requestedAmount) => ({ to: bob.address, requestedAmount }));
  const call = (list) => ["permitTransferFrom", [permit, list, alice.address, signature], batch.permitTransferFrom];
  check("permitTransferFrom for several: as many as signed", (await w.refused(bob, ...call(details(5n, 6n)))) === "LengthMismatch()");
  check("permitTransferFrom for several: no more than signed", (await w.refused(bob, ...call(details(5n, 7n, 0n)))) === "InvalidAmount(6)");
  const before = await w.balance(w.coin, bob.address);
  await w.send(bob, ...call(details(5n, 6n, 0n)));
  check("permitTransferFrom for several", (await w.balance(w.coin, bob.address)) === before + 11n);
  check("the last nonce of all", (await w.read("nonceBitmap", [alice.address, 2n ** 248n - 1n])) === 2n ** 255n);
}

async function witnesses(w, deadline) {
  const token = w.coin.address;
  const witness = { maker: carol.address, price: 77n };
  const pad = (hex) => hex.slice(2).toLowerCase().padStart(64, "0");
  const hash = keccak256(concat([keccak256(toBytes("Order(address maker,uint256 price)")), `0x${pad(witness.maker)}${pad(toHex(witness.price))}`]));
  const permit = { permitted: { token, amount: 3n }, nonce: 7n, deadline };
  const details = { to: carol.address, requestedAmount: 3n };
  const signature = await w.sign(alice, "PermitWitnessTransferFrom", { ...permit, spender: bob.address, witness },
    witnessed("PermitWitnessTransferFrom", "TokenPermissions"));
  const call = (word) => ["permitWitnessTransferFrom", [permit, details, alice.address, word, orderText, signature], single.permitWitnessTransferFrom];
  const before = await w.balance(w.coin, carol.address);
  check("permitWitnessTransferFrom: another witness", (await w.refused(bob, ...call(toHex(1, { size: 32 })))) === "InvalidSigner()");
  await w.send(bob, ...call(hash));
  const several = { permitted: [{ token, amount: 4n }], nonce: 8n, deadline };
  const signed = await w.sign(alice, "PermitBatchWitnessTransferFrom", { ...several, spender: bob.address, witness },
    witnessed("PermitBatchWitnessTransferFrom", "TokenPermissions[]"));
  await w.send(bob, "permitWitnessTransferFrom", [several, [{ to: carol.address, requestedAmount: 4n }], alice.address, hash, orderText, signed],
    batch.permitWitnessTransferFrom);
  check("permitWitnessTransferFrom, one and several", (await w.balance(w.coin, carol.address)) === before + 7n);
}

/** Owners that are contracts (ERC-1271). */
async function wallets(w) {
  const wallet = await deploySolidity(w.node, alice, "Wallet", [alice.address]);
  const token = w.coin.address;
  const act = (target, abi_, functionName, args) => ({ address: wallet.address, abi: wallet.abi, functionName: "act", args: [target, encodeFunctionData({ abi: abi_, functionName, args })] });
  await send(w.node, alice, { address: token, abi: w.coin.abi, functionName: "transfer", args: [wallet.address, 100n] });
  await send(w.node, alice, act(token, w.coin.abi, "approve", [address, maxUint256]));
  const permit = { permitted: { token, amount: 10n }, nonce: 0n, deadline: await w.later(1000) };
  const details = { to: carol.address, requestedAmount: 10n };
  const signature = await w.sign(alice, "PermitTransferFrom", { ...permit, spender: bob.address });
  const call = (with_) => ["permitTransferFrom", [permit, details, wallet.address, with_], single.permitTransferFrom];
  const foreign = await w.sign(bob, "PermitTransferFrom", { ...permit, spender: bob.address });
  check("ERC-1271: the wallet's own refusal", (await w.refused(bob, ...call(foreign))) === "not the owner");
  const answer = (value) => send(w.node, alice, { address: wallet.address, abi: wallet.abi, functionName: "setAnswer", args: [value] });
  await answer(`0x${"ff".repeat(4)}${"00".repeat(28)}`);
  check("ERC-1271: another answer", (await w.refused(bob, ...call(signature))) === "InvalidContractSignature()");
  await answer(`0x1626ba7e${"00".repeat(27)}01`);
  const refused = () => reverts(w.node, { from: bob.address, to: address, data: encodeFunctionData(w.call(...call(signature))) });
  check("ERC-1271: a dirty answer", await refused());
  await answer("0x1626ba7e");
  check("ERC-1271: a short answer", await refused());
  await answer("0x");
  await w.send(bob, ...call(signature));
  check("ERC-1271: the wallet signs", (await w.balance(w.coin, wallet.address)) === 90n);
}

/** Tokens that are not as they should be. */
async function tokens(w) {
  const odd = await deploySolidity(w.node, alice, "OddToken");
  await w.send(alice, "approve", [odd.address, bob.address, maxUint160, Number(maxUint48)]);
  const take = ["transferFrom", [alice.address, bob.address, 1n, odd.address], single.transferFrom];
  const answer = (value) => send(w.node, alice, { address: odd.address, abi: odd.abi, functionName: "setAnswer", args: [value] });
  check("a token may answer nothing", (await w.refused(bob, ...take)) === "");
  for (const [name, value] of [["false", `0x${"00".repeat(32)}`], ["2", toHex(2, { size: 32 })], ["one byte", "0x01"]]) {
    await answer(value);
    check(`a token that answers ${name}`, (await w.refused(bob, ...take)) === "TRANSFER_FROM_FAILED");
  }
  await answer(`0x${"00".repeat(31)}01ff`);
  check("a token may answer more than true", (await w.refused(bob, ...take)) === "");
  const poor = ["transferFrom", [bob.address, alice.address, 10n ** 30n, w.coin.address], single.transferFrom];
  await w.send(bob, "approve", [w.coin.address, bob.address, maxUint160, Number(maxUint48)]);
  check("a token that reverts", (await w.refused(bob, ...poor)) === "TRANSFER_FROM_FAILED");
}

/** A token that calls back while it is moved, and is itself the spender. */
async function reentrancy(w) {
  const token = await deploySolidity(w.node, alice, "Backhander");
  const at = { address: token.address, abi: token.abi };
  await send(w.node, alice, { ...at, functionName: "approve", args: [address, maxUint256] });
  await w.send(alice, "approve", [token.address, token.address, 10n, Number(maxUint48)]);
  const data = encodeFunctionData({ abi: single.transferFrom, functionName: "transferFrom", args: [alice.address, carol.address, 6n, token.address] });
  await send(w.node, alice, { ...at, functionName: "plan", args: [address, data] });
  // The first transfer's call back asks for 6 more of an allowance of which 4 are left.
  const outer = { to: token.address, data: encodeFunctionData({ ...at, functionName: "act" }) };
  const hash = await w.node.wallet.sendTransaction({ account: bob, gas: 5_000_000n, ...outer });
  await w.node.reader.waitForTransactionReceipt({ hash });
  const succeeded = await w.node.reader.readContract({ ...at, functionName: "succeeded" });
  check("a nested transfer sees what the outer one took", !succeeded && (await w.balance(token, carol.address)) === 6n, succeeded);
  const small = encodeFunctionData({ abi: single.transferFrom, functionName: "transferFrom", args: [alice.address, carol.address, 2n, token.address] });
  await send(w.node, alice, { ...at, functionName: "plan", args: [address, small] });
  await w.node.reader.waitForTransactionReceipt({ hash: await w.node.wallet.sendTransaction({ account: bob, gas: 5_000_000n, ...outer }) });
  check("and what it takes is not given back", (await w.read("allowance", [alice.address, token.address, token.address]))[0] === 0n && (await w.balance(token, carol.address)) === 10n);
}

/** All of it. */
export async function permit2(node, coin) {
  const w = new World(node, coin);
  await send(node, alice, { address: coin.address, abi: coin.abi, functionName: "approve", args: [address, maxUint256] });
  await allowances(w);
  await permits(w);
  await signedTransfers(w);
  await wallets(w);
  await tokens(w);
  await reentrancy(w);
}
