import { checkFields, type FieldRules, httpUrl, isFields, nullable, oneOf, text, textOf } from "../fields.js";
import type { Next } from "./call.js";
import { targetIn } from "./create-call.js";

/** The body of updateCall, parsed. */
type UpdateCall =
  | { readonly state: "completed" }
  | {
      readonly state: "active";
      readonly next: Extract<Next, { kind: "fetch" }>;
      /** Empty clears the tag. */
      readonly tag: string | undefined;
    };

const method = nullable(oneOf("GET", "POST"));
const credential = nullable(text({ max: 1024 }));

/** The fields that send a call or a conference to another document. */
export const redirectRules: FieldRules = {
  redirectUrl: nullable(httpUrl(2048)),
  redirectMethod: method,
  username: credential,
  password: credential,
  redirectFallbackUrl: nullable(httpUrl(2048)),
  redirectFallbackMethod: method,
  fallbackUsername: credential,
  fallbackPassword: credential,
};

const rules: FieldRules = {
  ...redirectRules,
  state: nullable(oneOf("active", "completed")),
  tag: nullable(text({ max: 4096 })),
};

/** The change a body asks for, or its first fault as a sentence. */
export function parseUpdateCall(body: unknown): UpdateCall | { readonly fault: string } {
  const [fault] = checkFields(body, rules);
  if (fault) return { fault: `Invalid ${fault.fieldName}: ${fault.description}.` };
  if (!isFields(body)) return { fault: "The body must be a JSON object." };
  const target = targetIn(body, "redirect", "");
  if (body.state === "completed") {
    const extra = Object.keys(body).find((name) => name !== "state" && body[name] !== null);
    return extra
      ? { fault: `Invalid ${extra}: not allowed when state is completed.` }
      : { state: "completed" };
  }
  if (!target) return { fault: "Invalid redirectUrl: is required when state is active." };
  const fallback = targetIn(body, "redirectFallback", "fallback");
  const event = { type: "redirect", fields: {} };
  return { state: "active", next: { kind: "fetch", event, target, fallback }, tag: textOf(body, "tag") };
}
