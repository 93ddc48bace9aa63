import type { ClientCertificate } from "@jackfield/contract/certificate";
import type { ProxyVariables } from "@jackfield/contract/proxies";
import type { RawReply } from "../reply/index.js";
import type { WireRequest } from "../request/index.js";

/** A reply whose body has not been read yet. `discard` frees the connection of one that will not be. */
export type OpenReply = RawReply & { discard(): void };

export type SendOptions = {
  readonly signal: AbortSignal;
  /** Called when the first bytes of the request go out on a connected socket. */
  readonly onSent?: () => void;
  /** Shown to the server when it asks for one; connections that carry it are used for nothing else. */
  readonly certificate?: ClientCertificate | undefined;
  /** Connects to public addresses only, whatever the host's name resolves to. */
  readonly publicOnly?: boolean | undefined;
};

export type Transport = {
  /** Sends one request. */
  send(wire: WireRequest, options: SendOptions): Promise<OpenReply>;
  /** Closes all connections; calls under way fail. */
  close(): Promise<void>;
};

/**
 * HTTP over undici, which is loaded with the first request. Redirects and decoding are left to the caller.
 * `connectTimeout` in milliseconds bounds a connection attempt that its call has already given up.
 */
export const createTransport = (
  connectTimeout: number,
  proxies: ProxyVariables = { ...process.env },
): Transport => {
  let loaded: Promise<ReturnType<typeof import("./dispatchers.js").createDispatchers>> | undefined;
  return {
    async send(wire, options) {
      loaded ??= import("./dispatchers.js").then((module) =>
        module.createDispatchers(connectTimeout, proxies),
      );
      return (await loaded).send(wire, options);
    },
    async close() {
      if (loaded !== undefined) await (await loaded).destroy();
    },
  };
};
