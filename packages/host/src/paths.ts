/** Where a server on HTTP answers something else than MCP. */
export const paths = {
  health: "/healthz",
  ready: "/readyz",
  metrics: "/metrics",
  /** Webhooks arrive below it. */
  webhooks: "/webhooks",
  /** Where a person sees what happens in a server on this machine. */
  console: "/console",
  /** Metadata of the resource (RFC 9728), the catalog of servers. */
  wellKnown: "/.well-known",
} as const;

/** The same for HTTP+SSE: its stream, and what clients send. */
export const ssePaths = { stream: "/sse", messages: "/messages" } as const;
