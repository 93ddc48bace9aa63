import type { EventReader } from "./events.js";
import type { Tenant } from "./tenant.js";
import type { JsonSchema } from "./tool.js";

/**
 * How a webhook proves where it comes from. `secret` and its like name variables of the tenant; their values are asked
 * for per request, so a change holds at once.
 */
export type Check =
  /** Nothing but the path, which has an unguessable part. */
  | { readonly kind: "path" }
  /** RFC 7617. `optional`: while neither variable is set, the path is enough. */
  | {
      readonly kind: "basic";
      readonly username: string;
      readonly password: string;
      readonly optional?: true;
    }
  /** A header with the HMAC of the body, as most vendors do it. */
  | {
      readonly kind: "hmac";
      readonly header: string;
      readonly secret: string;
      readonly algorithm: "sha1" | "sha256" | "sha512";
      readonly encoding: "hex" | "base64";
      /** Stands before the value: `sha256=`. */
      readonly prefix?: string;
      /** Header with the time in seconds, which is signed too and must be fresh. */
      readonly timestamp?: string;
      /** The header is a list such as `t=1700000000,v1=5257…`: which names the time and the signatures have in it. */
      readonly pairs?: { readonly time: string; readonly signature: string };
      /** What is signed, with `{time}` and `{body}` in it; absent: `{body}`, or `{time}.{body}` where there is a time. */
      readonly signed?: string;
    }
  /** Standard Webhooks 1.0: webhook-id, webhook-timestamp, webhook-signature. */
  | { readonly kind: "standard"; readonly secret: string };

/** Where a part of a JSON payload stands: keys and indexes from the outside in. */
export type FieldPath = readonly (string | number)[];

/** A part of a delivery, such as its number or the name of its event. */
export type KeyPart = { readonly header: string } | { readonly field: FieldPath };

/** One webhook of an API. Data only, so that a generator can write it. */
export type Webhook = {
  /** Below the address of the tenant, unique in its server: `voice/answer`. */
  readonly path: string;
  /** Absent: POST. The payload of a GET is its query. */
  readonly method?: "POST" | "PUT" | "PATCH" | "DELETE" | "GET";
  readonly check: Check;
  /** The event's name, or where a delivery has it; several parts are joined by dots, and those that are missing are left out. */
  readonly name: string | KeyPart | readonly KeyPart[];
  /**
   * Names as the spec writes them. A delivery's name that is the same but for letter case and separators is written like
   * that: `pull_request.opened` becomes `pull-request-opened`.
   */
  readonly names?: readonly string[];
  /** What names a delivery, so that one sent twice is stored once. Absent: every delivery is an event. */
  readonly key?: readonly KeyPart[];
  /** The payload is a list of events. */
  readonly isList?: true;
  /** What happened, in a sentence. */
  readonly description?: string;
  /** Of the payload, with everything it refers to under `$defs`. It describes: a payload is stored as it arrives. */
  readonly payload?: JsonSchema;
};

export type ReceivedEvent = {
  readonly name: string;
  readonly data: unknown;
  /** The vendor has sent this delivery before. */
  readonly duplicate: boolean;
  header(name: string): string | undefined;
  query(name: string): string | undefined;
};

export type WebhookAnswer = {
  /** Absent: 200 with a body, 204 without one. */
  readonly status?: number;
  /** With a `body`: its media type. */
  readonly type?: string;
  readonly body?: string;
};

/** What an answer may use. */
export type AnswerContext = {
  /** Aborts when the answer would come too late. */
  readonly signal: AbortSignal;
  readonly tenant: Tenant;
  readonly events: EventReader;
  /** Writes one line to the operator's log. */
  log(line: string): void;
};

/**
 * A webhook that the vendor waits for, such as that of a live call. The event is stored first; then `answer` says what
 * to send. All of it takes at most `deadlineMilliseconds`.
 */
export type LiveWebhook = Omit<Webhook, "isList"> & {
  readonly isList?: never;
  answer(event: ReceivedEvent, context: AnswerContext): Promise<WebhookAnswer>;
  /** From the last byte of the request to the answer; absent: 8,000. Shorter than what the vendor waits. */
  readonly deadlineMilliseconds?: number;
  /** The answer when `answer` is late or throws. */
  late(event: ReceivedEvent): WebhookAnswer;
  /** The answer when the event could not be stored in time; absent: 503, so that the vendor sends it again. */
  unstored?(event: ReceivedEvent): WebhookAnswer;
  /** The vendor comes because it was asked to come back: nothing has happened that is worth storing. */
  readonly passing?: true;
};
