import { isLoopback } from "../options/auth.js";
import type { HttpOptions } from "../options/http.js";

/** Names of this machine for itself. */
export const loopbackHosts = ["localhost", "127.0.0.1", "[::1]"];

/** Names under which clients may address the server: what the operator named, and this machine where only it can reach us. */
export const allowedHosts = ({ host, publicUrl }: HttpOptions): readonly string[] => [
  ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname]),
  ...(isLoopback(host) ? loopbackHosts : []),
];

/** Where clients reach a server, known once it listens. */
export type Address = {
  base(): string;
  /** Of MCP. */
  endpoint(): string;
  listensOn(port: number): void;
};

export const createAddress = ({
  host,
  port,
  path,
  publicUrl,
}: Pick<HttpOptions, "host" | "port" | "path" | "publicUrl">): Address => {
  let own = port;
  const base = (): string => publicUrl ?? `http://${host.includes(":") ? `[${host}]` : host}:${own}`;
  return {
    base,
    endpoint: () => base() + path,
    listensOn(actual) {
      own = actual;
    },
  };
};
