import type { Check, KeyPart, Webhook } from "./webhook.js";

/** How a vendor sends webhooks: how they prove where they come from, and where a delivery has its name and its number. */
export type Sender = {
  readonly check: Check;
  /** Where every delivery names its event, so that one address can take them all. */
  readonly name?: readonly KeyPart[];
  readonly key?: readonly KeyPart[];
};

/** Takes the names of the variables with the secrets. */
type Style = { readonly variables: number; of(...variables: readonly string[]): Sender };

const signed = (of: (secret: string) => Sender): Style => ({ variables: 1, of: (secret = "") => of(secret) });

/** Ways of sending that many vendors share, by the one who is known for it. */
const styles = {
  /** Nothing is signed; the vendor sends a user name and a password. */
  basic: {
    variables: 2,
    of: (username = "", password = "") => ({ check: { kind: "basic", username, password } }),
  },
  /** docs.github.com, "Validating webhook deliveries". */
  github: signed((secret) => ({
    check: {
      ...{ kind: "hmac", header: "x-hub-signature-256", secret },
      ...{ algorithm: "sha256", encoding: "hex", prefix: "sha256=" },
    },
    name: [{ header: "x-github-event" }, { field: ["action"] }],
    key: [{ header: "x-github-delivery" }],
  })),
  /** shopify.dev, "Verify webhooks". */
  shopify: signed((secret) => ({
    check: { kind: "hmac", header: "x-shopify-hmac-sha256", secret, algorithm: "sha256", encoding: "base64" },
    name: [{ header: "x-shopify-topic" }],
    key: [{ header: "x-shopify-webhook-id" }],
  })),
  /** docs.slack.dev, "Verifying requests from Slack". */
  slack: signed((secret) => ({
    check: {
      ...{ kind: "hmac", header: "x-slack-signature", secret, algorithm: "sha256", encoding: "hex" },
      ...{ prefix: "v0=", timestamp: "x-slack-request-timestamp", signed: "v0:{time}:{body}" },
    },
    name: [{ field: ["event", "type"] }],
    key: [{ field: ["event_id"] }],
  })),
  /** Standard Webhooks 1.0 (standardwebhooks.com), with its advice on payloads. */
  standard: signed((secret) => ({
    check: { kind: "standard", secret },
    name: [{ field: ["type"] }],
    key: [{ header: "webhook-id" }],
  })),
  /** docs.stripe.com, "Verify webhook signatures manually". */
  stripe: signed((secret) => ({
    check: {
      ...{ kind: "hmac", header: "stripe-signature", secret, algorithm: "sha256", encoding: "hex" },
      pairs: { time: "t", signature: "v1" },
    },
    name: [{ field: ["type"] }],
    key: [{ field: ["id"] }],
  })),
} as const satisfies Readonly<Record<string, Style>>;

export type SenderStyle = keyof typeof styles;
export const senderStyles = Object.keys(styles) as readonly SenderStyle[]; // the keys of the table above

/** How many variables with secrets a style needs. */
export const variablesOfStyle = (style: SenderStyle): number => styles[style].variables;

export const senderOf = (style: SenderStyle, variables: readonly string[]): Sender => {
  const { of }: Style = styles[style];
  return of(...variables);
};

/** Names that differ only in letter case and separators are one. */
export const sameName = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-");

/** A webhook, checked as its vendor sends it. */
export const checkedBy = ({ check, key }: Sender, webhook: Webhook): Webhook => ({
  ...webhook,
  check,
  ...(key && { key }),
});

/**
 * A receiver for all events of a vendor who names the event in every delivery: many register one address and no more.
 * Undefined where deliveries have no name.
 */
export const oneForAll = (
  { check, name, key }: Sender,
  webhooks: readonly Webhook[],
  path: string,
): Webhook | undefined => {
  if (name === undefined) return undefined;
  const names = webhooks.flatMap((webhook) => (typeof webhook.name === "string" ? [webhook.name] : []));
  return { path, check, name, names, ...(key && { key }), description: "Takes every event at one address." };
};
