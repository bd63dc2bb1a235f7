//! A JSON-RPC client that costs little: one keep-alive connection, bodies prepared before the clock starts, answers cut out by
//! their Content-Length. What it measures is the node.
import { connect } from "node:net";

/** A request as bytes, ready to be written. */
export function request(method, params) {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  return prepared(body);
}

function prepared(body) {
  const length = Buffer.byteLength(body);
  return Buffer.from(`POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`);
}

/** One connection; requests are answered one after the other. */
export class Wire {
  constructor(socket) {
    this.socket = socket;
    this.pending = Buffer.alloc(0);
    this.waiting = null;
    socket.setNoDelay(true);
    socket.on("data", (chunk) => this.#take(chunk));
    socket.on("error", (error) => this.waiting?.reject(error));
    socket.on("close", () => this.waiting?.reject(new Error("the node closed the connection")));
  }

  /** Connects; rejects when nobody listens. */
  static open(port) {
    return new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => resolve(new Wire(socket)));
      socket.once("error", reject);
    });
  }

  /** Writes a prepared request; resolves with the body of the answer as text. */
  send(bytes) {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(bytes);
    });
  }

  /** Asks, and throws on an error. */
  async ask(method, ...params) {
    return result(await this.send(request(method, params)));
  }

  close() {
    this.waiting = null;
    this.socket.destroy();
  }

  #take(chunk) {
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    const head = this.pending.indexOf("\r\n\r\n");
    if (head < 0) return;
    const match = /content-length: (\d+)/i.exec(this.pending.latin1Slice(0, head));
    if (match === null) throw new Error("an answer without Content-Length");
    const end = head + 4 + Number(match[1]);
    if (this.pending.length < end) return;
    const body = this.pending.utf8Slice(head + 4, end);
    this.pending = this.pending.subarray(end);
    const { resolve } = this.waiting;
    this.waiting = null;
    resolve(body);
  }
}

/** The result in an answer's text; throws its error. */
export function result(text) {
  const answer = JSON.parse(text);
  if (answer.error !== undefined) throw new Error(`${answer.error.code} ${answer.error.message}`);
  return answer.result;
}
