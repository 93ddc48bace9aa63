/** How often a fault happens. Left out, it happens every time. */
type Times = { readonly times?: number };

/** Something that goes wrong with the requests of a client. */
export type RequestFault = Times & {
  readonly kind: "request";
  readonly method?: string;
  /** The path as it is sent; `*` stands for any text. Left out, every path. */
  readonly path?: string;
  /** Wait before the answer, in milliseconds of telephone time. */
  readonly delayMs?: number;
  /** An answer instead of the simulator's own. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The connection breaks: before anything was done, or after it was done and before the answer. */
  readonly close?: "before" | "after";
};

/** Something that goes wrong with webhooks. */
export type WebhookFault = Times & {
  readonly kind: "webhook";
  /** Its `eventType` or `type`. Left out, any event. */
  readonly event?: string;
  /** Twice, after the next one (or ten seconds later when there is none), or never. */
  readonly does: "duplicate" | "late" | "lose";
};

export type Fault = RequestFault | WebhookFault;
