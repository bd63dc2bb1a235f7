//! Takes the terminal pictures of the README: runs real commands in a pseudo-terminal, in a project of its own and
//! against a node of its own, and draws what they print as SVG under docs/pictures.
//!   node scripts/terminal-pictures.mjs [--colophon FILE] [--out FOLDER] [--supply N] [--port N]
//! FILE is the command (default: crates/target/debug/colophon). Needs `script` (util-linux). Numbers are those of the run:
//! the secret of the project and the salt of the deployment are random, so hashes, addresses and times differ each time.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { screen } from "./pictures/screen.mjs";
import { svg } from "./pictures/svg.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { values } = parseArgs({
  options: {
    colophon: { type: "string", default: join(root, "crates/target/debug/colophon") },
    out: { type: "string", default: join(root, "docs/pictures") },
    supply: { type: "string", default: "1000" },
    port: { type: "string", default: "21651" },
  },
});
const colophon = resolve(values.colophon);
if (!existsSync(colophon)) {
  console.error(`${colophon} is not there: cargo build --locked --manifest-path crates/Cargo.toml -p colophon-cli`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), "colophon-pictures-"));
const project = join(folder, "inkling");
const url = `http://127.0.0.1:${values.port}`;
const env = { PATH: `${dirname(colophon)}:${process.env.PATH}`, HOME: folder, TERM: "xterm-256color", COLOPHON_RPC_URL: url, LANG: "C.UTF-8" };

/** Runs a command line in a pseudo-terminal of so many columns and returns what it wrote, in colours. */
function recorded(command, columns) {
  // The command's own exit code does not matter to a picture: a verdict may be the point of it.
  const line = `stty cols ${columns} rows 60; ${command}`;
  return execFileSync("script", ["-qec", line, "/dev/null"], { cwd: project, env, stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1 << 26 });
}

/** Runs a command that is not shown, and fails with it. */
function quietly(...args) {
  execFileSync(colophon, args, { cwd: project, env, stdio: ["ignore", "ignore", "inherit"] });
}

/** Takes the picture of a command line; of long output the first rows, with a mark where it goes on. */
function picture(name, command, title, { columns = 120, most = Infinity } = {}) {
  const prompt = [...`$ ${command}`].map((text, at) => ({ text, style: at === 0 ? { colour: 2, bold: true } : { bold: true } }));
  const shown = screen(recorded(command, columns), columns);
  const rows = [prompt, [], ...shown.slice(0, most)];
  if (shown.length > most) rows.push([{ text: "⋮", style: { dim: true } }]);
  const path = join(values.out, `${name}.svg`);
  writeFileSync(path, svg(rows, columns, title));
  console.log(`${path}: ${rows.length} rows`);
}

/** Waits until the node answers. */
async function ready() {
  for (let tries = 0; tries < 100; tries += 1) {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] });
    const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body }).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error(`the node did not start at ${url}`);
}

mkdirSync(project);
mkdirSync(values.out, { recursive: true });
const node = spawn(colophon, ["devnet", "--port", values.port, "--silent", "--quiet"], { env, stdio: "ignore" });
try {
  await ready();
  quietly("init", "--yes", "--name", "Inkling", "--symbol", "INK", "--supply", values.supply, "--quiet");
  picture("plan", "colophon plan", "Exact scarcity from one file");
  quietly("generate", "--quiet");
  picture("validate", "colophon validate", "Every output matched back by what is inside it", { most: 20 });
  quietly("build", "--quiet");
  quietly("deploy", "--broadcast", "--quiet");
  quietly("mint", "--broadcast", "--quiet");
  const [first] = readdirSync(join(project, "outputs")).sort();
  picture("verify", `colophon verify 0 --file outputs/${first}`, "Every word of a piece, recomputed and compared with the chain", { columns: 160 });
} finally {
  node.kill();
  rmSync(folder, { recursive: true, force: true });
}
