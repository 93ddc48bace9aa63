import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

type Json = Record<string, unknown>;
/** A model API that a client is pointed at: what it offered, and what it said in the end. */
export type ModelApi = {
  readonly url: string;
  /** Names of the tools of every request. */
  readonly offered: readonly (readonly string[])[];
  close(): Promise<void>;
};

const stream = (response: ServerResponse, events: readonly Json[]): void => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const event of events)
    response.write(`${"type" in event ? `event: ${event.type}\n` : ""}data: ${JSON.stringify(event)}\n\n`);
  response.end();
};
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value : []);

type Turn = { readonly tools: readonly string[]; readonly isAnswered: boolean };
/** Reads a request of a model API, and writes a call of a tool or, without one, an end. */
type Dialect = {
  read(body: Json): Turn;
  write(response: ServerResponse, call: { readonly tool: string; readonly args: Json } | undefined): void;
};

const anthropic: Dialect = {
  read: ({ tools, messages }) => ({
    tools: list(tools).map(({ name }) => String(name)),
    isAnswered: JSON.stringify(messages).includes('"tool_result"'),
  }),
  write(response, call) {
    const usage = { input_tokens: 1, output_tokens: 1 };
    const message = { id: "msg_1", type: "message", role: "assistant", model: "none", content: [], usage };
    const block = call
      ? { type: "tool_use", id: "toolu_1", name: call.tool, input: {} }
      : { type: "text", text: "" };
    const delta = call
      ? { type: "input_json_delta", partial_json: JSON.stringify(call.args) }
      : { type: "text_delta", text: "done" };
    stream(response, [
      { type: "message_start", message },
      { type: "content_block_start", index: 0, content_block: block },
      { type: "content_block_delta", index: 0, delta },
      { type: "content_block_stop", index: 0 },
      { type: "message_delta", delta: { stop_reason: call ? "tool_use" : "end_turn" }, usage },
      { type: "message_stop" },
    ]);
  },
};

const gemini: Dialect = {
  read: ({ tools, contents }) => ({
    tools: list(tools).flatMap(({ functionDeclarations }) =>
      list(functionDeclarations).map(({ name }) => String(name)),
    ),
    isAnswered: JSON.stringify(contents).includes('"functionResponse"'),
  }),
  write(response, call) {
    const part = call ? { functionCall: { name: call.tool, args: call.args } } : { text: "done" };
    stream(response, [
      {
        candidates: [{ content: { role: "model", parts: [part] }, finishReason: "STOP", index: 0 }],
        usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
      },
    ]);
  },
};
export const dialects = { anthropic, gemini } as const;

/** A model that calls one tool, once, where the client offers it. */
export const startModel = async (
  dialect: Dialect,
  { tool, args }: { readonly tool: string; readonly args: Json },
): Promise<ModelApi> => {
  const offered: (readonly string[])[] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse((await text(request)) || "{}") as Json; // what clients send to model APIs
    const isTurn = /\/messages(?!\/)|:streamGenerateContent/.test(request.url ?? "");
    if (!isTurn) {
      response.writeHead(404).end("{}");
      return;
    }
    const { tools, isAnswered } = dialect.read(body);
    offered.push(tools);
    dialect.write(response, !isAnswered && tools.includes(tool) ? { tool, args } : undefined);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // a TCP server has no other kind of address
    offered,
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
};
