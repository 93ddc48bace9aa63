import { messageOf } from "../failure.js";
import { readEvents } from "../http/events.js";
import { discard } from "../http/http.js";
import { errorReply, type Frame, framesOf, type Id, isReply, isRequest, type Request } from "../json-rpc.js";
import { foreign } from "../redact.js";
import { Refusal, refusalOf } from "../refusal.js";
import { contentType, post, readRefused, statusRefusal } from "./post.js";
import type { Link, LinkSettings } from "./settings.js";

/**
 * The transport of 2024-11-05, for servers that have nothing newer: one stream brings all messages of the server and names
 * the address to which ours are posted. After a break the next request opens a new one and shakes hands again.
 */
export const createSse = (settings: LinkSettings): Link => {
  const { log, most } = settings;
  const pending = new Set<Id>();
  const life = new AbortController();
  let opening: Frame<Request> | undefined;
  let hidden: { readonly id: Id; readonly done: () => void } | undefined;
  let endpoint: Promise<URL> | undefined;

  const deliver = async (frame: Frame): Promise<void> => {
    const { message } = frame;
    if (isReply(message) && message.id !== null) {
      if (hidden?.id === message.id) return hidden.done();
      pending.delete(message.id);
    }
    await settings.deliver(frame);
  };

  const endpointOf = (data: string): URL => {
    const url = settings.url();
    const to = URL.canParse(data, url.href) ? new URL(data, url) : undefined;
    if (to?.origin === url.origin) return to;
    throw new Refusal("invalid-answer", "The server names an address for messages that is not its own", {
      detail: foreign(data),
    });
  };

  const broke = async (): Promise<void> => {
    endpoint = undefined;
    if (life.signal.aborted) return;
    const refusal = new Refusal(
      "stream-lost",
      "The connection broke before the answer came; the server may have run the request",
    );
    for (const id of pending) await settings.deliver(errorReply(id, refusal.rpc));
    pending.clear();
  };

  const connect = async (): Promise<URL> => {
    const reply = await post(settings, {
      method: "GET",
      headers: () => ({ accept: "text/event-stream" }),
      signal: life.signal,
      patience: settings.connectTimeout,
    });
    if (reply.status !== 200 || contentType(reply.body) !== "text/event-stream")
      throw statusRefusal(settings, reply, (await readRefused(reply, most)).text);
    return new Promise((resolve, reject) => {
      const event = async ({ event: kind, data }: { event?: string | undefined; data: string }) => {
        if (kind === "endpoint") resolve(endpointOf(data));
        else for (const frame of framesOf(data) ?? []) await deliver(frame);
        return true;
      };
      readEvents(reply.body, most, { event })
        .catch((error) => {
          reject(error);
          log.debug(`the stream broke: ${messageOf(error)}`);
        })
        .then(broke)
        .then(() =>
          reject(new Refusal("stream-lost", "The stream ended before it named an address for messages")),
        );
    });
  };

  const say = async (url: URL, text: string): Promise<void> => {
    const reply = await post(settings, {
      method: "POST",
      url,
      headers: () => ({}),
      body: text,
      signal: life.signal,
    });
    if (reply.status >= 300) throw statusRefusal(settings, reply, (await readRefused(reply, most)).text);
    discard(reply);
  };

  /** The address for messages; a new connection shakes hands as the host did. */
  const ready = (message: Frame["message"]): Promise<URL> => {
    endpoint ??= connect().then(async (url) => {
      if (opening === undefined || ("id" in message && message.id === opening.message.id)) return url;
      const answered = new Promise<void>((done) => {
        hidden = { id: opening?.message.id ?? "", done };
      });
      await say(url, opening.text);
      await answered;
      hidden = undefined;
      await say(url, '{"jsonrpc":"2.0","method":"notifications/initialized"}');
      return url;
    });
    endpoint.catch(() => {
      endpoint = undefined;
    });
    return endpoint;
  };

  const forward = async (frame: Frame): Promise<void> => {
    const { message } = frame;
    const id = isRequest(message) ? message.id : undefined;
    if (isRequest(message) && message.method === "initialize") opening = { message, text: frame.text };
    if (id !== undefined) pending.add(id);
    try {
      await say(await ready(message), frame.text);
    } catch (error) {
      if (id === undefined) log.debug(messageOf(error));
      else if (pending.delete(id)) await settings.deliver(errorReply(id, refusalOf(error).rpc));
    }
  };

  let order: Promise<void> = Promise.resolve();
  return {
    // One after the other: the order of messages is all that tells a server when the host is ready.
    accept(frame) {
      order = order.then(() => forward(frame));
    },
    woke: () => settings.http.refresh(),
    close: async () => life.abort(),
  };
};
