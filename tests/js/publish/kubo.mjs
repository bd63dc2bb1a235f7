//! `colophon publish` to a real Kubo node: ids and contents compared with Kubo's own, interrupted and finished.
import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { KuboNode } from "./kubo-node.mjs";
import { bytes, MIB, Project, proxy, scratch, sizes, write } from "./stage.mjs";

const toml = (api, more = "") => `[publish.home]\nkind = "kubo"\napi = "${api}"\n${more}`;
const differences = (a, b) => {
  try {
    return execFileSync("diff", ["--recursive", "--brief", a, b]).toString();
  } catch (error) {
    return error.stdout.toString() || error.message;
  }
};

export async function run(report, folder) {
  const node = await KuboNode.start(folder);
  console.log(`     Kubo ${node.run("version", "--number")}, offline`);
  await report.part("files", () => files(report, node));
  await report.part("ten thousand", () => tenThousand(report, node));
  await report.part("interruptions", () => interruptions(report, node));
  await report.part("names", () => names(report, node));
  await report.part("refusals", () => refusals(report, node));
  await node.stop();
}

/** Files of all lengths, in folders; nothing is sent before it is asked for, and nothing twice. */
async function files(report, node) {
  const project = new Project(toml(node.api));
  const content = Object.fromEntries(sizes.map((size) => [`media/${size}.bin`, bytes("file", size)]));
  write(project.path("data"), { ...content, "metadata/0.json": "{}", "a/b/c/deep": "x", "names with äöü & spaces #1?.txt": "y" });
  const simulated = await project.publish("home", "--from", "data", "--json");
  report.equal("a simulation sends nothing", [simulated.code, simulated.json?.sent, simulated.json?.missing?.files], [0, false, sizes.length + 3]);
  report.check("and leaves nothing behind", !node.isPinned(simulated.json.root) && !existsSync(project.path(".colophon")));
  const sent = await project.publish("home", "--from", "data", "--broadcast", "--json", "--sample", "100");
  const wanted = node.run("add", "--recursive", "--only-hash", "--quieter", project.path("data"));
  report.equal("Kubo computes the same root", [sent.code, sent.json?.root], [0, wanted]);
  report.check("it is pinned", node.isPinned(wanted), sent.stderr);
  report.equal("every file was fetched back", Object.keys(sent.json?.verified ?? {}).length, sizes.length + 3);
  const out = join(scratch(), "out");
  node.run("get", "--output", out, `/ipfs/${wanted}`);
  report.equal("Kubo gives back what was sent", differences(project.path("data"), out), "");
  report.equal("addresses are those of the folders", sent.json?.addresses?.media, `ipfs://${node.run("add", "--recursive", "--only-hash", "--quieter", project.path("data/media"))}/`);
  const { schema, root, kind } = project.receipt("home");
  report.equal("a receipt stays", [schema, root, kind], ["colophon/publication/1", wanted, "kubo"]);
  const again = await project.publish("--from", "data", "--json");
  report.equal("again: nothing to send, checked all the same", [again.code, again.json?.sent, Object.keys(again.json?.verified ?? {}).length], [0, false, sizes.length + 3]);

  // A chunk that is gone although its file seems to be there.
  node.run("pin", "rm", wanted);
  const large = node.run("resolve", `/ipfs/${wanted}/media/${5 * MIB + 7}.bin`).replace("/ipfs/", "");
  const chunk = node.run("refs", large).split("\n")[2];
  node.run("block", "rm", chunk);
  const repaired = await project.publish("--from", "data", "--json", "--yes");
  report.equal("a lost chunk is found and sent again, alone with its file", [repaired.code, repaired.json?.sent_files, node.isPinned(wanted)], [0, 1, true]);
}

async function tenThousand(report, node) {
  const project = new Project(toml(node.api));
  write(project.path("data"), Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`metadata/collection-piece-${i}.json`, `{"name":"Piece ${i}"}`])));
  const at = Date.now();
  const sent = await project.publish("--from", "data", "--broadcast", "--json");
  const took = Date.now() - at;
  const wanted = node.run("add", "--recursive", "--only-hash", "--quieter", project.path("data"));
  report.equal(`a sharded folder of 10,000 files (${took} ms)`, [sent.code, sent.json?.root, node.isPinned(wanted)], [0, wanted, true]);
  const last = node.run("cat", `/ipfs/${wanted}/metadata/collection-piece-9999.json`);
  report.equal("its last file is reached by its name", last, '{"name":"Piece 9999"}');
}

