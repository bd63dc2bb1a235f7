//! `colophon publish` to an S3 server (moto, which checks signatures and conditions), read back with boto3.
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bytes, freePort, MIB, Project, proxy, sha256, sizes, stay, until, write } from "./stage.mjs";

const CLIENT = join(dirname(fileURLToPath(import.meta.url)), "s3_client.py");
const BUCKET = "ink-collection";

export async function run(report, _, python) {
  const port = await freePort();
  const server = stay(join(dirname(python), "moto_server"), ["-H", "127.0.0.1", "-p", String(port)], { INITIAL_NO_AUTH_ACTION_COUNT: "4" });
  const url = `http://127.0.0.1:${port}`;
  const up = () => fetch(`${url}/moto-api/`).then(() => true, () => false);
  if (!(await until(up))) throw new Error(`no server: ${server.log()}`);
  const call = (env, ...args) => execFileSync(python, [CLIENT, ...args], { env: { ...process.env, ...env } }).toString();
  const key = JSON.parse(call({}, "setup", url, BUCKET));
  const env = { AWS_ACCESS_KEY_ID: key.access, AWS_SECRET_ACCESS_KEY: key.secret, AWS_REGION: "us-east-1" };
  const store = {
    port,
    env,
    toml: (endpoint = url, more = "") => `[publish.store]\nkind = "s3"\nbucket = "${BUCKET}"\nprefix = "v1"\nendpoint = "${endpoint}"\n${more}`,
    list: () => JSON.parse(call(env, "list", url, BUCKET)),
    put: (name, text) => call(env, "put", url, BUCKET, name, text),
  };
  await report.part("files", () => files(report, store));
  await report.part("interruptions", () => interruptions(report, store));
  await report.part("others", () => others(report, store));
  await report.part("refusals", () => refusals(report, store));
  await server.stop();
}

async function files(report, store) {
  const project = new Project(store.toml(undefined, 'public_url = "https://ink.example.org/v1/"\n'), store.env);
  // Above 8 MiB in parts.
  const content = Object.fromEntries([...sizes, 8 * MIB, 8 * MIB + 1, 17 * MIB + 3].map((size) => [`media/${size}.png`, bytes("object", size)]));
  Object.assign(content, { "metadata/0.json": Buffer.from("{}"), "names with äöü & spaces +.txt": Buffer.from("y") });
  write(project.path("data"), content);
  const simulated = await project.publish("--from", "data", "--json");
  report.equal("a simulation sends nothing", [simulated.code, simulated.json?.missing?.files, store.list().objects.length], [0, 12, 0]);
  const sent = await project.publish("--from", "data", "--json", "--yes", "--sample", "100");
  report.equal("every file was sent and fetched back", [sent.code, sent.json?.sent_files, Object.keys(sent.json?.verified ?? {}).length, sent.stderr], [0, 12, 12, sent.stderr]);
  const { objects, uploads } = store.list();
  const wanted = Object.entries(content).map(([name, data]) => [`v1/${name}`, data.length, sha256(data), sha256(data)]).sort();
  report.equal("boto3 finds the same bytes, lengths and attributes", objects.map((o) => [o.key, o.size, o.sha256, o.metadata.sha256]).sort(), wanted);
  const type = (name) => objects.find(({ key }) => key === `v1/${name}`)?.type;
  report.equal("with media types", [type("media/1.png"), type(`media/${17 * MIB + 3}.png`), type("metadata/0.json")], ["image/png", "image/png", "application/json"]);
  report.equal("and no upload is left open", uploads, 0);
  report.equal("addresses are those of the world", sent.json?.addresses?.media, "https://ink.example.org/v1/media/");
  const again = await project.publish("--from", "data", "--json");
  report.equal("again: nothing to send", [again.code, again.json?.sent], [0, false]);
  write(project.path("data"), { "metadata/0.json": "[]" });
  const changed = await project.publish("--from", "data", "--json");
  report.equal("a changed file is replaced", [changed.json?.missing?.files, changed.json?.changed], [0, { files: 1, bytes: 2 }]);
  const replaced = await project.publish("--from", "data", "--json", "--yes");
  report.equal("alone", [replaced.code, replaced.json?.sent_files, store.list().objects.find(({ key }) => key === "v1/metadata/0.json")?.sha256], [0, 1, sha256("[]")]);
}

