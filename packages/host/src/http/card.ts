import type { ServerDefinition } from "@jackfield/contract";

export const cardType = "application/mcp-server-card+json";

/** The server card (SEP-2127, experimental): what the server is and where it answers. */
export const serverCard = ({ name, title, version }: ServerDefinition, endpoint: string): object => ({
  name,
  title,
  version,
  remotes: [{ type: "streamable-http", url: endpoint }],
});

/** The catalog of a host that has one server (`/.well-known/ai-catalog.json`). */
export const aiCatalog = ({ name, title }: ServerDefinition, endpoint: string): object => ({
  specVersion: "1.0",
  entries: [
    {
      identifier: `urn:air:${new URL(endpoint).hostname}:${name}`,
      displayName: title,
      type: cardType,
      url: `${endpoint}/server-card`,
    },
  ],
});
