import {
  type AuthInfo,
  type JSONRPCMessage,
  type JSONRPCRequest,
  type MessageClassification,
  PerRequestHTTPServerTransport,
  type RequestId,
  type TransportSendOptions,
} from "@modelcontextprotocol/server";

/** The revision whose requests need no connection, so that one server can take those of everybody. */
export const statelessRevision = "2026-07-28";

const classification: MessageClassification = { era: "modern", revision: statelessRevision };

/** An answer with status 200 that is nothing but JSON: a web response of it would take longer to make and to read. */
type JsonAnswer = { readonly json: string };

/** What an HTTP request is answered with. */
export type HttpAnswer = Response | JsonAnswer;

/** A call as it came by HTTP. */
type HttpCall = {
  readonly request: Request;
  readonly message: JSONRPCRequest;
  readonly authInfo: AuthInfo;
  /** Calls `gone` when the client is no longer there, at once if it is not there already. */
  whenGone(gone: () => void): void;
};

/** A call under way. */
type PendingCall = HttpCall & {
  answer(answer: HttpAnswer | Promise<Response>): void;
  fail(error: unknown): void;
  /** There as soon as something is sent that is no plain result. */
  transport?: PerRequestHTTPServerTransport;
};

/** What the SDK answers a client with that is no longer there. */
export const gone = (): Response => new Response(null, { status: 499 });

/**
 * Brings the calls of any number of HTTP requests to one lasting server, each under a number of its own. The SDK would make
 * a server, a transport and a web response for each, which takes several times as long. A result is answered as it is;
 * whatever else the server sends (errors with their status, notifications as an event stream) goes out through the SDK's
 * own transport of that one request.
 */
export class CallChannel extends PerRequestHTTPServerTransport {
  readonly #pending = new Map<RequestId, PendingCall>();
  #last = 0;

  constructor() {
    // The server takes the revision that it speaks from this.
    super({ classification });
  }

  take(call: HttpCall): Promise<HttpAnswer> {
    const { request, message, authInfo } = call;
    this.#last += 1;
    const id = this.#last;
    return new Promise((answer, fail) => {
      this.#pending.set(id, { ...call, answer, fail });
      call.whenGone(() => this.#abandon(id));
      if (this.#pending.has(id)) this.onmessage?.({ ...message, id }, { classification, request, authInfo });
    });
  }

  override async send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    const isAnswer = !("method" in message);
    const id = isAnswer ? message.id : options?.relatedRequestId;
    const call = id === undefined ? undefined : this.#pending.get(id);
    if (id === undefined || call === undefined) return;
    const sent = isAnswer ? { ...message, id: call.message.id } : message;
    if (isAnswer) this.#pending.delete(id);
    if (!("result" in sent) || call.transport !== undefined) {
      call.transport ??= this.#openTransport(id, call);
      return call.transport.send(sent, { relatedRequestId: call.message.id });
    }
    try {
      call.answer({ json: JSON.stringify(sent) });
    } catch (error) {
      // A result that cannot be JSON.
      call.fail(error);
    }
  }

  override async close(): Promise<void> {
    const left = [...this.#pending.values()];
    this.#pending.clear();
    for (const call of left) {
      call.answer(gone());
      await call.transport?.close();
    }
    await super.close();
  }

  /** The client has gone: the call is cancelled, as clients on a lasting connection do it. */
  #abandon(id: RequestId): void {
    const call = this.#pending.get(id);
    if (call === undefined) return;
    this.#pending.delete(id);
    const params = { requestId: id };
    this.onmessage?.({ jsonrpc: "2.0", method: "notifications/cancelled", params }, { classification });
    call.answer(gone());
  }

  #openTransport(id: RequestId, { request, message, answer }: PendingCall): PerRequestHTTPServerTransport {
    const transport = new PerRequestHTTPServerTransport({ classification });
    // The server has the message already.
    transport.onmessage = () => undefined;
    transport.onclose = () => this.#abandon(id);
    void transport.start();
    answer(transport.handleMessage(message, { request }));
    return transport;
  }
}
