import type { ServerResponse } from "node:http";
import type { HttpTool } from "@jackfield/contract";
import { callerFor, listen } from "./loopback.js";

type Respond = (response: ServerResponse, count: number) => void;

/** A tool over real HTTP whose API answers as given. */
export const api = async (
  respond: Respond,
  more: Partial<HttpTool> = {},
  limits: Record<string, unknown> = {},
) => {
  const server = await listen((_, response, count) => respond(response, count));
  const base: HttpTool = {
    name: "list",
    description: "Lists.",
    hints: { readOnly: true, destructive: false, idempotent: true },
    input: {
      type: "object",
      properties: { q: { type: "string" }, page: { type: "integer" } },
      additionalProperties: false,
    },
    request: {
      api: "main",
      method: "GET",
      path: "/things",
      parameters: { q: { in: "query" }, page: { in: "query" } },
    },
  };
  const made = callerFor({
    url: server.url,
    tools: [{ ...base, ...more }],
    options: { limits, timeoutSeconds: 5 },
  });
  return { ...made, asked: server.asked, list: (args: unknown = {}) => made.call("list", args) };
};

export const send = (
  response: ServerResponse,
  type: string,
  body: string | Uint8Array,
  headers = {},
  status = 200,
) => {
  response.writeHead(status, { ...(type && { "content-type": type }), ...headers });
  response.end(body);
};

export const text = (value: string) => ({ type: "text", text: value });
