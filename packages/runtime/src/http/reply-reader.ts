import type { Duplex } from "node:stream";
import { type Dispatcher, errors } from "undici";
import type { RawReply } from "../reply/index.js";

/** Bytes that wait for a reader; with more, the socket waits too. */
const mostWaiting = 65_536;

/** The head of a reply. */
type Head = Pick<RawReply, "status" | "headers">;

type Reading = {
  resolve(step: IteratorResult<Uint8Array, undefined>): void;
  reject(error: unknown): void;
};

const end = { done: true, value: undefined } as const;

/**
 * Takes one reply from undici: its head, then its body for one reader, who may be slower than the socket. A stream of Node
 * around the body, as undici's `request` makes one, would take longer than all the rest of a small reply.
 */
export class ReplyReader implements Dispatcher.DispatchHandler, AsyncIterable<Uint8Array> {
  /** Rejects when there is no reply, and as soon as the signal is aborted. */
  readonly head: Promise<Head>;
  readonly #signal: AbortSignal;
  readonly #onSent: (() => void) | undefined;
  #answer: ((head: Head) => void) | undefined;
  #refuse: ((error: unknown) => void) | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  readonly #chunks: Uint8Array[] = [];
  #waiting = 0;
  #isBodyless = false;
  #reading: Reading | undefined;
  #over: { readonly error?: unknown } | undefined;

  constructor(signal: AbortSignal, onSent: (() => void) | undefined) {
    this.#signal = signal;
    this.#onSent = onSent;
    this.head = new Promise((resolve, reject) => {
      this.#answer = resolve;
      this.#refuse = reject;
    });
    signal.addEventListener("abort", this.#onAbort, { once: true });
    if (signal.aborted) this.#onAbort();
  }

  readonly #onAbort = (): void => this.#stop(this.#signal.reason);

  /** Ends the exchange, wherever it is. */
  #stop(error: Error): void {
    if (this.#over !== undefined) return;
    this.#finish({ error });
    this.#controller?.abort(error);
  }

  #finish(over: { readonly error?: unknown }): void {
    if (this.#over !== undefined) return;
    this.#over = over;
    this.#signal.removeEventListener("abort", this.#onAbort);
    const reading = this.#reading;
    this.#reading = undefined;
    if ("error" in over) {
      this.#refuse?.(over.error);
      reading?.reject(over.error);
    } else reading?.resolve(end);
  }

  /** A connected socket takes the request. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#over?.error !== undefined) controller.abort(this.#signal.reason);
    else this.#onSent?.();
  }

  /** Interim replies (RFC 9110 section 15.2) come before the reply. */
  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Head["headers"]): void {
    if (status < 200) return;
    // Their length may be that of a body which they do not have (RFC 9110 section 8.6).
    this.#isBodyless = status === 204 || status === 304;
    this.#answer?.({ status, headers });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (this.#over !== undefined) return;
    const reading = this.#reading;
    this.#reading = undefined;
    if (reading !== undefined) {
      reading.resolve({ done: false, value: chunk });
      return;
    }
    this.#chunks.push(chunk);
    this.#waiting += chunk.length;
    if (this.#waiting > mostWaiting) controller.pause();
  }

  onResponseEnd(): void {
    this.#finish({});
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    const isOver = this.#isBodyless && error instanceof errors.ResponseContentLengthMismatchError;
    this.#finish(isOver ? {} : { error });
  }

  /** Nobody asked for another protocol. */
  onRequestUpgrade(_: Dispatcher.DispatchController, __: number, ___: unknown, socket: Duplex): void {
    socket.destroy();
    this.#finish({ error: new errors.SocketError("the server changed the protocol") });
  }

  /** Frees the connection when the body is not read to its end. */
  discard(): void {
    this.#chunks.length = 0;
    // An error is dear, and most bodies are read.
    if (this.#over === undefined) this.#stop(new errors.RequestAbortedError());
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return {
      next: () => {
        const chunk = this.#chunks.shift();
        if (chunk !== undefined) {
          this.#waiting -= chunk.length;
          if (this.#waiting <= mostWaiting && this.#controller?.paused) this.#controller.resume();
          return Promise.resolve({ done: false, value: chunk });
        }
        const over = this.#over;
        if (over === undefined)
          return new Promise((resolve, reject) => {
            this.#reading = { resolve, reject };
          });
        return "error" in over ? Promise.reject(over.error) : Promise.resolve(end);
      },
      return: () => {
        this.discard();
        return Promise.resolve(end);
      },
    };
  }
}
