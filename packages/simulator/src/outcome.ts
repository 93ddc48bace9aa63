import { branch, leaf, type Node, writeXml } from "./xml/write.js";

/** The bodies of the error shapes the vendor's APIs use; the dashboard has more, which its routes write themselves. */
export type ErrorFamily = "voice" | "messaging" | "data" | "oauth" | "mfa" | "dashboard";

export type FieldError = { readonly fieldName: string; readonly description: string };

type Headers = Readonly<Record<string, string>>;

/** What a route answers; the server turns a problem into the body its family uses. */
export type Outcome =
  | { readonly kind: "json"; readonly status: number; readonly body: unknown; readonly headers?: Headers }
  | { readonly kind: "xml"; readonly status: number; readonly root: Node; readonly headers?: Headers }
  | { readonly kind: "empty"; readonly status: number; readonly headers?: Headers }
  | { readonly kind: "bytes"; readonly status: number; readonly body: Uint8Array; readonly headers: Headers }
  | Problem;

export type Problem = {
  readonly kind: "problem";
  readonly status: number;
  readonly description: string;
  /** Overrides the type the family has for the status. */
  readonly type?: string;
  readonly fieldErrors?: readonly FieldError[];
  readonly headers?: Headers;
};

export function problem(status: number, description: string, more: Partial<Problem> = {}): Problem {
  return { ...more, kind: "problem", status, description };
}

export function json(status: number, body: unknown, headers?: Headers): Outcome {
  return headers ? { kind: "json", status, body, headers } : { kind: "json", status, body };
}

const types: Readonly<Record<ErrorFamily, ReadonlyMap<number, string>>> = {
  voice: new Map([
    [400, "validation"],
    [401, "authentication-error"],
    [402, "payment-required"],
    [403, "authorization-error"],
    [500, "internal-error"],
    [503, "system-overloaded"],
  ]),
  messaging: new Map([
    [400, "request-validation"],
    [401, "unauthorized"],
    [402, "payment-required"],
    [403, "forbidden"],
    [404, "not-found"],
    [405, "method-not-allowed"],
    [413, "payload-too-large"],
    [415, "unsupported-media-type"],
    [429, "max-message-queue-size-exceeded"],
  ]),
  data: new Map([
    [400, "bad-request"],
    [401, "Unauthorized"],
    [403, "Forbidden"],
    [404, "not-found"],
    [415, "invalid-content-type"],
  ]),
  oauth: new Map([
    [400, "invalid_request"],
    [401, "invalid_client"],
  ]),
  mfa: new Map(),
  dashboard: new Map(),
};

/** The text a problem has in its family, with its media type. */
export function problemText(
  family: ErrorFamily,
  refusal: Problem,
  newId: () => string,
): { readonly type: string; readonly text: string } {
  if (family === "dashboard") {
    return {
      type: xmlType,
      text: writeXml(branch("ErrorResponse", leaf("Description", refusal.description))),
    };
  }
  return { type: jsonType, text: JSON.stringify(problemBody(family, refusal, newId)) };
}

export const jsonType = "application/json; charset=utf-8";
export const xmlType = "application/xml;charset=UTF-8";

function problemBody(
  family: Exclude<ErrorFamily, "dashboard">,
  refusal: Problem,
  newId: () => string,
): unknown {
  const type = refusal.type ?? types[family].get(refusal.status) ?? "error";
  const { description, fieldErrors } = refusal;
  switch (family) {
    case "voice":
      return { type, description, id: newId() };
    case "messaging":
      return fieldErrors ? { type, description, fieldErrors } : { type, description };
    case "data":
      return { links: [], data: {}, errors: [{ code: String(refusal.status), type, description }] };
    // Problems with the body have another shape than all others.
    case "mfa":
      return refusal.status === 400 ? { error: description, requestId: newId() } : { message: description };
    case "oauth":
      return { error: type, error_description: description };
  }
}
