// A small MCP server on standard input and output, for the gateway: echoes, counts, prints noise, dies on request.
import { createInterface } from "node:readline";

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
process.stdout.write("starting up...\n");

const tools = [
  {
    name: "echo",
    description: "Gives back what it gets. And more.",
    inputSchema: { type: "object", properties: { n: { type: "integer" } } },
    annotations: { readOnlyHint: true },
  },
  { name: "environment", description: "Names the variables.", inputSchema: { type: "object" } },
  { name: "die", description: "Ends the program.", inputSchema: { type: "object" } },
  { name: "ask", description: "Asks the person.", inputSchema: { type: "object" } },
  { name: "slow", description: "Never answers; reports progress.", inputSchema: { type: "object" } },
  { name: "fails", description: "An error of the tool.", inputSchema: { type: "object" } },
  {
    name: "task_only",
    description: "Runs as a task.",
    inputSchema: { type: "object" },
    execution: { taskSupport: "required" },
  },
];

const results = {
  initialize: () => ({
    protocolVersion: "2025-06-18",
    capabilities: { tools: { listChanged: true } },
    serverInfo: { name: "small", version: "1" },
    instructions: "Be brief.",
  }),
  "tools/list": ({ cursor } = {}) =>
    cursor === undefined ? { tools: tools.slice(0, 3), nextCursor: "more" } : { tools: tools.slice(3) },
};
let asking;

createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params, result } = JSON.parse(line);
  if (method === "notifications/cancelled") process.stderr.write(`cancelled ${params.requestId}\n`);
  if (id === "question") return send({ id: asking, result: { content: [], answer: result } });
  if (id === undefined) return;
  if (results[method]) return send({ id, result: results[method](params) });
  if (method !== "tools/call") return send({ id, error: { code: -32601, message: "no" } });
  switch (params.name) {
    case "die":
      process.stderr.write("I was told to die\n");
      return process.exit(3);
    case "environment":
      return send({ id, result: { content: [{ type: "text", text: JSON.stringify(process.env) }] } });
    case "ask":
      asking = id;
      return send({ id: "question", method: "elicitation/create", params: { message: "Sure?" } });
    case "slow":
      return send({
        method: "notifications/progress",
        params: { progressToken: params._meta?.progressToken, progress: 1 },
      });
    case "fails":
      return send({ id, result: { content: [{ type: "text", text: "it did not work" }], isError: true } });
    default:
      return send({
        id,
        result: {
          content: [{ type: "text", text: JSON.stringify(params.arguments) }],
          structuredContent: { got: params.arguments },
          extra: { kept: true },
        },
      });
  }
});
