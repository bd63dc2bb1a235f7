//! A pinning service by the letter of the IPFS Pinning Service API, written for the tests because none can be installed.
//! It pins for real: a Kubo node fetches the blocks from the origins that a request names.
import { createServer } from "node:http";

/** Statuses that a request goes through before the node is asked. */
const STEPS = ["queued", "pinning"];

/** `{ url, requests, faults, log, close() }`; a fault `(request) => { status, body, headers } | null` comes first. */
export async function pinningService(node, token) {
  const self = { requests: new Map(), faults: () => null, log: [], full: false };
  const failure = (status, reason, details) => ({ status, body: { error: { reason, details } } });
  const delegates = () => JSON.parse(node.run("id")).Addresses;

  /** One step of a request's life for each time that it is asked for. */
  function live(entry) {
    if (entry.status === "pinned" || entry.status === "failed") return;
    entry.status = STEPS[entry.asked++] ?? settle(entry);
  }

  function settle(entry) {
    for (const origin of entry.pin.origins ?? []) {
      try {
        node.run("swarm", "connect", origin);
      } catch {
        // Another address may be the right one.
      }
    }
    try {
      node.run("pin", "add", "--timeout=20s", entry.pin.cid);
      return "pinned";
    } catch (error) {
      entry.info = { status_details: error.stderr.toString().trim().slice(0, 100) };
      return "failed";
    }
  }

  const shown = ({ requestid, status, created, pin, info }) => ({ requestid, status, created, pin, delegates: delegates(), info });

  function add(pin, requestid = `request/${self.requests.size} ?`) {
    if (typeof pin?.cid !== "string") return failure(400, "BAD_REQUEST", "cid is missing");
    if (self.full) return failure(409, "INSUFFICIENT_FUNDS", "Unable to process request due to the lack of funds");
    const entry = { requestid, status: "queued", created: new Date().toISOString(), pin, asked: 0 };
    self.requests.set(requestid, entry);
    return { status: 202, body: shown(entry) };
  }

  function list(query) {
    const [cids, name, statuses] = [query.get("cid")?.split(","), query.get("name"), (query.get("status") ?? "pinned").split(",")];
    const found = [...self.requests.values()].filter(({ pin, status }) =>
      (!cids || cids.includes(pin.cid)) && (!name || pin.name === name) && statuses.includes(status));
    return { status: 200, body: { count: found.length, results: found.slice(0, 10).map(shown) } };
  }

  function answer(method, url, authorization, body) {
    if (authorization !== `Bearer ${token}`) return failure(401, "UNAUTHORIZED", "Access token is missing or invalid");
    const [, top, id] = url.pathname.split("/");
    if (top !== "pins") return failure(404, "NOT_FOUND", "The specified resource was not found");
    if (id === undefined) return method === "POST" ? add(JSON.parse(body)) : list(url.searchParams);
    const entry = self.requests.get(decodeURIComponent(id));
    if (!entry) return failure(404, "NOT_FOUND", "The specified resource was not found");
    if (method === "POST") {
      self.requests.delete(entry.requestid);
      return add(JSON.parse(body), `${entry.requestid}+`);
    }
    live(entry);
    return { status: 200, body: shown(entry) };
  }

  const server = createServer(async (request, response) => {
    let body = "";
    for await (const portion of request) body += portion;
    self.log.push(`${request.method} ${request.url.split("?")[0]}`);
    const url = new URL(request.url, "http://service");
    const fault = self.faults(request);
    // A fault may come after the work: an answer that is lost.
    const late = fault?.after ? answer(request.method, url, request.headers.authorization, body) : null;
    if (late) return request.socket.destroy();
    const given = fault ?? answer(request.method, url, request.headers.authorization, body);
    response.writeHead(given.status, { "content-type": "application/json", ...given.headers }).end(JSON.stringify(given.body));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  self.url = `http://127.0.0.1:${server.address().port}`;
  self.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return self;
}
