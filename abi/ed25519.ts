// The ABI of the ed25519, written from its Rust source by scripts/abi.sh: do not edit.
export const ed25519Abi = [
  {"type":"function","name":"verify","inputs":[{"name":"digest","type":"bytes32"},{"name":"publicKey","type":"bytes32"},{"name":"r","type":"bytes32"},{"name":"s","type":"bytes32"}],"outputs":[{"name":"valid","type":"bool"}],"stateMutability":"pure"}
] as const;
