//! A page of another origin talks to the node: preflight and answers as browsers demand them (Fetch, CORS protocol).
import { Report, startNode } from "./harness.mjs";
import WebSocket from "ws";

const report = new Report("page of another origin");
const node = await startNode();
const origin = "https://gallery.example";
const allows = (headers, name) => (headers.get(name) ?? "").split(",").map((item) => item.trim().toLowerCase());

await report.part("preflight", async () => {
  const preflight = await fetch(node.url, {
    method: "OPTIONS",
    headers: {
      origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type",
      "access-control-request-private-network": "true",
    },
  });
  report.check("preflight succeeds", preflight.ok, preflight.status);
  report.check("any origin", ["*", origin].includes(preflight.headers.get("access-control-allow-origin")), [...preflight.headers]);
  report.check("POST is allowed", allows(preflight.headers, "access-control-allow-methods").includes("post"), [...preflight.headers]);
  const headers = allows(preflight.headers, "access-control-allow-headers");
  report.check("content-type is allowed", headers.includes("content-type") || headers.includes("*"), headers);
  report.equal("a public page may reach loopback", preflight.headers.get("access-control-allow-private-network"), "true");
});
await report.part("answers", async () => {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId" });
  const answer = await fetch(node.url, { method: "POST", headers: { origin, "content-type": "application/json" }, body });
  report.equal("the page may read the answer", answer.headers.get("access-control-allow-origin"), "*");
  report.equal("the answer", (await answer.json()).result, `0x${node.chainId.toString(16)}`);
  const wrong = await fetch(node.url, { method: "POST", headers: { origin, "content-type": "text/plain" }, body });
  report.check("a request without preflight (text/plain) is refused, readably", wrong.status === 415 && wrong.headers.get("access-control-allow-origin") === "*", wrong.status);
});
await report.part("WebSocket", async () => {
  const socket = new WebSocket(node.ws, { origin });
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  socket.send(JSON.stringify({ jsonrpc: "2.0", id: 7, method: "eth_chainId" }));
  const message = await new Promise((resolve) => socket.once("message", (data) => resolve(JSON.parse(data))));
  report.equal("WebSocket with an origin", message.result, `0x${node.chainId.toString(16)}`);
  socket.close();
});
await node.stop();
report.finish();
