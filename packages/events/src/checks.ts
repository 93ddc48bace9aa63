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

/** A vendor that changes its secret signs with both for a while. */
const mostSignatures = 10;

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

/** What is signed before and after the body. */
const frameOf = (signed: string, time: string): readonly [string, string] => {
  const [before = "", after = ""] = signed.replaceAll("{time}", time).split("{body}");
  return [before, after];
};

/** `t=1700000000,v1=5257…`: the values of a name, as far as anybody sends them. */
const pairsIn = (text: string, name: string): readonly string[] =>
  text
    .split(",", mostSignatures)
    .map((pair) => pair.trim())
    .flatMap((pair) => (pair.startsWith(`${name}=`) ? [pair.slice(name.length + 1)] : []));

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

/** A variable that is set to nothing has no secret: an empty key would let everybody in. */
const secretIn = ({ secretOf }: Context, variable: string): string | undefined => {
  const value = secretOf(variable);
  return value === undefined || value.trim() === "" ? undefined : value;
};

const basic = (check: Of<"basic">, delivery: Delivery, context: Context): Verdict => {
  const [username, password] = [secretIn(context, check.username), secretIn(context, check.password)];
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

const timeOf = ({ timestamp, pairs, header: name }: Of<"hmac">, { header }: Delivery): string | undefined => {
  if (pairs !== undefined) return pairsIn(header(name) ?? "", pairs.time)[0];
  return timestamp === undefined ? undefined : header(timestamp);
};

const hmac = (check: Of<"hmac">, delivery: Delivery, context: Context): Verdict => {
  const secret = secretIn(context, check.secret);
  if (secret === undefined) return refused(`${check.secret} is not set`);
  const hasTime = check.timestamp !== undefined || check.pairs !== undefined;
  const time = timeOf(check, delivery);
  if (hasTime && !isFresh(time, context.now))
    return refused(`the time in ${check.timestamp ?? check.header} is missing, or more than 5 minutes off`);
  const [before, after] = frameOf(check.signed ?? (hasTime ? "{time}.{body}" : "{body}"), time ?? "");
  const digest = createHmac(check.algorithm, secret).update(before).update(delivery.body).update(after);
  const expected = `${check.prefix ?? ""}${digest.digest(check.encoding)}`;
  const header = delivery.header(check.header) ?? "";
  const given = check.pairs === undefined ? [header] : pairsIn(header, check.pairs.signature);
  const isRight = given.filter((one) => isSame(check.encoding === "hex" ? one.toLowerCase() : one, expected));
  return isRight.length > 0 ? { ok: true } : refused(`${check.header} does not fit the body`);
};

const standard = (check: Of<"standard">, { header, body }: Delivery, context: Context): Verdict => {
  const secret = secretIn(context, check.secret);
  if (secret === undefined) return refused(`${check.secret} is not set`);
  const [id, time] = [header("webhook-id"), header("webhook-timestamp")];
  if (id === undefined || !isFresh(time, context.now))
    return refused("webhook-id is missing, or webhook-timestamp is missing or more than 5 minutes off");
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  if (key.length === 0) return refused(`${check.secret} is not a secret of Standard Webhooks`);
  const expected = standardSignature(key, { id, time: time ?? "", body });
  const given = (header("webhook-signature") ?? "").split(" ", mostSignatures);
  return given.filter((one) => isSame(one, expected)).length > 0
    ? { ok: true }
    : refused("webhook-signature does not fit the body");
};

/** Standard Webhooks 1.0, section "Signature scheme". */
export const standardSignature = (
  key: Uint8Array,
  { id, time, body }: { readonly id: string; readonly time: string; readonly body: Uint8Array | string },
): string => `v1,${createHmac("sha256", key).update(`${id}.${time}.`).update(body).digest("base64")}`;
