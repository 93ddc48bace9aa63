// A client of one MCP server over stdio: raw JSON-RPC lines, so that no client library is part of what is timed.
import { spawn } from "node:child_process";

/** Longest wait for one answer, in milliseconds. */
const patience = 60_000;

/** The handshake revisions are the ones that every server and every SDK speaks. */
const hello = {
  protocolVersion: "2025-06-18",
  capabilities: {},
  clientInfo: { name: "bench", version: "1.0.0" },
};

/**
 * @typedef {object} Answer
 * @property {number} sent Milliseconds since the process was asked for.
 * @property {number} at The same clock, when the last byte of the answer came; it is parsed afterwards.
 * @property {Record<string, any>} result
 *
 * @typedef {object} Server
 * @property {number} pid
 * @property {() => Promise<void>} open Shakes hands.
 * @property {(method: string, params?: object) => Promise<Answer>} ask
 * @property {() => Promise<void>} close Ends the server's input and waits for its end.
 */

/**
 * Starts a server as `node <args>`.
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv }} [options]
 * @returns {Server}
 */
export function startServer(args, { env = process.env } = {}) {
  const begun = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: ["pipe", "pipe", "pipe"] });
  const waiting = new Map();
  let complaint = "";
  child.stderr.on("data", (chunk) => {
    complaint = `${complaint}${chunk}`.slice(-2_000);
  });
  child.stdin.on("error", () => {}); // a server that has gone is told by its exit
  const ended = new Promise((resolve) => child.once("exit", resolve));
  ended.then((code) => {
    for (const { reject } of waiting.values())
      reject(new Error(`the server ended with ${code}: ${complaint}`));
  });
  onLines(child.stdout, (text) => {
    const at = performance.now() - begun;
    const { id, result, error } = JSON.parse(text());
    const request = waiting.get(id);
    waiting.delete(id);
    if (error) request?.reject(new Error(`the server refused: ${error.message}`));
    else request?.resolve({ sent: request.sent, at, result });
  });

  let ids = 0;
  const send = (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const ask = (method, params = {}) => {
    ids += 1;
    const id = ids;
    const late = () => waiting.get(id)?.reject(new Error(`no answer to ${method} in ${patience} ms`));
    const timer = setTimeout(late, patience);
    const answer = new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject, sent: performance.now() - begun });
    });
    send({ id, method, params });
    return answer.finally(() => clearTimeout(timer));
  };
  return {
    pid: child.pid ?? 0,
    ask,
    async open() {
      await ask("initialize", hello);
      send({ method: "notifications/initialized" });
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}

/** Calls back with each line of a stream, which is joined and decoded only when its text is asked for. */
function onLines(stream, take) {
  let parts = [];
  stream.on("data", (chunk) => {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      parts.push(chunk.subarray(from, end));
      from = end + 1;
      const line = parts;
      parts = [];
      take(() => Buffer.concat(line).toString("utf8"));
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
  });
}
