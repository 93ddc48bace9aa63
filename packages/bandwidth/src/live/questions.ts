import type { EventReader } from "@jackfield/contract";

/**
 * A call asks for BXML, one question after the other, and each takes one answer. The first one wins; a second learns that
 * the question was answered. Questions and answers are replies of the event store, so that every instance of a server agrees.
 */

const questionKey = (id: string, number: number): string => `question ${id} ${number}`;
const answerKey = (id: string, number: number): string => `bxml ${id} ${number}`;
/** The call or conference that waits for an answer under this key; undefined: nobody does. */
export const askerOf = (key: string): string | undefined => {
  const [, id = "", number = 0] = /^bxml (\S+) (\d{1,6})$/.exec(key) ?? [];
  return isId(id) && key === answerKey(id, Number(number)) ? id : undefined;
};
const overKey = (id: string): string => `over ${id}`;

/** Ids of calls and conferences, as Bandwidth makes them: nothing else is used as a key. */
export const isId = (value: unknown): value is string =>
  typeof value === "string" && /^(?:c|conf)-[\w-]{1,200}$/.test(value);

export const isConference = (id: string): boolean => id.startsWith("conf-");

/** The number of the last question, counted from 1; 0 before the first. They have no gaps, so half of them are skipped at a time. */
const lastQuestion = async (events: EventReader, id: string): Promise<number> => {
  const isAsked = async (number: number): Promise<boolean> =>
    (await events.replyTo(questionKey(id, number))) !== undefined;
  let above = 1;
  while (await isAsked(above)) above *= 2;
  let last = Math.floor(above / 2);
  while (above - last > 1) {
    const middle = Math.floor((last + above) / 2);
    if (await isAsked(middle)) last = middle;
    else above = middle;
  }
  return last;
};

/**
 * The number of a question that has arrived. One delivery has one number, for all that ask for it: the webhook
 * itself, its duplicate, and a reader that has seen the event before the webhook came so far.
 */
export const askQuestion = async (events: EventReader, id: string, delivery: string): Promise<number> => {
  const last = await lastQuestion(events, id);
  for (let number = last; number > 0; number -= 1)
    if ((await events.replyTo(questionKey(id, number))) === delivery) return number;
  for (let number = last + 1; ; number += 1) {
    if ((await events.reply(questionKey(id, number), delivery)) === "accepted") return number;
    if ((await events.replyTo(questionKey(id, number))) === delivery) return number;
  }
};

/** The BXML for a question, waiting for it at most so long. */
export const answerTo = (
  events: EventReader,
  { id, number }: { readonly id: string; readonly number: number },
  patience: { readonly milliseconds: number; readonly signal: AbortSignal },
): Promise<string | undefined> => events.awaitReply(answerKey(id, number), patience);

/** Notes that a call is over, and why. */
export const markOver = async (events: EventReader, id: string, cause: string): Promise<void> => {
  await events.reply(overKey(id), cause);
};

export type Outcome =
  | { readonly kind: "accepted"; readonly waiting: boolean }
  | { readonly kind: "conflict" }
  | { readonly kind: "over"; readonly cause: string };

/**
 * Answers what a call asks now, or, before it has asked at all, its first question. A conference does not wait for an
 * answer: it gets one at its next event.
 */
export const giveAnswer = async (events: EventReader, id: string, bxml: string): Promise<Outcome> => {
  const cause = await events.replyTo(overKey(id));
  if (cause !== undefined) return { kind: "over", cause };
  const last = await lastQuestion(events, id);
  const number = isConference(id) ? last + 1 : Math.max(1, last);
  if ((await events.reply(answerKey(id, number), bxml)) === "conflict") return { kind: "conflict" };
  return { kind: "accepted", waiting: number === last };
};

/** Whether a call waits for an answer to this delivery right now. */
export const isWaiting = async (events: EventReader, id: string, delivery: string): Promise<boolean> => {
  if (isConference(id) || (await events.replyTo(overKey(id))) !== undefined) return false;
  const number = await askQuestion(events, id, delivery);
  const isLast = (await events.replyTo(questionKey(id, number + 1))) === undefined;
  return isLast && (await events.replyTo(answerKey(id, number))) === undefined;
};
