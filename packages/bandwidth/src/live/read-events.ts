import { type EventReader, isRecord, type StoredEvent } from "@jackfield/contract";

/** What a reader wants of the log. */
export type EventFilter = {
  readonly names?: readonly string[];
  /** Only events after this cursor; absent: from the oldest. */
  readonly after?: string | undefined;
  /** Only events from this time on, ISO 8601. */
  readonly since?: string | undefined;
  readonly matches: (event: StoredEvent) => boolean;
  readonly limit: number;
  /** How long to wait for the first one. */
  readonly seconds: number;
};

type EventsPart = {
  readonly events: readonly StoredEvent[];
  readonly cursor: string;
  readonly hasMore: boolean;
  readonly missed: boolean;
};

/** Whether a text is a time, as `since` takes it. */
export const isTime = (text: string): boolean => !Number.isNaN(Date.parse(text));

const pageSize = 500;
/** Characters of one answer: clients hide the end of longer ones. */
const longestAnswer = 30_000;

/** As many of the events as are wanted and an answer holds; the first one always. */
const fitting = (events: readonly StoredEvent[], limit: number): readonly StoredEvent[] => {
  let length = 0;
  return events.slice(0, limit).filter((event, at) => {
    length += JSON.stringify(event.data).length + 100;
    return at === 0 || length <= longestAnswer;
  });
};

/** The events that are wanted, oldest first. Where there is none yet, it waits for one. */
export const readEvents = async (
  reader: EventReader,
  { names, after, since, matches, limit, seconds }: EventFilter,
  signal: AbortSignal,
): Promise<EventsPart> => {
  const end = Date.now() + seconds * 1_000;
  const begin = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since);
  let cursor = after;
  let missed = false;
  for (;;) {
    const query = {
      limit: pageSize,
      ...(cursor !== undefined && { after: cursor }),
      ...(names && { names }),
    };
    const page = await reader.wait(query, { seconds: Math.max(0, end - Date.now()) / 1_000, signal });
    missed ||= page.missed;
    const all = page.events.filter((event) => Date.parse(event.time) >= begin && matches(event));
    const events = fitting(all, limit);
    const last = events.at(-1);
    // After the last one shown, not after the page: the next reader may look for something else.
    if (last !== undefined)
      return { events, cursor: last.cursor, hasMore: events.length < all.length || page.hasMore, missed };
    ({ cursor } = page);
    if (!page.hasMore && (signal.aborted || Date.now() >= end))
      return { events: [], cursor, hasMore: false, missed };
  }
};

/** Whether a phone number takes part in an event: as caller, called or any other number in it. */
export const concerns = (data: unknown, number: string): boolean => {
  if (!isRecord(data)) return false;
  const message = isRecord(data.message) ? data.message : {};
  return [data.from, data.to, data.transferTo, message.from, message.to, message.owner]
    .flat()
    .includes(number);
};
