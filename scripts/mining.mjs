//! Mines pieces on a development chain with `colophon mine` and draws what the Minter logged: difficulty and intervals against time.
//!   node scripts/mining.mjs [PIECES] [INTERVAL] [THREADS]      20 pieces, 5 s, 2 threads
//!   node scripts/mining.mjs --png              only docs/pictures/mining.png, from the SVG that is there
//! Writes docs/pictures/mining.svg and mining.png and prints the figures. Needs `colophon` (COLOPHON=path, or a release build), tests/js,
//! and for the PNG `npm ci --prefix scripts/bench`.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, start } from "../tests/js/devnode.mjs";

const [pieces, interval, threads] = [20, 5, 2].map((usual, at) => Number(process.argv[2 + at] ?? usual));
const colophon = process.env.COLOPHON ?? join(root, "crates/target/release/colophon");
const halfLife = 2 * interval;
// Too easy: a fraction of a second for one processor.
const first = 65_536;
const key = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

/** What the Minter logged of a run: for each solution its second, and the difficulty that it met. */
async function mined() {
  const folder = mkdtempSync(join(tmpdir(), "colophon-mining-"));
  const node = await start();
  try {
    cpSync(join(root, "examples/inkling/pieces"), join(folder, "pieces"), { recursive: true });
    writeFileSync(join(folder, "key"), `${key}\n`, { mode: 0o600 });
    const run = (...args) => JSON.parse(execFileSync(colophon, [...args, "--rpc-url", node.ready.rpcUrl, "--key-file", join(folder, "key"), "--broadcast", "--json"], {
      cwd: folder, stdio: ["ignore", "pipe", "inherit"], maxBuffer: 64 << 20,
    }).toString());
    run("deploy", "--name", "Inkling", "--symbol", "INK");
    run("mint", "pieces", "--words", "none", "--only", "0", "--supply", String(pieces + 24));
    const begins = Number((await node.reader.getBlock()).timestamp) + 1;
    const work = `interval = ${interval}\nhalf_life = ${halfLife}\ndifficulty = ${first}`;
    writeFileSync(join(folder, "colophon.toml"), `[sale.dig]\nprice = 0\nstart = ${begins}\n[sale.dig.work]\n${work}\n`);
    const { minter } = run("sale", "create", "dig");
    const abi = JSON.parse(readFileSync(join(root, "abi/minter.json"), "utf8"));
    const report = run("mine", "dig", "--pieces", String(pieces), "--threads", String(threads));
    const logs = await node.reader.getContractEvents({ address: minter, abi, eventName: "Solved", fromBlock: 0n });
    const seconds = await Promise.all(logs.map(async ({ blockNumber }) => Number((await node.reader.getBlock({ blockNumber })).timestamp)));
    return { report, begins, solutions: logs.map(({ args }, at) => ({ second: seconds[at] - begins, difficulty: Number(args.difficulty) })) };
  } finally {
    node.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const [width, height, left, right] = [760, 250, 96, 24];
const grouped = (number) => Math.round(number).toLocaleString("en-GB");

/** One diagram: points over seconds, with lines across at `ticks`. */
function diagram({ top, title, points, means, end, low, high, ticks, scale, text, more }) {
  const x = (second) => left + ((width - left - right) * second) / end;
  const y = (value) => top + 30 + (height - 60) * (1 - (scale(value) - scale(low)) / (scale(high) - scale(low)));
  const line = (means ?? points).map(([second, value], at) => `${at ? "L" : "M"}${x(second).toFixed(1)} ${y(value).toFixed(1)}`).join(" ");
  const dots = points.map(([second, value]) => `<circle cx="${x(second).toFixed(1)}" cy="${y(value).toFixed(1)}" r="3"/>`).join("");
  const across = ticks.map((value) => `<path class="tick" d="M${left} ${y(value).toFixed(1)}H${width - right}"/>` +
    `<text class="left" x="${left - 8}" y="${(y(value) + 4).toFixed(1)}">${text(value)}</text>`).join("\n");
  const step = [5, 10, 20, 30, 60, 120, 300, 600].find((step) => end / step <= 12) ?? 3600;
  const along = Array.from({ length: Math.floor(end / step) + 1 }, (_, at) =>
    `<text class="below" x="${x(at * step).toFixed(1)}" y="${top + height - 12}">${at * step} s</text>`).join("");
  return `<text x="${left}" y="${top + 16}">${title}</text>\n${across}\n${along}\n${more(x, y)}<path class="line" d="${line}"/>\n${dots}`;
}

function picture({ solutions, report }) {
  const end = Math.max(...solutions.map(({ second }) => second), 1);
  const waits = solutions.map(({ second }, at) => second - (at ? solutions[at - 1].second : 0));
  const recent = (at) => waits.slice(Math.max(0, at - 9), at + 1).reduce((sum, wait) => sum + wait, 0) / Math.min(10, at + 1);
  const difficulties = solutions.map(({ difficulty }) => difficulty);
  const [low, high] = [10 ** Math.floor(Math.log10(Math.min(...difficulties))), 10 ** Math.ceil(Math.log10(Math.max(...difficulties)))];
  const powers = Array.from({ length: Math.round(Math.log10(high / low)) + 1 }, (_, at) => low * 10 ** at);
  // What the hash rate of this machine makes of the interval.
  const fit = report.hashes_per_second * interval;
  const level = (value, name) => (x, y) => `<path class="aim" d="M${left} ${y(value).toFixed(1)}H${width - right}"/>` +
    `<text class="aim" x="${width - right}" y="${(y(value) - 6).toFixed(1)}">${name}</text>`;
  const most = Math.max(...waits, 2 * interval);
  const upper = diagram({
    top: 0, title: "Difficulty met by each solution", points: solutions.map(({ second, difficulty }) => [second, difficulty]), end, low, high,
    ticks: powers, scale: Math.log10, text: grouped, more: fit > low && fit < high ? level(fit, "mean hash rate × interval") : () => "",
  });
  const lower = diagram({
    top: height, title: `Seconds since the solution before (dots), mean of the last ten (line), aim ${interval}`,
    points: solutions.map(({ second }, at) => [second, waits[at]]), means: solutions.map(({ second }, at) => [second, recent(at)]), end, low: 0,
    high: most, ticks: [0, most], scale: (value) => value, text: (value) => `${value}`, more: level(interval, "interval"),
  });
  const style = "text{font:13px sans-serif;fill:#333}.left{text-anchor:end}.below{text-anchor:middle;fill:#666}.tick{stroke:#ddd;fill:none}" +
    ".line{stroke:#3a6ea5;stroke-width:1.5;fill:none}circle{fill:#3a6ea5}path.aim{stroke:#b5541c;stroke-dasharray:5 4;fill:none}text.aim{fill:#b5541c;text-anchor:end}";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${2 * height}" width="${width}" height="${2 * height}">\n<style>${style}</style>\n` +
    `<rect width="100%" height="100%" fill="#fff"/>\n${upper}\n${lower}\n</svg>\n`;
}

/** The diagram as PNG, with half as many points again. */
async function png() {
  const { Resvg } = await import("./bench/node_modules/@resvg/resvg-js/index.js");
  const drawn = new Resvg(readFileSync(join(root, "docs/pictures/mining.svg"), "utf8"), { fitTo: { mode: "zoom", value: 1.5 } });
  writeFileSync(join(root, "docs/pictures/mining.png"), drawn.render().asPng());
}

if (process.argv[2] === "--png") {
  await png();
  process.exit(0);
}
const run = await mined();
writeFileSync(join(root, "docs/pictures/mining.svg"), picture(run));
await png();
const { solutions, report } = run;
const half = solutions.slice(Math.floor(solutions.length / 2));
const mean = (half.at(-1).second - solutions[solutions.length - half.length - 1].second) / half.length;
console.log(`${solutions.length} pieces in ${solutions.at(-1).second} s with ${threads} threads, ${grouped(report.hashes_per_second)} hashes a second`);
console.log(`difficulty from ${grouped(solutions[0].difficulty)} to ${grouped(solutions.at(-1).difficulty)}; interval of the second half: ${mean.toFixed(2)} s (aim: ${interval})`);
