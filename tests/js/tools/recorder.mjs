//! A proxy before the node that writes down what a tool asks: method by method, calls of precompiles by their names.
import { createServer } from "node:http";

/** Functions that `cargo stylus` calls (selectors of the Solidity interfaces). */
const functions = {
  "0xd70c0ca7": "codehashVersion", "0x58c780c2": "activateProgram", "0x2278c278": "activationGas", "0xc689bad5": "codehashKeepalive",
  "0x0ec1d773": "allCacheManagers", "0xa72f179b": "codehashIsCached", "0xb187bd26": "isPaused", "0xbae6c2ad": "queueSize",
  "0x674a64e0": "cacheSize", "0xd29b303e": "getMinBid(uint64)", "0x32052a9b": "getMinBid(address)", "0xe4940157": "placeBid",
};

/** `eth_call` becomes `call NAME`, with `+` when state is overridden; others lose their namespace `eth_`. */
function label({ method, params }) {
  if (method !== "eth_call") return method.replace(/^eth_/, "");
  const data = params[0].input ?? params[0].data ?? "0x";
  const overridden = params[2] && Object.keys(params[2]).length > 0 ? "+" : "";
  return `call ${functions[data.slice(0, 10)] ?? data.slice(0, 10)}${overridden}`;
}

/** Starts it; `{ url, take, stop }`, where `take` answers what was asked since the last time. */
export async function startRecorder(target) {
  let asked = [];
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    try {
      asked.push(...[JSON.parse(body)].flat());
      const answer = await fetch(target, { method: "POST", headers: { "content-type": "application/json" }, body });
      response.writeHead(answer.status, { "content-type": "application/json" }).end(Buffer.from(await answer.arrayBuffer()));
    } catch (error) {
      response.writeHead(502).end(String(error));
    }
  });
  await new Promise((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    take() {
      const taken = asked;
      asked = [];
      return { raw: taken, labels: taken.map(label) };
    },
    stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))),
  };
}
