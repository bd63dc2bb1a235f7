//! Endless EVM code, one for each kind of opcode and precompile.

const byte = (value) => value.toString(16).padStart(2, "0");
/** PUSH4 of a number. */
const push = (value) => `63${value.toString(16).padStart(8, "0")}`;

/** Code that runs a setup once and repeats a body for ever. */
function endless(body, setup = "") {
  const at = setup.length / 2;
  return `0x${setup}5b${body}61${at.toString(16).padStart(4, "0")}56`;
}

const many = (text, count = 100) => text.repeat(count);

/** Opcodes with two operands, both large: name → opcode, and how often in a loop. */
const BINARY = {
  ADD: 0x01, MUL: 0x02, SUB: 0x03, DIV: 0x04, SDIV: 0x05, MOD: 0x06, SMOD: 0x07, SIGNEXTEND: 0x0b,
  LT: 0x10, SGT: 0x13, EQ: 0x14, AND: 0x16, BYTE: 0x1a, SHL: 0x1b, SAR: 0x1d,
};
/** Opcodes with one operand. */
const UNARY = { ISZERO: 0x15, NOT: 0x19, CLZ: 0x1e, BALANCE: 0x31, CALLDATALOAD: 0x35, EXTCODESIZE: 0x3b, EXTCODEHASH: 0x3f, BLOCKHASH: 0x40, MLOAD: 0x51, SLOAD: 0x54, TLOAD: 0x5c };
/** Opcodes without. */
const NULLARY = { ADDRESS: 0x30, CALLER: 0x33, GASPRICE: 0x3a, TIMESTAMP: 0x42, SELFBALANCE: 0x47, PC: 0x58, MSIZE: 0x59, GAS: 0x5a, PUSH0: 0x5f };

/** A large number, and an odd one of 255 bits. */
const LARGE = `7f${"f".repeat(63)}1`;
const ODD = `7f7${"f".repeat(62)}3`;

/** Static call of a precompile with input that lies at 0. */
const ask = (address, length) => `5f5f${push(length)}5f${push(address)}5afa50`;
/** Stores words from 0 on. */
const words = (list) => list.map((word, index) => `7f${word.replace(/^0x/, "").padStart(64, "0")}${push(index * 32)}52`).join("");

/** All code: name → hex. */
export function codes() {
  const all = {
    "JUMPDEST": endless(many("5b", 1000)),
    "JUMP": endless(""),
    "PUSH32, POP": endless(many(`${LARGE}50`)),
    "DUP, SWAP, POP": endless(many("5f5f8090505050")),
    "EXP": endless(many(`${LARGE}${ODD}0a50`, 10)),
    "EXP of a small exponent": endless(many(`60ff${ODD}0a50`, 10)),
    "ADDMOD": endless(many(`${ODD}${LARGE}${LARGE}0850`)),
    "MULMOD": endless(many(`${ODD}${LARGE}${LARGE}0950`)),
    "KECCAK256 of nothing": endless(many("5f5f2050")),
    "KECCAK256 32": endless(many("60205f2050")),
    "KECCAK256 136": endless(many("60885f2050")),
    "KECCAK256 64 KiB": endless(many(`${push(65536)}5f2050`)),
    "CALLDATACOPY 64 KiB": endless(many(`${push(65536)}5f5f37`)),
    "CODECOPY 1 KiB": endless(many(`${push(1024)}5f5f39`)),
    "EXTCODECOPY 1 KiB": endless(many(`${push(1024)}5f5f303c`)),
    "MCOPY 64 KiB": endless(many(`${push(65536)}60015f5e`)),
    "MSTORE": endless(many(`${LARGE}5f52`)),
    "MSTORE8": endless(many("60015f53")),
    "SLOAD, cold": endless("805450600101", "5f"),
    "SSTORE, warm": endless(many("60015f555f5f55", 10)),
    "TSTORE": endless(many("60015f5d")),
    "TSTORE, new keys": endless("80805d600101", "5f"),
    "LOG0 of nothing": endless(many("5f5fa0", 10)),
    "LOG0 64 KiB": endless(`${push(65536)}5fa0`),
    "LOG4": endless(many("5f5f5f5f5f5fa4", 10)),
    "CALL of an empty account": endless(many("5f5f5f5f5f61dead5ff150", 10)),
    "CALL of itself": endless("5f5f5f5f5f305af150"),
    "STATICCALL of itself, no gas": endless(many("5f5f5f5f305ffa50", 10)),
    "DELEGATECALL of itself": endless("5f5f5f5f305af450"),
    "CREATE of nothing": endless("5f5f5ff050"),
    "CREATE2 of 48 KiB": endless(`5a${push(49152)}5f5ff550`),
    "RETURNDATACOPY of nothing": endless(many("5f5f5f3e")),
  };
  for (const [name, opcode] of Object.entries(BINARY)) all[name] = endless(many(`${ODD}${LARGE}${byte(opcode)}50`));
  for (const [name, opcode] of Object.entries(UNARY)) all[name] = endless(many(`5f${byte(opcode)}50`));
  for (const [name, opcode] of Object.entries(NULLARY)) all[name] = endless(many(`${byte(opcode)}50`));
  return { ...all, ...precompiles() };
}

