import { createHmac } from "node:crypto";
import { senderOf } from "@jackfield/contract";
import { describe, expect, test } from "vitest";
import { judge } from "./checks.js";

const now = 1_700_000_000_000;
const seconds = String(now / 1_000);
const body = '{"type":"sent"}';
const secrets: Readonly<Record<string, string>> = {
  KEY: "a key of the vendor",
  STANDARD: `whsec_${Buffer.from("a key of the vendor").toString("base64")}`,
  EMPTY: "",
  EMPTY_STANDARD: "whsec_",
};

const vendors = "a key of the vendor";

const signWith =
  (key: string) =>
  (text: string, encoding: "hex" | "base64" = "hex"): string =>
    createHmac("sha256", key).update(text).digest(encoding);

const isAccepted = (
  sender: readonly [Parameters<typeof senderOf>[0], ...string[]],
  headers: Readonly<Record<string, string>>,
  text = body,
): boolean => {
  const [style, ...variables] = sender;
  const delivery = { header: (name: string) => headers[name], body: new TextEncoder().encode(text) };
  return judge(senderOf(style, variables).check, delivery, { secretOf: (name) => secrets[name], now }).ok;
};

/** What a vendor sends with the body above, at a time, signed with a key. */
type Row = readonly [
  string,
  Parameters<typeof isAccepted>[0],
  (time: string, key?: string) => Record<string, string>,
];

const timed: readonly Row[] = [
  [
    "Stripe, with the signature of an older secret in front",
    ["stripe", "KEY"],
    (time, key = vendors) => ({
      "stripe-signature": `t=${time},v1=${"0".repeat(64)}, v1=${signWith(key)(`${time}.${body}`)}`,
    }),
  ],
  [
    "Slack",
    ["slack", "KEY"],
    (time, key = vendors) => ({
      "x-slack-request-timestamp": time,
      "x-slack-signature": `v0=${signWith(key)(`v0:${time}:${body}`)}`,
    }),
  ],
  [
    "Standard Webhooks",
    ["standard", "STANDARD"],
    (time, key = vendors) => ({
      "webhook-id": "m1",
      "webhook-timestamp": time,
      "webhook-signature": `v1a,x v1,${signWith(key)(`m1.${time}.${body}`, "base64")}`,
    }),
  ],
];
const untimed: readonly Row[] = [
  [
    "GitHub",
    ["github", "KEY"],
    (_, key = vendors) => ({ "x-hub-signature-256": `sha256=${signWith(key)(body)}` }),
  ],
  [
    "Shopify",
    ["shopify", "KEY"],
    (_, key = vendors) => ({ "x-shopify-hmac-sha256": signWith(key)(body, "base64") }),
  ],
  [
    "basic",
    ["basic", "KEY", "KEY"],
    (_, key = vendors) => ({ authorization: `Basic ${btoa(`${key}:${key}`)}` }),
  ],
];

describe.each([...timed, ...untimed])("%s", (_, sender, headersAt) => {
  const headers = headersAt(seconds);

  test("is accepted as the vendor sends it, and refused without it or with another value", () => {
    expect(isAccepted(sender, headers)).toBe(true);
    expect(isAccepted(sender, {})).toBe(false);
    for (const [name, value] of Object.entries(headers)) {
      const other = value.slice(0, -1) + (value.endsWith("0") ? "1" : "0");
      expect([name, isAccepted(sender, { ...headers, [name]: "" })]).toEqual([name, false]);
      expect([name, isAccepted(sender, { ...headers, [name]: other })]).toEqual([name, false]);
    }
    expect(isAccepted(sender, headersAt(seconds, "another key"))).toBe(false);
  });

  test("is refused while the secret is not set, or set to nothing and signed with nothing", () => {
    const [style] = sender;
    for (const variable of ["MISSING", "EMPTY", "EMPTY_STANDARD"].slice(0, style === "standard" ? 3 : 2))
      expect([variable, isAccepted([style, variable, variable], headersAt(seconds, ""))]).toEqual([
        variable,
        false,
      ]);
  });
});

test.each([...timed, ...untimed].filter(([, [style]]) => style !== "basic"))(
  "%s: another body is refused",
  (_, sender, headersAt) => {
    expect(isAccepted(sender, headersAt(seconds), `${body} `)).toBe(false);
  },
);

test.each(timed)(
  "%s: what is older or newer than five minutes is refused, though signed",
  (_, sender, headersAt) => {
    const at = (offset: number): boolean => isAccepted(sender, headersAt(String(now / 1_000 + offset)));
    expect([at(-300), at(300)]).toEqual([true, true]);
    expect([at(-301), at(301)]).toEqual([false, false]);
    for (const time of ["", "soon", "-1", "1e9", `${seconds}.5`])
      expect(isAccepted(sender, headersAt(time))).toBe(false);
  },
);
