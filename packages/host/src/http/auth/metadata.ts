import { isRecord } from "@jackfield/contract";

/** What is needed of an authorization server's metadata (RFC 8414, OpenID Connect Discovery 1.0). */
export type IssuerMetadata = {
  readonly issuer: string;
  readonly jwksUri: string;
  readonly introspectionEndpoint?: string;
};

const timeout = 5_000;

/** RFC 8414 section 3.1 puts the well-known part before the path of the issuer, OpenID Connect after it. */
const addressesOf = (issuer: string): readonly string[] => {
  const { origin, pathname } = new URL(issuer);
  const path = pathname === "/" ? "" : pathname.replace(/\/$/, "");
  return [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
};

const readJson = async (address: string): Promise<unknown> => {
  const response = await fetch(address, { redirect: "error", signal: AbortSignal.timeout(timeout) });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response.json();
};

/** Metadata that are read when first needed and then kept; a failure is not remembered. */
export const issuerReader = (issuer: string): (() => Promise<IssuerMetadata>) => {
  let known: Promise<IssuerMetadata> | undefined;
  return () => {
    known ??= readIssuer(issuer);
    known.catch(() => {
      known = undefined;
    });
    return known;
  };
};

/** A fetch that fails says why in its cause. */
const reasonOf = (error: unknown, address: string): string => {
  if (!(error instanceof Error)) return String(error);
  const { cause, message } = error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : message;
  return message.startsWith(address) ? message : `${address} cannot be read (${code})`;
};

/** Reads the metadata of an issuer. Rejects with a reason when there is none or when it is that of another issuer. */
const readIssuer = async (issuer: string): Promise<IssuerMetadata> => {
  const reasons: string[] = [];
  for (const address of addressesOf(issuer)) {
    const document = await readJson(address).catch((error: unknown) => {
      reasons.push(reasonOf(error, address));
    });
    if (document === undefined) continue;
    if (!isRecord(document) || typeof document.jwks_uri !== "string" || typeof document.issuer !== "string")
      throw new Error(`${address} does not name an issuer with its keys`);
    // RFC 8414 section 3.3: otherwise one issuer could answer for another.
    if (document.issuer.replace(/\/$/, "") !== issuer.replace(/\/$/, ""))
      throw new Error(`${address} names another issuer`);
    const { introspection_endpoint: introspection } = document;
    return {
      issuer: document.issuer,
      jwksUri: document.jwks_uri,
      ...(typeof introspection === "string" && { introspectionEndpoint: introspection }),
    };
  }
  throw new Error(reasons.join("; "));
};
