//! The rules of a record `ap/1`, written a second time: used by `vectors.mjs` to judge every record among the vectors.

/** How well a field is founded, from weakest to strongest. */
const ladder = ["declared", "claimed", "recomputed", "signed", "reexecuted"];

/** All keys that `ap/1` has, section by section. */
const sections = {
  content: ["sha256", "bytes", "media_type", "width", "height", "pixel_sha256", "dhash64", "cid"],
  model: ["name", "file_sha256", "tensor_sha256", "blake3", "short_hash", "short_hash_kind", "locator", "architecture", "license"],
  adapters: ["kind", "name", "weight", "file_sha256", "tensor_sha256", "blake3", "short_hash", "short_hash_kind"],
  prompt: ["mode", "positive", "negative", "commitment"],
  params: ["seed", "steps", "sampler", "scheduler", "cfg_scale", "width", "height", "denoise", "clip_skip", "extra"],
  software: ["name", "version"],
  inputs: ["role", "sha256"],
  source: ["digital_source_type", "human_oversight", "created"],
  creator: ["address", "name"],
  rights: ["license", "data_mining"],
  evidence: ["format", "raw_sha256", "c2pa_store_sha256", "signature"],
};

/** Every leaf of a value, with its JSON pointer. */
function leaves(value, at = "") {
  if (typeof value !== "object") return [[at, value]];
  const escape = (key) => key.replaceAll("~", "~0").replaceAll("/", "~1");
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${at}/${escape(key)}`));
}

/** The standing at a pointer: its own, or that of the nearest object or list around it. */
function standing(status, pointer) {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf("/"))) {
    if (Object.hasOwn(status, at)) return status[at];
    if (at === "") return undefined;
  }
}

/** What breaks a rule, in words; an empty list for a sound record. */
export function recordRules(record) {
  const { spec, status, ...fields } = record;
  const wrong = [];
  const rule = (holds, what) => holds || wrong.push(what);

  rule(spec === "ap/1", "spec");
  for (const [name, section] of Object.entries(fields)) {
    rule(name in sections, `unknown section ${name}`);
    for (const part of [section].flat()) {
      for (const key of Object.keys(part)) rule(sections[name]?.includes(key), `unknown key ${name}/${key}`);
    }
  }
  for (const [at, value] of leaves(fields)) {
    rule(typeof value === "string" || Number.isSafeInteger(value), `${at}: neither text nor safe integer`);
    rule(ladder.includes(standing(status, at)), `${at}: no standing`);
    if (/(sha256|blake3|commitment)$/.test(at)) rule(/^0x[0-9a-f]{64}$/.test(value), `${at}: no word`);
  }
  for (const pointer of Object.keys(status)) {
    const leads = leaves(fields).some(([at]) => at === pointer || at.startsWith(`${pointer}/`));
    rule(leads, `status of ${pointer}, which is not there`);
  }
  for (const at of ["/content/sha256", "/content/bytes"]) {
    rule(ladder.indexOf(standing(status, at)) >= ladder.indexOf("recomputed"), `${at}: not recomputed`);
  }
  const isSigned = fields.evidence?.signature?.status === "valid";
  rule(isSigned || !Object.values(status).includes("signed"), "signed without a signature");
  return wrong;
}
