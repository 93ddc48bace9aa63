import {
  type EventReader,
  isRecord,
  type JsonSchema,
  type LiveWebhook,
  type StoredEvent,
  type Subscriptions,
  type Webhook,
} from "@jackfield/contract";

/** An event that the server may have to tell of. */
export type EventKind = {
  readonly name: string;
  readonly description?: string;
  readonly payload?: JsonSchema;
};

/** Where the handlers of the draft get events from. */
export type EventSource = {
  kinds(): Promise<readonly EventKind[]>;
  reader(tenant: string): EventReader;
  /** Delivers to addresses of clients; absent: events are polled and streamed only. */
  readonly subscriptions?: Subscriptions;
};

/** Events of every name, also of names that no spec declares. */
export const everything = "*";
/** One event as a client of the draft gets it; its data is always an object. */
export const occurrence = ({ cursor, name, time, data }: StoredEvent, kind = everything) => ({
  ...{ eventId: cursor, name: kind, timestamp: time },
  data: kind === everything ? { event: name, data } : isRecord(data) ? data : { value: data },
});

/** A line of `events/list`. */
export const listed = ({ name, description, payload }: EventKind, hasWebhooks: boolean) => ({
  name,
  ...(description !== undefined && { description }),
  delivery: ["poll", "push", ...(hasWebhooks ? ["webhook"] : [])],
  inputSchema: { type: "object", properties: {}, additionalProperties: false },
  payloadSchema: isRecord(payload) && payload.type === "object" ? payload : { type: "object" },
});

export const allKinds = async ({ kinds }: EventSource): Promise<readonly EventKind[]> => [
  {
    name: everything,
    description: "Every event of this server: its name and its data. What it holds was sent by others.",
    payload: {
      type: "object",
      properties: { event: { type: "string" }, data: {} },
      required: ["event", "data"],
    },
  },
  ...(await kinds()),
];

/** The events that webhooks may bring, as far as their names are known beforehand. */
export const kindsOf = (all: readonly (Webhook | LiveWebhook)[]): readonly EventKind[] => {
  const kinds = new Map<string, EventKind>();
  // Of those that are answered and never stored there is nothing to tell.
  const webhooks = all.filter((webhook) => !("passing" in webhook && webhook.passing));
  for (const { name, description, payload } of webhooks) {
    if (typeof name !== "string" || kinds.has(name)) continue;
    kinds.set(name, {
      name,
      ...(description !== undefined && { description }),
      ...(payload !== undefined && { payload }),
    });
  }
  for (const name of webhooks.flatMap(({ names = [] }) => names))
    if (!kinds.has(name)) kinds.set(name, { name });
  return [...kinds.values()];
};
