import type { ClientCertificate } from "@jackfield/contract/certificate";
import type { Dispatcher } from "undici";
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

/** The variables that name proxies; those of this process where nothing else is given. */
export type ProxyVariables = Readonly<Record<string, string | undefined>>;

/**
 * HTTP over undici, which is loaded with the first request. Redirects and decoding are left to the caller.
 * `connectTimeout` in milliseconds bounds a connection attempt that its call has already given up.
 */
export const createTransport = (connectTimeout: number, proxies: ProxyVariables = process.env): Transport => {
  let loaded: Promise<ReturnType<typeof import("./dispatchers.js").createDispatchers>> | undefined;
  return {
    async send(wire, { signal, onSent, certificate, publicOnly = false }) {
      loaded ??= import("./dispatchers.js").then((module) =>
        module.createDispatchers(connectTimeout, proxies),
      );
      const { dispatcherFor, request } = await loaded;
      const reply = await request(wire.url, {
        method: wire.method as Dispatcher.HttpMethod, // any token is legal; undici's type lists the common ones
        headers: { ...wire.headers },
        body: wire.body ?? null,
        signal,
        dispatcher: dispatcherFor(certificate, publicOnly),
        opaque: onSent,
      });
      const { body } = reply;
      // An aborted body emits an error that nobody reads when the reply is thrown away.
      body.on("error", () => undefined);
      return { status: reply.statusCode, headers: reply.headers, body, discard: () => void body.destroy() };
    },
    async close() {
      if (loaded !== undefined) await (await loaded).destroy();
    },
  };
};
