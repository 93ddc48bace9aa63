import {
  type EventReader,
  type Labels,
  type ReadReply,
  type StoredEvent,
  withVisible,
} from "@jackfield/contract";
import { Hono } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import { isForeign } from "../http/foreign.js";
import { paths } from "../paths.js";
import type { Journal } from "./journal.js";
import { consolePage, pagePolicy } from "./page.js";

type ConsoleParts = {
  readonly title: string;
  /** Events of the only tenant; absent: the server receives none. */
  readonly reader?: EventReader;
  readonly journal: Journal;
  /** Absent: events and keys are shown by their names. */
  readonly labels?: Labels;
  /** Absent: a reply is left as it was written. */
  readonly readReply?: (reply: { readonly key: string; readonly text: string }) => ReturnType<ReadReply>;
  /** Names under which this machine is addressed, without ports. */
  readonly hosts: readonly string[];
};

/** Events that a page shows when it opens. */
const mostShown = 200;
const keepAliveMilliseconds = 15_000;
const longestReply = 64 * 1024;

const follow = async (
  stream: SSEStreamingApi,
  { reader, journal, labels = {} }: ConsoleParts,
  signal: AbortSignal,
): Promise<void> => {
  let last = 0;
  const send = (type: string, value: unknown): Promise<void> =>
    stream.writeSSE({ event: type, data: JSON.stringify(value) });
  let sending = Promise.resolve();
  const sendJournal = (): void => {
    sending = sending
      .then(async () => {
        for (const entry of journal.entries().filter(({ number }) => number > last)) {
          last = entry.number;
          await send("entry", withVisible(entry));
        }
        const waiting = journal.waiting().map((key) => ({ key, label: withVisible(labels.reply?.(key)) }));
        await send("waiting", waiting);
      })
      .catch(() => undefined);
  };
  const sendEvent = (event: StoredEvent): Promise<void> =>
    send("event", withVisible({ ...event, label: labels.event?.(event) }));
  const stop = journal.onChange(sendJournal);
  try {
    sendJournal();
    if (reader === undefined) {
      while (!signal.aborted) {
        await stream.sleep(keepAliveMilliseconds);
        await send("alive", null);
      }
      return;
    }
    const first = await reader.read({ newest: true, limit: mostShown });
    for (const event of first.events) await sendEvent(event);
    for (let { cursor } = first; !signal.aborted; ) {
      const page = await reader.wait(
        { after: cursor, limit: 100 },
        { seconds: keepAliveMilliseconds / 1_000, signal },
      );
      ({ cursor } = page);
      for (const event of page.events) await sendEvent(event);
      if (page.events.length === 0) await send("alive", null);
    }
  } finally {
    stop();
  }
};

/** The console of a server on this machine: a page, what it shows as it happens, and replies that a person gives. */
export const consoleRoutes = (parts: ConsoleParts): Hono => {
  const { title, reader, hosts, readReply } = parts;
  const app = new Hono().basePath(paths.console);
  app.use(async (context, next) => {
    if (isForeign(context.req.raw, hosts))
      return context.json({ error: "The console is for this machine alone" }, 403);
    await next();
    context.header("content-security-policy", pagePolicy);
    context.header("x-content-type-options", "nosniff");
    context.header("referrer-policy", "no-referrer");
    context.header("cache-control", "no-store");
  });
  app.get("/", (context) => context.html(consolePage(title)));
  app.get("/stream", (context) =>
    streamSSE(context, async (stream) => {
      const left = new AbortController();
      stream.onAbort(() => left.abort());
      await follow(stream, parts, left.signal);
    }),
  );
  app.post("/replies", async (context) => {
    // A form of another site cannot send this type without asking first.
    const isJson = context.req.header("content-type")?.startsWith("application/json") === true;
    const body: unknown = isJson ? await context.req.json().catch(() => undefined) : undefined;
    const { key, text } = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {}; // looked at below
    if (typeof key !== "string" || typeof text !== "string" || text.length > longestReply)
      return context.json({ error: "A reply has a key and a text of at most 64 KB" }, 400);
    if (reader === undefined) return context.json({ error: "This server receives no events" }, 404);
    const ready = readReply?.({ key, text }) ?? { ok: true, text };
    if (!ready.ok) return context.json({ outcome: "refused", problems: ready.problems });
    return context.json({ outcome: await reader.reply(key, ready.text) });
  });
  return app;
};
