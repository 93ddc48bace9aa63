/** One call of a tool by a request of revision 2026-07-28, as anybody can make it. */
export type ModernCall = {
  readonly mcp: URL;
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly bearer?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

type Answer = { readonly result?: { readonly structuredContent?: unknown } };

/** The structured content of the result; rejects when there is none. */
export const callModern = async ({ mcp, tool, args, bearer, headers = {} }: ModernCall): Promise<unknown> => {
  const version = "2026-07-28";
  const meta = {
    "io.modelcontextprotocol/protocolVersion": version,
    "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const params = { name: tool, arguments: args, _meta: meta };
  const response = await fetch(mcp, {
    method: "POST",
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": version,
      "mcp-method": "tools/call",
      "mcp-name": tool,
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      ...headers,
    },
  });
  const text = await response.text();
  const body = text.startsWith("event:") ? (/^data: (.*)$/m.exec(text)?.[1] ?? "{}") : text;
  const { result } = JSON.parse(body) as Answer; // a JSON-RPC response
  if (result?.structuredContent === undefined) throw new Error(`${response.status}: ${text.slice(0, 200)}`);
  return result.structuredContent;
};
