import {
  type EventReader,
  isRecord,
  type Label,
  type Labels,
  type LiveWebhook,
  type Webhook,
} from "@jackfield/contract";
import type { Offer } from "@jackfield/runtime";

/** What happened in this process, as the console shows it. */
type JournalEntry = {
  readonly number: number;
  /** ISO 8601. */
  readonly time: string;
  readonly label?: Label;
} & (
  | { readonly kind: "call"; readonly name: string; readonly milliseconds: number; readonly failed: boolean }
  /** What a live webhook was answered, such as the BXML of a call. */
  | { readonly kind: "answer"; readonly name: string; readonly milliseconds: number; readonly data: string }
);

type Note = JournalEntry extends infer Entry
  ? Entry extends JournalEntry
    ? Omit<Entry, "number" | "time">
    : never
  : never;

/** Remembers the last calls and answers, and who waits for a reply. Of this process alone, and gone with it. */
export type Journal = {
  entries(): readonly JournalEntry[];
  /** Keys of replies that live webhooks wait for. */
  waiting(): readonly string[];
  /** Calls `changed` after every change, until what it gives is called. */
  onChange(changed: () => void): () => void;
  /** The same, with what happens noted. */
  watchedOffer(offer: Offer): Offer;
  watchedReader(reader: EventReader): EventReader;
  watchedWebhook(webhook: Webhook | LiveWebhook): Webhook | LiveWebhook;
};

const mostEntries = 200;
const longestAnswer = 20_000;
/** An answer repeats the password of the address that the next webhook goes to. */
const password = /(password\s*=\s*["'])[^"']+/gi;
/** A call that nobody answered looks in again within this time; until then it still waits. */
const lingerMilliseconds = 6_000;

export const createJournal = (labels: Labels = {}): Journal => {
  const entries: (Note & { readonly number: number; readonly at: number })[] = [];
  let count = 0;
  const waiting = new Map<string, number>();
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const note = (entry: Note): void => {
    count += 1;
    entries.push({ ...entry, number: count, at: Date.now() });
    if (entries.length > mostEntries) entries.shift();
    changed();
  };
  const leave = (key: string): void => {
    const left = (waiting.get(key) ?? 1) - 1;
    if (left === 0) waiting.delete(key);
    else waiting.set(key, left);
    changed();
  };
  const wait = async (key: string, work: Promise<string | undefined>): Promise<string | undefined> => {
    waiting.set(key, (waiting.get(key) ?? 0) + 1);
    changed();
    let reply: string | undefined;
    try {
      reply = await work;
      return reply;
    } finally {
      if (reply === undefined) setTimeout(leave, lingerMilliseconds, key).unref();
      else leave(key);
    }
  };
  const lastAnswer = (name: string, label: Label | undefined): string | undefined => {
    const last = entries.findLast((one) => one.name === name && one.label?.subject === label?.subject);
    return last?.kind === "answer" ? last.data : undefined;
  };
  const since = (begun: number): number => Math.round(performance.now() - begun);
  return {
    // Few look, and the text of a time takes long.
    entries: () => entries.map(({ at, ...entry }) => ({ ...entry, time: new Date(at).toISOString() })),
    waiting: () => [...waiting.keys()],
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    watchedOffer: (offer) => ({
      ...offer,
      async call(tenant, name, args, options) {
        const begun = performance.now();
        const result = await offer.call(tenant, name, args, options);
        const label = labels.call?.({
          ...{ tool: name, arguments: isRecord(args) ? args : {}, result: result.structuredContent ?? {} },
        });
        const failed = result.isError === true;
        note({ kind: "call", name, milliseconds: since(begun), failed, ...(label && { label }) });
        return result;
      },
    }),
    watchedReader: (reader) => ({
      ...reader,
      awaitReply: (key, patience) => wait(key, reader.awaitReply(key, patience)),
    }),
    watchedWebhook(webhook) {
      if (!("answer" in webhook)) return webhook;
      return {
        ...webhook,
        async answer(event, context) {
          const begun = performance.now();
          const answer = await webhook.answer(event, context);
          const data = (answer.body ?? "").slice(0, longestAnswer).replace(password, "$1***");
          const label = labels.event?.(event);
          // A call that looks in every few seconds and hears the same would push everything else out.
          if (webhook.passing && data === lastAnswer(event.name, label)) return answer;
          note({
            kind: "answer",
            name: event.name,
            milliseconds: since(begun),
            data,
            ...(label && { label }),
          });
          return answer;
        },
      };
    },
  };
};
