import { listingLimit } from "../limits.js";
import { json, type Outcome, problem } from "../outcome.js";
import type { Incoming } from "../router.js";
import { storeOf, type World } from "../world.js";

/** A message as the list shows it, once for each recipient. */
export type ListedMessage = {
  readonly messageId: string;
  readonly accountId: string;
  readonly sourceTn: string;
  readonly destinationTn: string;
  messageStatus: "SENDING" | "DELIVERED" | "FAILED";
  readonly messageDirection: "INBOUND" | "OUTBOUND";
  readonly messageType: "sms" | "mms";
  readonly segmentCount: number;
  errorCode?: number;
  readonly receiveTime: string;
  readonly carrierName: string | null;
  readonly messageLength: number;
  readonly attachmentCount: number;
  readonly recipientCount: number;
};

/** One entry per message and recipient, in the order of creation. */
export const messages = storeOf((_: World): ListedMessage[] => []);

type MessageFilter = (message: ListedMessage, value: string) => boolean;

/** No simulated message has what this filter asks for. */
const never: MessageFilter = () => false;

const filters: ReadonlyMap<string, MessageFilter> = new Map<string, MessageFilter>([
  ["messageId", (message, value) => message.messageId === value],
  ["sourceTn", (message, value) => message.sourceTn === value],
  ["destinationTn", (message, value) => message.destinationTn === value],
  ["messageStatus", (message, value) => message.messageStatus === value],
  ["messageDirection", (message, value) => message.messageDirection === value],
  ["messageType", (message, value) => message.messageType === value],
  ["errorCode", (message, value) => String(message.errorCode ?? 0) === value],
  ["fromDateTime", (message, value) => message.receiveTime >= value],
  ["toDateTime", (message, value) => message.receiveTime <= value],
  ["fromSegmentCount", (message, value) => message.segmentCount >= Number(value)],
  ["toSegmentCount", (message, value) => message.segmentCount <= Number(value)],
  ["carrierName", never],
  ["campaignId", never],
  ["fromBwLatency", never],
  ["bwQueued", never],
  ["product", never],
  ["location", never],
  ["carrierQueued", never],
  ["fromCarrierLatency", never],
  ["callingNumberCountryA3", never],
  ["calledNumberCountryA3", never],
  ["fromMessageSize", never],
  ["toMessageSize", never],
]);

const forms: ReadonlyMap<string, RegExp> = new Map([
  ["fromDateTime", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/],
  ["toDateTime", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/],
  ["messageStatus", /^(RECEIVED|QUEUED|SENDING|SENT|FAILED|DELIVERED|ACCEPTED|UNDELIVERED)$/],
  ["messageDirection", /^(INBOUND|OUTBOUND)$/],
  ["messageType", /^(sms|mms|rcs)$/],
  ["errorCode", /^\d+$/],
  ["fromSegmentCount", /^\d+$/],
  ["toSegmentCount", /^\d+$/],
  ["sort", /^(sourceTn|destinationTn|messageStatus|receiveTime|errorCode|segmentCount):(asc|desc)$/],
  ["limit", /^[1-9]\d{0,4}$/],
  ["pageToken", /^\d{1,5}$/],
  ["limitTotalCount", /^(true|false)$/],
]);

/** The account's messages that match every filter given; at least one parameter is demanded. */
export function listMessages(world: World, incoming: Incoming): Outcome {
  const { query, params } = incoming;
  const refusal = listingLimit(world);
  if (refusal) return refusal;
  if ([...query].length === 0) return problem(400, "At least one query parameter is required.");
  for (const [name, value] of query) {
    if (!filters.has(name) && !forms.has(name))
      return problem(400, `'${name}' is not a known query parameter.`);
    if (forms.get(name)?.test(value) === false)
      return problem(400, `'${value}' is not a valid value of '${name}'.`);
  }
  const limit = Number(query.get("limit") ?? 100);
  const offset = Number(query.get("pageToken") ?? 0);
  if (limit + offset > 10_000) return problem(400, "limit and offset together must be at most 10000.");
  const matches = messages(world).filter(
    (message) =>
      message.accountId === params.account &&
      [...query].every(([name, value]) => filters.get(name)?.(message, value) ?? true),
  );
  const page = sorted(matches, query.get("sort")).slice(offset, offset + limit);
  const self = `${world.url}/api/v2/users/${params.account}/messages`;
  return json(200, {
    totalCount: matches.length,
    pageInfo: pageInfo(self, query, { offset, limit, total: matches.length }),
    messages: page,
  });
}

function sorted(messages: readonly ListedMessage[], sort: string | null): readonly ListedMessage[] {
  const [field = "", direction] = sort?.split(":") ?? [];
  if (field === "") return messages;
  const keyed = messages.map((message) => ({
    message,
    key: new Map<string, unknown>(Object.entries(message)).get(field) ?? 0,
  }));
  const order = direction === "desc" ? -1 : 1;
  keyed.sort((a, b) => (a.key < b.key ? -order : a.key > b.key ? order : 0));
  return keyed.map(({ message }) => message);
}

type MessagePage = { readonly offset: number; readonly limit: number; readonly total: number };

function pageInfo(self: string, query: URLSearchParams, { offset, limit, total }: MessagePage) {
  const at = (token: string) => {
    const other = new URLSearchParams(query);
    other.set("pageToken", token);
    return `${self}?${other}`;
  };
  const next = offset + limit < total ? String(offset + limit) : undefined;
  const previous = offset > 0 ? String(Math.max(0, offset - limit)) : undefined;
  return {
    ...(next && { nextPage: at(next), nextPageToken: next }),
    ...(previous && { prevPage: at(previous), prevPageToken: previous }),
  };
}
