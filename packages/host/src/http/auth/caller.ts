import type { Annotations, Principal, Tenant } from "@jackfield/contract";
import type { CallerIdentity, CallerOf } from "@jackfield/runtime";
import { StateUnavailable } from "../../state/state.js";
import type { Verified, Verify } from "./verify.js";

/** The scopes that tools need, by what they do. Absent: a valid token suffices. */
export type ToolScopes = { readonly read: string; readonly write: string; readonly destructive: string };

type CallerParts = {
  /** The tenant of a principal; undefined when it has none. Throws `StateUnavailable`. */
  tenantOf(principal: Principal): Promise<Tenant | undefined>;
  /** Asked in this order. */
  verifiers(): readonly Verify[];
  readonly scopes?: ToolScopes;
  /** Where the metadata of this resource are (RFC 9728); absent without an authorization server. */
  readonly metadataUrl?: () => string;
  /** The hints of a listed tool. */
  hintsOf(tool: string): Promise<Annotations | undefined>;
  readonly log: (reason: string) => void;
};

const scopeOf = (scopes: ToolScopes, hints: Annotations | undefined): string => {
  if (hints === undefined || hints.readOnlyHint) return scopes.read;
  return hints.destructiveHint ? scopes.destructive : scopes.write;
};

/** `Authorization: Bearer …` (RFC 6750 section 2.1), the only place where a token is looked for. */
const tokenIn = (request: Request): string | undefined =>
  /^Bearer +([\w.~+/=-]+) *$/i.exec(request.headers.get("authorization") ?? "")?.[1];

/** RFC 6750 section 3; the values are ours and hold no quotes. */
const challenge = (fields: Readonly<Record<string, string | undefined>>): string => {
  const shown = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : `${name}="${value}"`,
  );
  return `Bearer ${shown.join(", ")}`.trimEnd();
};

const refusal = (status: 401 | 403, fields: Readonly<Record<string, string | undefined>>): Response =>
  Response.json(
    { error: fields.error ?? "unauthorized", error_description: fields.error_description },
    { status, headers: { "www-authenticate": challenge(fields) } },
  );

const judge = async (token: string, verifiers: readonly Verify[]): Promise<Verified> => {
  for (const verify of verifiers) {
    const verified = await verify(token);
    if (verified !== undefined) return verified;
  }
  return { kind: "invalid", reason: "The token is not valid" };
};

/** Signing in again would not help, so this is no challenge. */
const noTenant = (): Response =>
  Response.json(
    { error: "access_denied", error_description: "You belong to no tenant of this server; ask its operator" },
    { status: 403 },
  );

const unavailable = (what: string): Response =>
  Response.json(
    {
      error: "temporarily_unavailable",
      error_description: `${what} does not answer; try again in a few seconds`,
    },
    { status: 503, headers: { "retry-after": "5" } },
  );

/** Whose tenant it is, or the answer to a principal that has none. */
const admitted = async (principal: Principal, parts: CallerParts): Promise<CallerIdentity | Response> => {
  try {
    const tenant = await parts.tenantOf(principal);
    return tenant === undefined ? noTenant() : { tenant, principal };
  } catch (error) {
    if (!(error instanceof StateUnavailable)) throw error;
    parts.log(error.message);
    return unavailable("The store of tenants");
  }
};

/** Lets nobody in without a valid token, and to a tool only with its scope. */
export const callerWithToken = (parts: CallerParts): CallerOf => {
  const { scopes, metadataUrl } = parts;
  return async (request, tools) => {
    const resource = { resource_metadata: metadataUrl?.() };
    const hints = await Promise.all(tools.map((tool) => parts.hintsOf(tool)));
    const all =
      scopes === undefined ? [] : (hints.length > 0 ? hints : [undefined]).map((one) => scopeOf(scopes, one));
    const needed = [...new Set(all)];
    const scope = needed.join(" ");
    const token = tokenIn(request);
    if (token === undefined) return refusal(401, { scope, ...resource });
    const verified = await judge(token, parts.verifiers());
    switch (verified.kind) {
      case "unavailable":
        parts.log(`callers cannot be checked: ${verified.reason}`);
        return unavailable("The authorization server");
      case "invalid":
        return refusal(401, {
          error: "invalid_token",
          error_description: verified.reason,
          scope,
          ...resource,
        });
      case "valid": {
        const { principal } = verified;
        if (needed.every((one) => principal.scopes.includes(one))) return admitted(principal, parts);
        const description = "The token lacks a scope that this call needs";
        return refusal(403, {
          error: "insufficient_scope",
          error_description: description,
          scope,
          ...resource,
        });
      }
    }
  };
};
