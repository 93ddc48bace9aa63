import { createHash } from "node:crypto";
import { isRecord } from "@jackfield/contract";
import type { IssuerMetadata } from "./metadata.js";
import type { Verified, Verify } from "./verify.js";

/** The client as which we ask; read at each request, so a new secret counts at once. */
type IntrospectionClient = () => { readonly id: string; readonly secret: string };

const timeout = 5_000;
/** How long an answer counts, in milliseconds: a token that is revoked meanwhile works for that long. */
const lifetime = 30_000;
const mostKnown = 1000;

const ask = async (
  endpoint: string,
  token: string,
  { id, secret }: ReturnType<IntrospectionClient>,
): Promise<Readonly<Record<string, unknown>>> => {
  const pair = `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`;
  const response = await fetch(endpoint, {
    method: "POST",
    redirect: "error",
    signal: AbortSignal.timeout(timeout),
    headers: { authorization: `Basic ${Buffer.from(pair).toString("base64")}`, accept: "application/json" },
    body: new URLSearchParams({ token, token_type_hint: "access_token" }),
  });
  const body: unknown = response.ok ? await response.json() : undefined;
  if (!isRecord(body)) throw new Error(`the introspection endpoint answered ${response.status}`);
  return body;
};

const judged = (
  answer: Readonly<Record<string, unknown>>,
  { issuer }: IssuerMetadata,
  audience: string,
): Verified => {
  const { active, aud, iss, sub, client_id: client, exp, scope } = answer;
  if (active !== true) return { kind: "invalid", reason: "The token is not active" };
  if (![aud].flat().includes(audience))
    return { kind: "invalid", reason: "The token was issued for another resource" };
  if (iss !== undefined && iss !== issuer)
    return { kind: "invalid", reason: "The token was issued by another authorization server" };
  if (typeof exp === "number" && exp * 1000 <= Date.now())
    return { kind: "invalid", reason: "The token has expired" };
  const subject = typeof sub === "string" ? sub : client;
  if (typeof subject !== "string") return { kind: "invalid", reason: "The token names nobody" };
  const scopes = typeof scope === "string" ? scope.split(" ").filter((one) => one !== "") : [];
  return { kind: "valid", principal: { issuer, subject, scopes } };
};

/** Opaque access tokens, judged by the authorization server itself (RFC 7662). Answers count for half a minute. */
export const introspectionVerifier = (
  open: () => Promise<IssuerMetadata>,
  client: IntrospectionClient,
  audience: string,
): Verify => {
  const known = new Map<string, { readonly verified: Verified; readonly until: number }>();
  return async (token) => {
    const key = createHash("sha256").update(token).digest("base64url");
    const entry = known.get(key);
    if (entry !== undefined && entry.until > Date.now()) return entry.verified;
    try {
      const metadata = await open();
      if (metadata.introspectionEndpoint === undefined) throw new Error("it names no introspection endpoint");
      const answer = await ask(metadata.introspectionEndpoint, token, client());
      const verified = judged(answer, metadata, audience);
      const expiry = typeof answer.exp === "number" ? answer.exp * 1000 : Number.POSITIVE_INFINITY;
      known.delete(key);
      known.set(key, { verified, until: Math.min(Date.now() + lifetime, expiry) });
      const [oldest] = known.keys();
      if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
      return verified;
    } catch (error) {
      return { kind: "unavailable", reason: error instanceof Error ? error.message : String(error) };
    }
  };
};
