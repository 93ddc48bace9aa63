import type { Agent, Dispatcher } from "undici";
import type { ClientCertificate } from "../credentials/certificate.js";
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
};

export type Transport = {
  /** Sends one request. */
  send(wire: WireRequest, options: SendOptions): Promise<OpenReply>;
  /** Closes all connections; calls under way fail. */
  close(): Promise<void>;
};

type Loaded = {
  dispatcherFor(certificate: ClientCertificate | undefined): Dispatcher;
  readonly request: typeof import("undici").request;
  destroy(): Promise<void>;
};

const load = async (connectTimeout: number): Promise<Loaded> => {
  const { Agent, DecoratorHandler, request } = await import("undici");
  // undici's type leaves out the methods that its class has.
  const Handler = DecoratorHandler as new (
    handler: Dispatcher.DispatchHandler,
  ) => { onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void };
  class SentHandler extends Handler {
    constructor(
      handler: Dispatcher.DispatchHandler,
      private readonly onSent: unknown,
    ) {
      super(handler);
    }
    /** Called when a connected socket takes the request. */
    override onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
      if (typeof this.onSent === "function") this.onSent();
      super.onRequestStart(controller, context);
    }
  }
  const agents: Agent[] = [];
  const dispatchers = new Map<ClientCertificate | undefined, Dispatcher>();
  const open = (certificate: ClientCertificate | undefined): Dispatcher => {
    // The deadline of the call governs; undici's own timers for head and body would only cut it short.
    const connect = { timeout: connectTimeout, ...certificate };
    const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, connect });
    agents.push(agent);
    return agent.compose(
      (dispatch) => (options, handler) =>
        dispatch(options, new SentHandler(handler, Reflect.get(options, "opaque"))),
    );
  };
  return {
    dispatcherFor(certificate) {
      const dispatcher = dispatchers.get(certificate) ?? open(certificate);
      dispatchers.set(certificate, dispatcher);
      return dispatcher;
    },
    request,
    destroy: async () => void (await Promise.all(agents.map((agent) => agent.destroy()))),
  };
};

/**
 * HTTP over undici, which is loaded with the first request. Redirects and decoding are left to the caller.
 * `connectTimeout` in milliseconds bounds a connection attempt that its call has already given up.
 */
export const createTransport = (connectTimeout: number): Transport => {
  let loaded: Promise<Loaded> | undefined;
  return {
    async send(wire, { signal, onSent, certificate }) {
      loaded ??= load(connectTimeout);
      const { dispatcherFor, request } = await loaded;
      const reply = await request(wire.url, {
        method: wire.method as Dispatcher.HttpMethod, // any token is legal; undici's type lists the common ones
        headers: { ...wire.headers },
        body: wire.body ?? null,
        signal,
        dispatcher: dispatcherFor(certificate),
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