function precompiles() {
  const ff = "f".repeat(64);
  // Points of bn254 and of secp256k1 and secp256r1 that every library's tests use; the generators.
  const bn = words(["1", "2", "1", "2"]);
  const signature = words(["18c547e4f7b0f325ad1e56f57e26c745b09a3e503d86e00e5255ff7f715d3d1c", "1c", "73b1693892219d736caba55bdb67216e485557ea6b6af75f37096c9aa6a5a75f", "eeb940b1d03b21e36b0e47e79769f095fe2ab855bd91e3a38756b7d75a9c4549"]);
  const pair = ["1", "2", "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2", "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed", "90689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b", "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa"];
  const g2 = ["24aa2b2f08f0a91260805272dc51051", "c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8", "13e02b6052719f607dacd3a088274f65", "596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e", "ce5d527727d6e118cc9cdc6da2e351a", "adfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801", "606c4a02ea734cc32acd2b02bc28b99", "cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be"];
  const g1 = ["17f1d3a73197d7942695638c4fa9ac0f", "c3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb", "8b3f481e3aaa0f1a09e30ed741d8ae4", "fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1"];
  const modexp = (base, exponent, modulus) => {
    const lengths = [base, exponent, modulus];
    const sum = lengths.reduce((one, other) => one + other);
    return words([...lengths.map((length) => length.toString(16)), ...Array(Math.ceil(sum / 32)).fill(ff)]);
  };
  const loop = (address, length, setup) => endless(ask(address, length), setup);
  return {
    "ecrecover": loop(1, 128, signature),
    "sha256 of nothing": loop(2, 0, ""),
    "sha256 64 KiB": loop(2, 65536, ""),
    "ripemd160 64 KiB": loop(3, 65536, ""),
    "identity of nothing": loop(4, 0, ""),
    "identity 64 KiB": loop(4, 65536, ""),
    "modexp 32, 32, 32": loop(5, 192, modexp(32, 32, 32)),
    "modexp 256, 3, 256": loop(5, 96 + 515, modexp(256, 3, 256)),
    "modexp 512, 32, 512": loop(5, 96 + 1056, modexp(512, 32, 512)),
    "modexp 1024, 1, 1024": loop(5, 96 + 2049, modexp(1024, 1, 1024)),
    "modexp 8, 1024, 8": loop(5, 96 + 1040, modexp(8, 1024, 8)),
    "bn254 add": loop(6, 128, bn),
    "bn254 mul": loop(7, 96, words(["1", "2", ff])),
    "bn254 pairing of none": loop(8, 0, ""),
    "bn254 pairing of one": loop(8, 192, words(pair)),
    "blake2f 1,000 rounds": loop(9, 213, words([`000003e8${"ab".repeat(28)}`])),
    "bls12 g1 add": loop(0x0b, 256, words([...g1, ...g1])),
    "bls12 g1 msm of one": loop(0x0c, 160, words([...g1, ff])),
    "bls12 g2 msm of one": loop(0x0e, 288, words([...g2, ff])),
    "bls12 pairing of one": loop(0x0f, 384, words([...g1, ...g2])),
    "bls12 map to g1": loop(0x10, 64, words(["1", ff.replace(/^./, "1")])),
    "bls12 map to g2": loop(0x11, 128, words(["1", "5", "1", "7"])),
    "p256 verify": loop(0x100, 160, words(["4cee90eb86eaa050036147a12d49004b6b9c72bd725d39d4785011fe190f0b4d", "a73bd4903f0ce3b639bbbf6e8e80d16931ff4bcf5993d58468e8fb19086e8cac", "36dbcd03009df8c59286b162af3bd7fcc0450c9aa81be5d10d312af6c66b1d60", "4aebd3099c618202fcfe16ae7770b0c49ab5eadf74b754204a3bb6060e44eff3", "7618b065f9832de4ca6ca971a7a1adc826d0f7c00181a5fb2ddf79ae00b4e10e"])),
    "ArbSys.arbBlockNumber": loop(0x64, 4, words([`a3b1b31d${"0".repeat(56)}`])),
    "ArbGasInfo.getPricesInWei": loop(0x6c, 4, words([`41b247a8${"0".repeat(56)}`])),
  };
}