/** Killed after some archives; a node that dies; a node that is busy; a file that changes. */
async function interruptions(report, node) {
  const between = await proxy(node.port);
  const imports = () => between.seen.filter((line) => line.includes("/dag/import")).length;
  for (const kills of [1, 3]) {
    const project = new Project(toml(between.url));
    write(project.path("data"), Object.fromEntries(Array.from({ length: 18 }, (_, i) => [`${i}.bin`, bytes(`kill ${kills} ${i}`, 4 * MIB + i)])));
    let left = kills;
    const { child, done } = project.start("--from", "data", "--yes", "--json");
    between.after = ({ url }) => url.includes("/dag/import") && --left === 0 && child.kill("SIGKILL");
    const killed = await done;
    between.after = () => {};
    const half = await project.publish("--from", "data", "--json");
    const missing = half.json?.missing?.files;
    report.check(`killed after ${kills} archives: the node has a part`, killed.signal === "SIGKILL" && missing > 0 && missing < 18, [killed, half.json]);
    const finished = await project.publish("--from", "data", "--json", "--yes");
    const wanted = node.run("add", "--recursive", "--only-hash", "--quieter", project.path("data"));
    report.equal("the same command sends the rest alone", [finished.code, finished.json?.sent_files, finished.json?.root, node.isPinned(wanted)], [0, missing, wanted, true]);
  }

  const project = new Project(toml(between.url));
  write(project.path("data"), Object.fromEntries(Array.from({ length: 18 }, (_, i) => [`${i}.bin`, bytes(`death ${i}`, 4 * MIB + i)])));
  let left = 2;
  between.after = ({ url }) => url.includes("/dag/import") && --left === 0 && node.stop("SIGKILL");
  const died = await project.publish("--from", "data", "--yes", "--json");
  between.after = () => {};
  report.check("a node that dies ends in a clear state", died.code === 6 && /does not answer.*it continues where it stopped/.test(died.json?.message), died);
  await node.stop();
  rmSync(join(node.env.IPFS_PATH, "repo.lock"), { force: true });
  await node.up();
  const finished = await project.publish("--from", "data", "--yes", "--json");
  const wanted = node.run("add", "--recursive", "--only-hash", "--quieter", project.path("data"));
  report.equal("and is served again when it is back", [finished.code, finished.json?.root, node.isPinned(wanted)], [0, wanted, true]);

  write(project.path("data"), { "new.bin": bytes("busy", 3 * MIB) });
  const before = imports();
  let busy = 4;
  between.before = () => (busy-- > 0 ? { status: busy % 2 ? 503 : 429, headers: { "retry-after": "1" }, body: "try later" } : null);
  const patient = await project.publish("--from", "data", "--yes", "--json");
  between.before = () => null;
  report.equal("a node that is busy is asked again", [patient.code, patient.json?.sent_files, imports() - before], [0, 1, 2]);
  between.before = ({ url }) => (url.includes("/dag/import") ? { status: 502, body: "no backend" } : null);
  write(project.path("data"), { "newer.bin": bytes("newer", 10) });
  const given = await project.publish("--from", "data", "--yes", "--json");
  between.before = () => null;
  report.check("but not for ever", given.code === 6 && given.json?.message.includes("too busy 6 times"), given.json);

  // It changes between the hashing and the sending: when the node is asked what it lacks. (During the sending it could be read already.)
  const asked = ({ url }) => /\/(block|dag)\/stat/.test(url);
  between.before = (incoming) => void (asked(incoming) && write(project.path("data"), { "newer.bin": "y" }));
  const changed = await project.publish("--from", "data", "--yes", "--json");
  between.before = () => null;
  report.check("a file that changes meanwhile is named", changed.code === 3 && changed.json?.message.includes("newer.bin was changed while"), changed.json);
  between.close();
}

/** The path in the node's own file system. */
async function names(report, node) {
  const project = new Project(toml(node.api, 'mfs = "/collections/ink"\n'));
  write(project.path("data"), { "0.json": "{}" });
  const first = await project.publish("--from", "data", "--yes", "--json");
  report.equal("the collection appears in the node's file system", node.run("files", "stat", "--hash", "/collections/ink"), first.json?.root);
  write(project.path("data"), { "1.json": "{}" });
  const second = await project.publish("--from", "data", "--yes", "--json");
  report.equal("a new root takes the place of the old one", [node.run("files", "stat", "--hash", "/collections/ink"), node.run("files", "ls", "/collections")], [second.json?.root, "ink"]);
  const other = new Project(toml(node.api, 'mfs = "/collections/ink"\n'));
  write(other.path("data"), { "0.json": "other" });
  const refused = await other.publish("--from", "data", "--yes", "--json");
  report.check("what somebody else put there stays", refused.code === 6 && refused.json?.message.includes("not what was published from here"), refused.json);
  report.equal("as it was", node.run("files", "stat", "--hash", "/collections/ink"), second.json?.root);
}

async function refusals(report, node) {
  const project = new Project(toml("http://127.0.0.1:1"));
  write(project.path("data"), { a: "1" });
  const nobody = await project.publish("--from", "data", "--json");
  report.check("no node", nobody.code === 6 && nobody.json?.message.includes("does not answer"), nobody.json);
  project.configure(toml(node.gateway));
  const wrong = await project.publish("--from", "data", "--json");
  report.check("a gateway in place of the API", wrong.code === 6 && wrong.json?.message.includes("the right kind of service"), wrong.json);
  project.configure(toml("http://user:secret@127.0.0.1:5001"));
  const password = await project.publish("--from", "data", "--json");
  report.check("a password in the address", password.code === 2 && !JSON.stringify(password).includes("user:secret"), password);
  project.configure(toml(node.api));
  const none = await project.publish("--json");
  report.check("no build", none.code === 4 && none.json?.message.includes("colophon build"), none.json);
  const unknown = await project.publish("hmoe", "--from", "data", "--json");
  report.check("an unknown place", unknown.code === 2 && unknown.json?.message.includes("known are home"), unknown.json);
}
