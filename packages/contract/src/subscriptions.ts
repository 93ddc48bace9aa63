/** A client that wants events delivered to an address of its own (Events draft, `events/subscribe`). */
export type Subscription = {
  /** Who asks; nobody else can change or end it. */
  readonly owner: string;
  readonly tenant: string;
  /** The event's name; absent: every event. */
  readonly name?: string;
  readonly url: string;
};

export type SubscriptionRequest = Subscription & {
  /** `whsec_` and 24 to 64 bytes in base64: deliveries are signed with it (Standard Webhooks 1.0). */
  readonly secret: string;
  /** Where deliveries begin; absent: with what comes from now on. */
  readonly after?: string;
  /** How long the client means to be there; absent: the server decides. */
  readonly ttlMilliseconds?: number;
};

/** Why an address got nothing. */
export type DeliveryFailure =
  | "connection_refused"
  | "timeout"
  | "tls_error"
  | "http_4xx"
  | "http_5xx"
  | "challenge_failed";

export type DeliveryStatus = {
  readonly active: boolean;
  /** ISO 8601; null: never. */
  readonly lastDeliveryAt: string | null;
  readonly lastError: DeliveryFailure | null;
};

export type SubscriptionOutcome =
  | {
      readonly kind: "granted";
      readonly id: string;
      /** ISO 8601. */
      readonly refreshBefore: string;
      /** Everything up to here has arrived or was given up. */
      readonly cursor: string;
      /** Of a subscription that was there before. */
      readonly status?: DeliveryStatus;
    }
  | { readonly kind: "invalid"; readonly problem: string }
  /** More subscriptions than one client, or all together, may have. */
  | { readonly kind: "limit"; readonly max: number }
  /** The address does not answer as one that wants deliveries. */
  | { readonly kind: "endpoint"; readonly reason: DeliveryFailure };

export type Subscriptions = {
  /** The same owner, address and name again: a longer time, perhaps another secret. */
  subscribe(request: SubscriptionRequest): Promise<SubscriptionOutcome>;
  /** False: there is none. */
  unsubscribe(subscription: Subscription): boolean;
  close(): Promise<void>;
};
