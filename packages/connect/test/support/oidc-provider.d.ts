// The package brings no types; this is what the tests use of it.
declare module "oidc-provider" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  type Context = { readonly oidc: { readonly params?: { readonly grant_type?: string } } };
  // biome-ignore lint/style/noDefaultExport: it is the package's own shape
  export default class Provider {
    constructor(issuer: string, configuration: object);
    on(event: string, listener: (context: Context, error: Error) => void): void;
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
  }
}
