const tool = {
  name: "get",
  description: "Get a thing by its id.",
  inputSchema: { type: "object", properties: { id: { type: "string" } }, required: ["id"] },
};

/**
 * What the SDK alone makes of a server with one tool on standard input and output. The tool asks the API with the
 * built-in fetch, as a hand-written server would.
 * @param {{ Server: any, serveStdio: any }} sdk The SDK, which only the runtime depends on.
 * @param {string} api
 */
export function serveBare({ Server, serveStdio }, api) {
  serveStdio(() => {
    const server = new Server({ name: "bare", version: "1.0.0" }, { capabilities: { tools: {} } });
    server.setRequestHandler("tools/list", async () => ({ tools: [tool] }));
    server.setRequestHandler("tools/call", async ({ params }) => {
      const reply = await fetch(`${api}/things/${encodeURIComponent(params.arguments.id)}`);
      return { content: [{ type: "text", text: await reply.text() }] };
    });
    return server;
  });
}
