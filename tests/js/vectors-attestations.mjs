//! Attestations, recomputed with viem: the three EIP-712 messages, and the names of subjects, schemas, keys and panels.
import { encodeAbiParameters, hashDomain, hashStruct, hashTypedData, keccak256, slice, stringToHex } from "viem";

const members = (text) => text.split(",").map((member) => ({ type: member.split(" ")[0], name: member.split(" ")[1] }));

export const attestationTypes = {
  Attestation: members(
    "bytes32 subject,bytes32 schema,bytes32 valueHash,address issuer,uint64 issuedAt,uint64 expiry,uint256 nonce",
  ),
  Revocation: members("bytes32 id,address issuer,uint256 nonce"),
  RevocationBefore: members("uint64 time,address issuer,uint256 nonce"),
};

const domainTypes = { EIP712Domain: members("string name,string version,uint256 chainId,address verifyingContract") };

export const attestationDomain = (chainId, verifyingContract) => ({
  name: "Colophon Attestations",
  version: "1",
  chainId,
  verifyingContract,
});

const encode = (types, values) => keccak256(encodeAbiParameters(types.map((type) => ({ type })), values));
const text = (words) => keccak256(stringToHex(words));

/** The address that stands for a key. */
export const keyIssuer = (scheme, key) => slice(encode(["uint8", "bytes"], [scheme, key]), 12);

/** Compares the vectors of both files; `each` and `same` count. */
export function attestations(vectors, each, same) {
  each("attestation", vectors("attestations"), (one, what) => {
    const domain = attestationDomain(BigInt(one.chain), one.contract);
    const { subject, schema, issuer } = one;
    const [issuedAt, expiry, nonce] = [one.issued_at, one.expiry, one.nonce].map(BigInt);
    const message = { subject, schema, valueHash: one.value_hash, issuer, issuedAt, expiry, nonce };
    const digest = (primaryType, message) => hashTypedData({ domain, types: attestationTypes, primaryType, message });
    same(`${what}: domain`, one.domain_separator, hashDomain({ domain, types: domainTypes }));
    const hashed = hashStruct({ data: message, primaryType: "Attestation", types: attestationTypes });
    same(`${what}: struct`, one.struct_hash, hashed);
    same(`${what}: id`, one.id, digest("Attestation", message));
    same(`${what}: revocation`, one.revocation, digest("Revocation", { id: one.id, issuer, nonce }));
    same(`${what}: before`, one.revocation_before, digest("RevocationBefore", { time: issuedAt, issuer, nonce }));
    same(`${what}: challenge`, one.challenge, Buffer.from(one.id.slice(2), "hex").toString("base64url"));
  });
  const { places, issuers, schemas } = vectors("attestation_names");
  each("place", places, (one, what) => {
    const of = (kind, number) =>
      encode(["bytes32", "uint256", "address", "uint256"], [text(kind), BigInt(one.chain), one.collection, number]);
    same(`${what}: token`, one.token, of("colophon/token/1", BigInt(one.token_id)));
    same(`${what}: series`, one.of_series, of("colophon/series/1", BigInt(one.series)));
    same(`${what}: panel`, one.panel, encode(["address", "bytes32"], [one.collection, one.salt]));
  });
  each("key", issuers, ({ scheme, key, issuer }, what) => same(what, issuer, keyIssuer(scheme, key)));
  each("schema", schemas, ({ name, schema }, what) => same(what, schema, text(name)));
}
