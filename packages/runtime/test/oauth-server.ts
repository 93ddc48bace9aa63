import { type Asked, json, listen } from "./loopback.js";

/** What an authorization server and the API behind it have seen and handed out. */
export type OAuthState = {
  /** Forms of the token requests, in order; `authorization` is the header's value. */
  readonly requests: (Readonly<Record<string, string>> & { readonly authorization?: string })[];
  /** The tokens that the API takes. */
  readonly valid: Set<string>;
  /** The refresh token that counts now; undefined once a spent one was shown. */
  refreshToken: string | undefined;
  metadataReads: number;
};

export type OAuthOptions = {
  /** Each refresh token counts once, and a spent one revokes the family (RFC 9700 section 4.14). */
  readonly rotate?: boolean;
  /** The client has no secret. */
  readonly publicClient?: boolean;
  /** Scopes that the client may have; others are refused. Absent: any. */
  readonly scopes?: readonly string[];
  /** Members of the metadata that are not as they should be. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly expiresIn?: number;
};

const secrets = { client: "client-secret-canary", password: "person-password-canary" } as const;
export const firstRefreshToken = "refresh-canary-0";

/** Environment of every grant; a test picks what it needs. */
export const values = {
  EX_ID: "the-client",
  EX_SECRET: secrets.client,
  EX_USER: "ann",
  EX_PASSWORD: secrets.password,
  EX_REFRESH: firstRefreshToken,
} as const;

/** Client authentication of RFC 6749 section 2.3.1: the header, or the body. Gives the error, or undefined. */
const clientProblem = (form: URLSearchParams, asked: Asked, options: OAuthOptions): string | undefined => {
  const header = asked.headers.authorization;
  const [id, secret] =
    header === undefined
      ? [form.get("client_id"), form.get("client_secret")]
      : Buffer.from(header.replace(/^Basic /, ""), "base64")
          .toString()
          .split(":");
  if (header !== undefined && form.has("client_secret")) return "invalid_request";
  if (form.get("grant_type") === "password" && id === null) return undefined;
  const good =
    id === values.EX_ID && (secret ?? undefined) === (options.publicClient ? undefined : secrets.client);
  return good ? undefined : "invalid_client";
};

/** An API at /thing with its authorization server at /token and its metadata at /.well-known/openid-configuration. */
export const startOAuth = async (options: OAuthOptions = {}) => {
  const state: OAuthState = {
    requests: [],
    valid: new Set(),
    refreshToken: firstRefreshToken,
    metadataReads: 0,
  };
  let issued = 0;

  const grantProblem = (form: URLSearchParams): string | undefined => {
    switch (form.get("grant_type")) {
      case "client_credentials":
        return undefined;
      case "password": {
        const good = form.get("username") === values.EX_USER && form.get("password") === secrets.password;
        return good ? undefined : "invalid_grant";
      }
      case "refresh_token": {
        if (form.get("refresh_token") === state.refreshToken) return undefined;
        state.refreshToken = undefined;
        return "invalid_grant";
      }
      default:
        return "unsupported_grant_type";
    }
  };

  /** Status and body of a token request. */
  const token = (asked: Asked): readonly [number, unknown] => {
    const form = new URLSearchParams(asked.body);
    const { authorization } = asked.headers;
    state.requests.push({
      ...Object.fromEntries(form),
      ...(authorization === undefined ? {} : { authorization }),
    });
    if (asked.headers["content-type"] !== "application/x-www-form-urlencoded" || asked.method !== "POST") {
      return [400, { error: "invalid_request" }];
    }
    const wanted = form.get("scope")?.split(" ") ?? [];
    const { scopes } = options;
    const error =
      clientProblem(form, asked, options) ??
      grantProblem(form) ??
      (scopes && !wanted.every((scope) => scopes.includes(scope)) ? "invalid_scope" : undefined);
    // Echoes what it was given, as a careless server might.
    if (error !== undefined) return [error === "invalid_client" ? 401 : 400, { error, echo: asked.body }];
    issued += 1;
    const access = `access-canary-${issued}`;
    state.valid.add(access);
    const rotated = options.rotate && form.get("grant_type") === "refresh_token";
    if (rotated) state.refreshToken = `refresh-canary-${issued}`;
    const expires_in = options.expiresIn ?? 3600;
    const refresh = rotated ? { refresh_token: state.refreshToken } : {};
    return [200, { access_token: access, token_type: "Bearer", expires_in, ...refresh }];
  };

  const server = await listen((asked, response) => {
    const answer = (status: number, body: unknown): void => json(response, status, body);
    if (asked.url === "/token") {
      answer(...token(asked));
      return;
    }
    if (asked.url === "/.well-known/openid-configuration") {
      state.metadataReads += 1;
      answer(200, { issuer: server.url, token_endpoint: `${server.url}/token`, ...options.metadata });
      return;
    }
    const { authorization = "" } = asked.headers;
    const good = state.valid.has(authorization.replace(/^Bearer /, ""));
    answer(good ? 200 : 401, { authorization, ...(options.rotate ? { now: state.refreshToken } : {}) });
  });
  return { url: server.url, asked: server.asked, state };
};
