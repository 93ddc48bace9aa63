import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Check } from "@jackfield/contract";

/** A webhook as it arrived. */
export type Delivery = {
  readonly header: (name: string) => string | undefined;
  readonly body: Uint8Array;
};

type Verdict =
  | { readonly ok: true }
  /** What is wrong, without any part of a secret or a signature. */
  | { readonly ok: false; readonly problem: string };

/** How far a signed time may be from ours: Standard Webhooks recommends five minutes. */
const tolerance = 300_000;

const refused = (problem: string): Verdict => ({ ok: false, problem });

/** Compares in a time that depends on neither text, not even on their lengths. */
export const isSame = (a: string, b: string): boolean => {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
};

const isFresh = (seconds: string | undefined, now: number): boolean =>
  seconds !== undefined && /^\d{1,12}$/.test(seconds) && Math.abs(Number(seconds) * 1_000 - now) <= tolerance;

type Context = { readonly secretOf: (variable: string) => string | undefined; readonly now: number };

/** Judges a delivery. A secret that is not set refuses: an open door must be asked for by `path`. */
export const judge = (check: Check, delivery: Delivery, context: Context): Verdict => {
  switch (check.kind) {
    case "path":
      return { ok: true };
    case "basic":
      return basic(check, delivery, context);
    case "hmac":
      return hmac(check, delivery, context);
    case "standard":
      return standard(check, delivery, context);
  }
};

type Of<Kind extends Check["kind"]> = Extract<Check, { readonly kind: Kind }>;

const basic = (check: Of<"basic">, delivery: Delivery, { secretOf }: Context): Verdict => {
  const [username, password] = [secretOf(check.username), secretOf(check.password)];
  if (check.optional && username === undefined && password === undefined) return { ok: true };
  if (username === undefined || password === undefined)
    return refused(`${check.username} and ${check.password} are not both set`);
  return judgeCredentials({ username, password }, delivery);
};

/** Judges a delivery by HTTP Basic (RFC 7617). */
export const judgeCredentials = (
  { username, password }: { readonly username: string; readonly password: string },
  { header }: Delivery,
): Verdict => {
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  return isSame(header("authorization") ?? "", expected)
    ? { ok: true }
    : refused("the credentials are wrong");
};

const hmac = (check: Of<"hmac">, { header, body }: Delivery, { secretOf, now }: Context): Verdict => {
  const secret = secretOf(check.secret);
  if (secret === undefined) return refused(`${check.secret} is not set`);
  const time = check.timestamp === undefined ? undefined : header(check.timestamp);
  if (check.timestamp !== undefined && !isFresh(time, now))
    return refused(`${check.timestamp} is missing or too old`);
  const digest = createHmac(check.algorithm, secret);
  if (time !== undefined) digest.update(`${time}.`);
  const expected = `${check.prefix ?? ""}${digest.update(body).digest(check.encoding)}`;
  const given = header(check.header) ?? "";
  const isRight = isSame(check.encoding === "hex" ? given.toLowerCase() : given, expected);
  return isRight ? { ok: true } : refused(`${check.header} does not fit the body`);
};

const standard = (check: Of<"standard">, { header, body }: Delivery, { secretOf, now }: Context): Verdict => {
  const secret = secretOf(check.secret);
  if (secret === undefined) return refused(`${check.secret} is not set`);
  const [id, time] = [header("webhook-id"), header("webhook-timestamp")];
  if (id === undefined || !isFresh(time, now))
    return refused("webhook-id or a fresh webhook-timestamp is missing");
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const expected = `v1,${createHmac("sha256", key).update(`${id}.${time}.`).update(body).digest("base64")}`;
  const given = (header("webhook-signature") ?? "").split(" ").slice(0, 10);
  return given.filter((one) => isSame(one, expected)).length > 0
    ? { ok: true }
    : refused("webhook-signature does not fit the body");
};
