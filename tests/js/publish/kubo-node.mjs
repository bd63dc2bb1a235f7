//! A real Kubo node in a folder of its own, on free ports, without peers but those that it is told.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { freePort, scratch, stay, until } from "./stage.mjs";

export class KuboNode {
  /** `folder` holds `ipfs`; an offline node has no network at all. */
  static async start(folder, { offline = true } = {}) {
    const node = new KuboNode();
    node.program = join(folder, "ipfs");
    node.env = { IPFS_PATH: join(scratch(), "repo"), IPFS_TELEMETRY: "off" };
    node.offline = offline;
    [node.port, node.gatewayPort, node.swarmPort] = [await freePort(), await freePort(), await freePort()];
    node.run("init", "--empty-repo", "--profile=unixfs-v1-2025");
    node.run("config", "Addresses.API", `/ip4/127.0.0.1/tcp/${node.port}`);
    node.run("config", "Addresses.Gateway", `/ip4/127.0.0.1/tcp/${node.gatewayPort}`);
    for (const [key, value] of [
      ["Addresses.Swarm", offline ? [] : [`/ip4/127.0.0.1/tcp/${node.swarmPort}`]],
      ["Bootstrap", []],
      ["AutoConf.Enabled", false],
      ["AutoTLS.Enabled", false],
      ["Routing.Type", "none"],
      ["Routing.DelegatedRouters", []],
      ["Ipns.DelegatedPublishers", []],
      ["DNS.Resolvers", {}],
      ["Discovery.MDNS.Enabled", false],
      ["Swarm.DisableNatPortMap", true],
      ["Swarm.RelayClient.Enabled", false],
    ]) {
      node.run("config", "--json", key, JSON.stringify(value));
    }
    await node.up();
    return node;
  }

  get api() {
    return `http://127.0.0.1:${this.port}`;
  }

  get gateway() {
    return `http://127.0.0.1:${this.gatewayPort}`;
  }

  /** Starts the daemon, again if it was stopped. */
  async up() {
    this.daemon = stay(this.program, ["daemon", ...(this.offline ? ["--offline"] : [])], this.env);
    const ready = () => this.daemon.log().includes("Daemon is ready") || this.daemon.child.exitCode !== null;
    if (!(await until(ready)) || this.daemon.child.exitCode !== null) throw new Error(`no daemon: ${this.daemon.log()}`);
  }

  stop(signal) {
    return this.daemon.stop(signal);
  }

  /** Runs `ipfs …`; its output without the last line break. */
  run(...args) {
    return execFileSync(this.program, args, { env: { ...process.env, ...this.env }, maxBuffer: 64 << 20, stdio: ["ignore", "pipe", "pipe"] }).toString().trim();
  }

  isPinned(cid) {
    try {
      return this.run("pin", "ls", "--type=recursive", "--quiet", cid) === cid;
    } catch {
      return false;
    }
  }
}