async function interruptions(report, store) {
  const between = await proxy(store.port);
  const toml = store.toml(between.url).replace("v1", "v2");
  const content = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`${i}.bin`, bytes(`kill ${i}`, i % 20 === 0 ? 9 * MIB : 1000 + i)]));
  const project = new Project(toml, store.env);
  write(project.path("data"), content);
  let left = 20;
  const { child, done } = project.start("--from", "data", "--yes", "--json");
  between.after = ({ method }) => method === "PUT" && --left === 0 && child.kill("SIGKILL");
  const killed = await done;
  between.after = () => {};
  const half = await project.publish("--from", "data", "--json");
  const missing = half.json?.missing?.files;
  report.check("killed: the store has a part", killed.signal === "SIGKILL" && missing > 0 && missing < 60, [killed, half.json]);
  const finished = await project.publish("--from", "data", "--json", "--yes");
  report.equal("the same command sends the rest alone", [finished.code, finished.json?.sent_files], [0, missing]);
  const there = store.list().objects.filter(({ key }) => key.startsWith("v2/"));
  const wanted = Object.entries(content).map(([name, data]) => [`v2/${name}`, sha256(data)]).sort();
  report.equal("and everything is there", there.map((o) => [o.key, o.sha256]).sort(), wanted);

  const before = between.seen.length;
  let busy = 5;
  between.before = () => (busy-- > 0 ? { status: busy % 2 ? 503 : 429, body: "<Error><Code>SlowDown</Code></Error>" } : null);
  write(project.path("data"), { "late.bin": "late" });
  const patient = await project.publish("--from", "data", "--yes", "--json");
  between.before = () => null;
  report.check("a store that is busy is asked again", patient.code === 0 && patient.json?.sent_files === 1 && between.seen.length > before + 5, patient);

  // An answer that is lost: the object is there when it is written again.
  let lost = 1;
  between.after = (incoming) => incoming.method === "PUT" && lost-- > 0 && incoming.socket.destroy();
  write(project.path("data"), { "lost.bin": "lost" });
  const once = await project.publish("--from", "data", "--yes", "--json");
  const twice = once.code === 0 ? once : await project.publish("--from", "data", "--yes", "--json");
  between.after = () => {};
  report.check("an answer that is lost does no harm", twice.code === 0, [once, twice]);
  between.close();
}

/** Somebody else writes to the same place. */
async function others(report, store) {
  const between = await proxy(store.port);
  const project = new Project(store.toml(between.url).replace("v1", "v3"), store.env);
  write(project.path("data"), { "0.json": "ours" });
  between.before = ({ method }) => void (method === "PUT" && store.put("v3/0.json", "theirs"));
  const overtaken = await project.publish("--from", "data", "--yes", "--json");
  between.before = () => null;
  report.check("a name that was taken since it was looked at is not overwritten", overtaken.code === 6 && overtaken.json?.message.includes("changed by somebody else"), overtaken.json);
  const theirs = () => store.list().objects.find(({ key }) => key === "v3/0.json")?.sha256;
  report.equal("theirs stays", theirs(), sha256("theirs"));
  const shown = await project.publish("--from", "data", "--json");
  report.equal("the next run says that it would replace it", shown.json?.changed, { files: 1, bytes: 4 });
  between.before = ({ method }) => void (method === "PUT" && store.put("v3/0.json", "theirs again"));
  const raced = await project.publish("--from", "data", "--yes", "--json");
  between.before = () => null;
  report.equal("nor is a version that it did not see", [raced.code, theirs()], [6, sha256("theirs again")]);
  between.close();
}

async function refusals(report, store) {
  const project = new Project(store.toml(), { ...store.env, AWS_SECRET_ACCESS_KEY: "wrong" });
  write(project.path("data"), { a: "1" });
  const wrong = await project.publish("--from", "data", "--json", "--yes");
  report.check("a wrong key is refused by the signature", wrong.code === 5 && wrong.json?.message.includes("SignatureDoesNotMatch"), wrong.json);
  const without = new Project(store.toml());
  write(without.path("data"), { a: "1" });
  const none = await without.publish("--from", "data", "--json");
  report.check("no key", none.code === 5 && none.json?.message.includes("AWS_ACCESS_KEY_ID"), none.json);
  const nowhere = new Project(store.toml().replace(BUCKET, "no-such-bucket"), store.env);
  write(nowhere.path("data"), { a: "1" });
  const bucket = await nowhere.publish("--from", "data", "--json", "--yes");
  report.check("no bucket", bucket.code === 6 && bucket.json?.message.includes("check that the bucket exists"), bucket.json);
}
