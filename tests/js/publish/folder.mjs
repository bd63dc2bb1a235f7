//! `colophon publish` to a plain folder: copies and hard links, interrupted and finished.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { bytes, MIB, Project, sizes, write } from "./stage.mjs";

export async function run(report) {
  for (const link of [false, true]) await report.part(`link = ${link}`, () => story(report, link));
  await report.part("kill", () => killed(report));
  await report.part("refusals", () => refusals(report));
}

const toml = (link) => `[publish.disk]\nkind = "folder"\npath = "public/ink"\nlink = ${link}\npublic_url = "https://ink.example.org/"\n`;
const names = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).map((one) => one.name);

async function story(report, link) {
  const project = new Project(toml(link));
  const content = Object.fromEntries(sizes.map((size) => [`media/${size}.bin`, bytes("copied", size)]));
  write(project.path("data"), { ...content, ".hidden": "no" });
  const simulated = await project.publish("--from", "data", "--json");
  report.equal("a simulation writes nothing", [simulated.code, simulated.json?.missing?.files, existsSync(project.path("public"))], [0, sizes.length, false]);
  const sent = await project.publish("--from", "data", "--json", "--yes");
  const there = (name) => readFileSync(project.path(`public/ink/${name}`));
  report.check("every file is there, and nothing else", sent.code === 0 && names(project.path("public")).length === sizes.length && Object.entries(content).every(([name, data]) => there(name).equals(data)), sent);
  const inode = (name) => statSync(project.path(name)).ino;
  report.equal(link ? "as links" : "as copies", inode("public/ink/media/1.bin") === inode("data/media/1.bin"), link);
  report.equal("addresses are those of the world", sent.json?.addresses?.media, "https://ink.example.org/media/");
  const again = await project.publish("--from", "data", "--json");
  report.equal("again: nothing to send", [again.code, again.json?.sent], [0, false]);
  writeFileSync(project.path("public/ink/media/1.bin.tmp"), "x");
  write(project.path("public/ink"), { [`media/${MIB}.bin`]: bytes("damaged", MIB) });
  const damaged = await project.publish("--from", "data", "--json");
  // A link is one file under two names: what is written to one is in both, and nothing differs.
  report.equal("damage is found", damaged.json?.changed?.files ?? 0, link ? 0 : 1);
  await project.publish("--from", "data", "--json", "--yes");
  report.check("and mended", there(`media/${MIB}.bin`).equals(readFileSync(project.path(`data/media/${MIB}.bin`))));
  report.equal("what is not ours stays", there("media/1.bin.tmp").toString(), "x");
}

/** Killed at any instant, a file is whole or not there. */
async function killed(report) {
  const project = new Project(toml(false));
  const content = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}.bin`, bytes(`kill ${i}`, MIB + i)]));
  write(project.path("data"), content);
  let torn = 0;
  for (let kill = 0; kill < 10; kill++) {
    const { child, done } = project.start("--from", "data", "--yes", "--json");
    setTimeout(() => child.kill("SIGKILL"), 20 + Math.random() * 300);
    await done;
    for (const [name, data] of Object.entries(content)) {
      const path = project.path(`public/ink/${name}`);
      if (existsSync(path) && !readFileSync(path).equals(data)) torn += 1;
    }
  }
  report.equal("ten kills tore no file", torn, 0);
  const finished = await project.publish("--from", "data", "--yes", "--json");
  report.equal("and the rest follows, without remains", [finished.code, names(project.path("public")).length], [0, 40]);
}

async function refusals(report) {
  const project = new Project(toml(false));
  mkdirSync(project.path("data"));
  const empty = await project.publish("--from", "data", "--json");
  report.check("nothing to publish", empty.code === 3 && empty.json?.message.includes("no files"), empty.json);
  write(project.path("data"), { a: "1" });
  symlinkSync("a", project.path("data/loop"));
  const link = await project.publish("--from", "data", "--json");
  report.check("symbolic links are named", link.code === 3 && link.json?.message.includes("loop"), link.json);
  mkdirSync(project.path("other"));
  write(project.path("other"), { b: "1" });
  mkdirSync(project.path("public/ink/b"), { recursive: true });
  const taken = await project.publish("--from", "other", "--json");
  report.check("a folder in the way", taken.code === 3 && taken.json?.message.includes("is a folder"), taken.json);
  project.configure('network = "devnet"\n');
  const nowhere = await project.publish("--from", "other", "--json");
  report.check("no place in the file", nowhere.code === 2 && nowhere.json?.message.includes("[publish.home]"), nowhere.json);
  const missing = await project.publish("--from", "nothing", "--json");
  report.check("no such folder", missing.code === 3 && missing.json?.message.includes("is not a folder"), missing.json);
}
