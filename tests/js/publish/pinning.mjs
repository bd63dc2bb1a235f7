//! `colophon publish` to a pinning service that fetches from one Kubo node into another, over a real connection.
import { KuboNode } from "./kubo-node.mjs";
import { pinningService } from "./pinning-service.mjs";
import { bytes, Project, sizes, write } from "./stage.mjs";

const TOKEN = "a-token-that-no-message-shows";

export async function run(report, folder) {
  const home = await KuboNode.start(folder, { offline: false });
  const away = await KuboNode.start(folder, { offline: false });
  const service = await pinningService(away, TOKEN);
  const toml = (more = "") => `[publish.home]\nkind = "kubo"\napi = "${home.api}"
[publish.pins]\nkind = "pinning"\nendpoint = "${service.url}"\ntoken_env = "PIN_TOKEN"\nname = "ink"\n${more}`;
  const project = new Project(toml(`from = "home"\ngateway = "${away.gateway}"\n`), { PIN_TOKEN: TOKEN });
  // Kubo nodes do not hand an empty block to each other (0.40.1), so there is no empty file.
  const filled = sizes.filter((size) => size > 0);
  write(project.path("data"), Object.fromEntries(filled.map((size) => [`media/${size}.bin`, bytes("pinned", size)])));
  const publish = (...args) => project.publish(...args, "--from", "data", "--json");
  await report.part("story", () => story(report, { away, service, publish }));
  await report.part("faults", () => faults(report, { away, service, publish, project }));
  await report.part("refusals", () => refusals(report, { service, publish, project, toml }));
  service.close();
  await Promise.all([home.stop(), away.stop()]);
}

/** From nothing to a pin on the other node. */
async function story(report, { away, service, publish }) {
  const early = await publish("pins", "--yes");
  report.check("a node that does not hold the files is named", early.code === 2 && early.json?.message.includes("colophon publish home"), early.json);
  report.equal("and nothing is asked of the service", service.requests.size, 0);
  const held = await publish("home", "--yes");
  const simulated = await publish("pins");
  report.equal("a simulation asks for nothing", [simulated.code, simulated.json?.sent, service.requests.size], [0, false, 0]);
  const pinned = await publish("pins", "--yes", "--sample", "100");
  report.equal("the service pins", [pinned.code, pinned.json?.root, away.isPinned(held.json?.root)], [0, held.json?.root, true]);
  report.equal("every file came back through its gateway", Object.keys(pinned.json?.verified ?? {}).length, sizes.length - 1);
  report.equal("one request was made", service.log.filter((line) => line === "POST /pins").length, 1);
  const again = await publish("pins", "--yes");
  report.equal("again: the same pin is found", [again.code, again.json?.sent, service.requests.size], [0, false, 1]);
}

async function faults(report, { away, service, publish, project }) {
  write(project.path("data"), { "more.json": "1" });
  const { json } = await publish("home", "--yes");
  let busy = 3;
  service.faults = () => (busy-- > 0 ? { status: 429, headers: { "retry-after": "1" }, body: { error: { reason: "TOO_MANY_REQUESTS" } } } : null);
  const patient = await publish("pins", "--yes");
  report.equal("429 is waited out", [patient.code, away.isPinned(json?.root), service.requests.size], [0, true, 2]);

  write(project.path("data"), { "more.json": "2" });
  await publish("home", "--yes");
  let lost = 1;
  service.faults = ({ method }) => (method === "POST" && lost-- > 0 ? { after: true } : null);
  const once = await publish("pins", "--yes");
  service.faults = () => null;
  report.equal("an answer that is lost makes no second pin", [once.code, service.requests.size], [0, 3]);

  // A root that no node has: the service gives up, and a later run asks again in its place.
  write(project.path("data"), { "more.json": "3" });
  const { json: held } = await publish("home", "--yes");
  service.faults = ({ method, url }) => {
    if (method === "GET" && url.startsWith("/pins/")) for (const entry of service.requests.values()) if (entry.pin.cid === held.root) [entry.status, entry.info] = ["failed", { status_details: "no provider" }];
    return null;
  };
  const failed = await publish("pins", "--yes");
  service.faults = () => null;
  report.check("a request that fails is told with its reason", failed.code === 6 && /failed \(no provider\)/.test(failed.json?.message), failed.json);
  const replaced = await publish("pins", "--yes");
  report.equal("and replaced by the next run", [replaced.code, service.requests.size, away.isPinned(held.root)], [0, 4, true]);
}

async function refusals(report, { service, publish, project, toml }) {
  write(project.path("data"), { "more.json": "4" });
  project.configure(toml());
  service.full = true;
  const full = await publish("pins", "--yes");
  service.full = false;
  report.check("409 is told with what to do", full.code === 6 && /INSUFFICIENT_FUNDS.*raise its limit/.test(full.json?.message), full.json);
  project.configure(toml("wait = 0\n"));
  const slow = await publish("pins", "--yes");
  report.check("a service that takes longer is left to it", slow.code === 6 && /has not finished after 0 s \(request .* is queued\)/.test(slow.json?.message), slow.json);
  const found = service.requests.size;
  await publish("pins", "--yes");
  report.equal("and found again by the next run", service.requests.size, found);
  project.env.PIN_TOKEN = "wrong-token";
  const denied = await publish("pins", "--yes");
  report.check("401: the token is not accepted, and not shown", denied.code === 5 && denied.json?.message.includes("UNAUTHORIZED") && !JSON.stringify(denied).includes("wrong-token"), denied);
  delete project.env.PIN_TOKEN;
  const missing = await publish("pins");
  report.check("no token", missing.code === 5 && missing.json?.message.includes("PIN_TOKEN"), missing.json);
  project.env.PIN_TOKEN = TOKEN;
  project.configure(toml().replace(service.url, "http://pins.example.org"));
  const open = await publish("pins");
  report.check("a token goes over no open line", open.code === 2 && open.json?.message.includes("https"), open.json);
  project.configure(toml('from = "nobody"\n'));
  const nobody = await publish("pins");
  report.check("`from` names a place", nobody.code === 2 && nobody.json?.message.includes("[publish.nobody]"), nobody.json);
}
