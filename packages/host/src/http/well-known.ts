import type { ServerDefinition } from "@jackfield/contract";
import { paths } from "../paths.js";
import type { ToolScopes } from "./auth/caller.js";

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

/** Where the metadata of a resource are: the well-known part stands before the path (RFC 9728 section 3.1). */
export const metadataUrlOf = (resource: string): string => {
  const { origin, pathname } = new URL(resource);
  return `${origin}${paths.wellKnown}/oauth-protected-resource${pathname === "/" ? "" : pathname}`;
};

/** The metadata of this resource (RFC 9728 section 2). */
export const resourceMetadata = (input: {
  readonly resource: string;
  readonly issuer: string;
  readonly title: string;
  readonly scopes: ToolScopes | undefined;
}): object => ({
  resource: input.resource,
  authorization_servers: [input.issuer],
  bearer_methods_supported: ["header"],
  resource_name: input.title,
  ...(input.scopes === undefined ? {} : { scopes_supported: [...new Set(Object.values(input.scopes))] }),
});
