#!/usr/bin/env node
// Kills `colophon` (kill -9) at random instants of deploy, build, publish, mint and airdrop, runs it again, asks the chain whether
// every piece is there exactly once, with the right words, at the right address, and reads what was published.
//   scripts/kill-studio.mjs [KILLS] [SEED]     200 kills unless told otherwise; the seed is printed at the beginning
// COLOPHON names the command; crates/target/debug/colophon by default.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const command = process.env.COLOPHON ?? join(root, 'crates/target/debug/colophon');
const kills = Number(process.argv[2] ?? 200);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000_007);
const PIECES = 12;
const MOST_KILLS_OF_A_RUN = 4;
/** Transfer(address,address,uint256) */
const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
const ZERO = `0x${'0'.repeat(64)}`;

if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed)) {
  console.error('usage: scripts/kill-studio.mjs [KILLS] [SEED]');
  process.exit(2);
}

/** A generator of numbers in [0, 1) that a seed repeats (mulberry32). */
function generator(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const random = generator(seed);

const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('COLOPHON') && name !== 'ETH_RPC_URL'),
);

function startNode() {
  const child = spawn(command, ['devnet', '--port', '0', '--json', '--quiet'], { env: environment, stdio: ['ignore', 'pipe', 'ignore'] });
  return new Promise((resolve, reject) => {
    let text = '';
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the node ended with ${code}`)));
    child.stdout.on('data', (part) => {
      text += part;
      const line = text.split('\n').find((one) => one.startsWith('{'));
      if (line !== undefined && text.includes('\n')) {
        const ready = JSON.parse(line);
        resolve({ child, url: ready.rpc_url ?? ready.url ?? ready.rpcUrl, ready });
      }
    });
  });
}

async function rpc(url, method, params) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return answer.json();
}

/** Runs the command; kills it after `after` milliseconds unless it has ended. */
function run(project, url, args, after) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: project, env: { ...environment, COLOPHON_RPC_URL: url, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
    const begun = performance.now();
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (part) => (stdout += part));
    child.stderr.on('data', (part) => (stderr += part));
    const timer = after === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), after);
    child.once('exit', () => clearTimeout(timer));
    child.once('close', (code, signal) =>
      resolve({ code, killed: signal === 'SIGKILL', stdout, stderr, took: performance.now() - begun }),
    );
  });
}

/** Milliseconds that a verb takes when nobody kills it, as far as is known. */
const usual = {};
const count = { kills: 0, rounds: 0, lost: 0, twice: 0, wrong: 0, published: 0, unpublished: 0, byVerb: {} };

/** Runs a verb to its end, through some kills. */
async function through(project, url, verb, args) {
  for (let killed = 0; ; ) {
    const kill = killed < MOST_KILLS_OF_A_RUN && count.kills < kills && random() < 0.9;
    const after = kill ? random() * (usual[verb] ?? 300) * 1.05 : undefined;
    const result = await run(project, url, [verb, ...args], after);
    if (result.killed) {
      killed += 1;
      count.kills += 1;
      count.byVerb[verb] = (count.byVerb[verb] ?? 0) + 1;
      continue;
    }
    if (result.code !== 0) {
      throw new Error(`${verb} ended with ${result.code} after ${killed} kills (seed ${seed}):\n${result.stdout}${result.stderr}`);
    }
    if (killed === 0) usual[verb] = Math.max(result.took, (usual[verb] ?? 0) * 0.8);
    return result;
  }
}

const word = (number) => BigInt(number).toString(16).padStart(64, '0');

async function ownerOf(url, collection, token) {
  const answer = await rpc(url, 'eth_call', [{ to: collection, data: `0x6352211e${word(token)}` }, 'latest']);
  return answer.error === undefined ? `0x${answer.result.slice(26)}` : undefined;
}

/** What the chain has of the round, against what it should have. */
async function check(project, url, collection, gifts) {
  const logs = (await rpc(url, 'eth_getLogs', [{ address: collection, fromBlock: '0x0', toBlock: 'latest', topics: [TRANSFER] }])).result;
  const times = (list) => {
    const seen = new Map();
    for (const log of list) seen.set(BigInt(log.topics[3]), (seen.get(BigInt(log.topics[3])) ?? 0) + 1);
    return seen;
  };
  const minted = times(logs.filter((log) => log.topics[1] === ZERO));
  const moved = times(logs.filter((log) => log.topics[1] !== ZERO));
  for (let token = 0; token < PIECES; token += 1) {
    if (!minted.has(BigInt(token))) count.lost += 1;
    const owner = await ownerOf(url, collection, token);
    const wanted = gifts.get(token);
    if (wanted !== undefined && owner !== wanted.toLowerCase()) count.lost += 1;
    if ((moved.get(BigInt(token)) ?? 0) !== (wanted === undefined ? 0 : 1)) count.twice += wanted === undefined ? 1 : 0;
  }
  for (const [token, often] of minted) if (often > 1 || token >= PIECES) count.twice += 1;
  for (const [, often] of moved) if (often > 1) count.twice += 1;
  const verified = await run(project, url, ['verify', '--all', 'outputs', '--json']);
  const report = verified.code === 0 ? JSON.parse(verified.stdout) : undefined;
  if (report?.verdict !== 'agrees' || report.tokens.length !== PIECES) {
    count.wrong += 1;
    console.error(verified.stdout + verified.stderr);
  }
}

/** The published folder, against the manifest of the build: every picture, and nothing that a kill left behind. */
function checkPublished(project) {
  const manifest = JSON.parse(readFileSync(join(project, 'build/manifest.json')));
  const media = join(project, 'public/media');
  const wanted = manifest.pieces.map(({ index, extension }) => `${index}${extension}`);
  const there = readdirSync(media);
  const right = ({ index, extension, sha256 }) => {
    const file = join(media, `${index}${extension}`);
    const found = existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : 'nothing';
    return sha256.replace('0x', '') === found;
  };
  count.unpublished += manifest.pieces.filter((piece) => !right(piece)).length;
  count.unpublished += there.filter((name) => !wanted.includes(name)).length;
  count.published += there.length;
}

function prepare(project) {
  const pieces = join(root, 'examples/inkling/pieces');
  mkdirSync(join(project, 'outputs'));
  for (const name of readdirSync(pieces).sort().slice(0, PIECES)) copyFileSync(join(pieces, name), join(project, 'outputs', name));
  writeFileSync(join(project, 'colophon.toml'), '[collection]\nname = "Inkling"\nsymbol = "INK"\n\n[publish.home]\nkind = "folder"\npath = "public"\n');
  const gifts = new Map();
  for (let token = 0; token < PIECES; token += 2) gifts.set(token, `0x${word(0x1000 + token).slice(24)}`);
  const lines = [...gifts].map(([token, address]) => `${token},${address}`);
  writeFileSync(join(project, 'list.csv'), `token,address\n${lines.join('\n')}\n`);
  return gifts;
}

async function round(url) {
  const project = mkdtempSync(join(tmpdir(), 'colophon-kill-'));
  try {
    const gifts = prepare(project);
    const deployed = await through(project, url, 'deploy', ['--broadcast', '--json', '-q']);
    const { collection } = JSON.parse(deployed.stdout);
    const build = random() < 0.75;
    if (build) {
      await through(project, url, 'build', []);
      await through(project, url, 'publish', ['home', '--broadcast']);
      checkPublished(project);
    }
    const what = build ? [] : ['outputs'];
    await through(project, url, 'mint', [...what, '--words', '3', '--batch', '2', '--window', '4', '--broadcast']);
    await through(project, url, 'airdrop', ['list.csv', '--window', '3', '--broadcast']);
    await check(project, url, collection, gifts);
    count.rounds += 1;
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

if (!existsSync(command)) {
  console.error(`${command} is not there: cargo build -p colophon-cli first, or name it with COLOPHON`);
  process.exit(2);
}
console.log(`${kills} kills, seed ${seed}`);
const node = await startNode();
try {
  while (count.kills < kills) await round(node.url);
} finally {
  node.child.removeAllListeners('exit');
  node.child.kill('SIGTERM');
}
const verbs = Object.entries(count.byVerb).map(([verb, number]) => `${verb} ${number}`);
console.log(`${count.kills} kills (${verbs.join(', ')}) in ${count.rounds} collections of ${PIECES} pieces`);
console.log(`pieces lost ${count.lost}, minted or sent twice ${count.twice}, collections with wrong words ${count.wrong}`);
console.log(`pictures published ${count.published}, wrong, missing or left over ${count.unpublished}`);
process.exit(count.lost + count.twice + count.wrong + count.unpublished === 0 ? 0 : 1);
