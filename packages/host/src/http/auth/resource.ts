import type { ToolScopes } from "./caller.js";

/** Where the metadata of a resource are: the well-known part stands before the path (RFC 9728 section 3.1). */
export const metadataUrlOf = (resource: string): string => {
  const { origin, pathname } = new URL(resource);
  return `${origin}/.well-known/oauth-protected-resource${pathname === "/" ? "" : pathname}`;
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
