import {
  checkFields,
  type FieldRules,
  isFields,
  number,
  numberOf,
  optional,
  pattern,
  phoneNumber,
  required,
  text,
  textOf,
} from "./fields.js";
import { json, type Outcome, problem } from "./outcome.js";
import { type Incoming, jsonOnly, type Route } from "./router.js";
import { storeOf, type World } from "./world.js";

const base = "/api/v1/accounts/{account}/code";
const shared = {
  method: "POST",
  errors: "mfa",
  auth: "account",
  basicOnly: true,
  accepts: jsonOnly,
} as const;

/** Codes by call or text, and their check. These take Basic credentials only; a token is refused. */
export const mfaRoutes: readonly Route[] = [
  { ...shared, path: `${base}/voice`, handle: issue("callId") },
  { ...shared, path: `${base}/messaging`, handle: issue("messageId") },
  { ...shared, path: `${base}/verify`, handle: verify },
];

/** The last code that was sent to a number for a scope. */
type Code = { readonly to: string; readonly scope: string; readonly code: string; readonly issued: number };

/** By number and scope. Only the control API shows them: nobody is there to read a text. */
export const codesOf = storeOf((_: World) => new Map<string, Code>());

const keyOf = (to: string, scope: string) => `${to} ${scope}`;

const issueRules: FieldRules = {
  to: required(phoneNumber),
  from: required(phoneNumber),
  applicationId: required(text({ min: 1, max: 50 })),
  message: required((value) =>
    typeof value === "string" && value.length <= 2048 && value.includes("{CODE}")
      ? undefined
      : "must have at most 2048 characters and hold {CODE}",
  ),
  digits: required(number(4, 8, true)),
  scope: optional(text({ max: 25 })),
};

function issue(idName: "callId" | "messageId"): Route["handle"] {
  return (world, { body }) => {
    const [fault] = checkFields(body, issueRules);
    if (fault || !isFields(body)) return problem(400, `${fault?.fieldName} ${fault?.description}`);
    const [to, scope] = [textOf(body, "to") ?? "", textOf(body, "scope") ?? ""];
    const id = world.settings.newId();
    const code = digitsOf(id).slice(0, numberOf(body, "digits")).padEnd(4, "0");
    codesOf(world).set(keyOf(to, scope), { to, scope, code, issued: world.clock.now() });
    return json(200, { [idName]: idName === "callId" ? `c-${id}` : id });
  };
}

/** The digits of a hexadecimal id, letters made digits: as random as the id. */
const digitsOf = (id: string): string =>
  id.replace(/[^0-9a-f]/gi, "").replace(/[a-f]/gi, (letter) => String(Number.parseInt(letter, 16) - 10));

const verifyRules: FieldRules = {
  to: required(phoneNumber),
  scope: optional(text({ max: 25 })),
  expirationTimeInMinutes: required(number(1, 15)),
  code: required(pattern(/^\d{4,8}$/, "4 to 8 digits")),
};

/** A code is good for one check that succeeds. */
function verify(world: World, { body }: Incoming): Outcome {
  const [fault] = checkFields(body, verifyRules);
  if (fault || !isFields(body)) return problem(400, `${fault?.fieldName} ${fault?.description}`);
  const key = keyOf(textOf(body, "to") ?? "", textOf(body, "scope") ?? "");
  const sent = codesOf(world).get(key);
  const lifetimeMs = (numberOf(body, "expirationTimeInMinutes") ?? 0) * 60_000;
  const valid = sent?.code === body.code && world.clock.now() - (sent?.issued ?? 0) <= lifetimeMs;
  if (valid) codesOf(world).delete(key);
  return json(200, { valid });
}
