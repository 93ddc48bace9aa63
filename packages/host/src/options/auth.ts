import type { Environment } from "@jackfield/contract";
import type { ToolScopes } from "../http/auth/caller.js";
import { Problem } from "../problem.js";
import type { Flags, FlagValues } from "./flags.js";

/** Who may call. Without bearers and issuer: anybody who can reach the server. */
export type AuthOptions = {
  /** Name → variable that holds the shared token. */
  readonly bearers: Readonly<Record<string, string>>;
  /** The authorization server, and what its tokens have to be issued for; absent: the URL of the endpoint. */
  readonly oauth?: {
    readonly issuer: string;
    readonly audience?: string;
    /** Variables of the client that asks about opaque tokens (RFC 7662); absent: only JWTs are accepted. */
    readonly client?: { readonly id: string; readonly secret: string };
  };
  readonly scopes?: ToolScopes;
};

/** The flags of who may call. */
export const authFlags = {
  bearer: {
    type: "string",
    multiple: true,
    value: "<name=VAR>",
    doc: "With HTTP: accept the token in the variable VAR, from a caller known by this name",
  },
  "oauth-issuer": {
    type: "string",
    value: "<url>",
    doc: "With HTTP: accept access tokens (JWT) of this authorization server",
  },
  "oauth-audience": {
    type: "string",
    value: "<id>",
    doc: "With HTTP: the audience of these tokens, default the URL of the endpoint",
  },
  "oauth-client": {
    type: "string",
    value: "<ID_VAR,SECRET_VAR>",
    doc: "With HTTP: also accept opaque tokens and check them at the authorization server, as the client in these variables",
  },
  "oauth-scopes": {
    type: "string",
    value: "<read,write,destructive>",
    doc: "With HTTP: the scopes for tools that read, write and destroy",
  },
} as const satisfies Flags;

type AuthValues = FlagValues<typeof authFlags>;

export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);

/** Characters of a shared token: fewer can be guessed. */
const shortestBearer = 16;

const bearersOf = (pairs: readonly string[], environment: Environment): Readonly<Record<string, string>> =>
  Object.fromEntries(
    pairs.map((pair): [string, string] => {
      const [, name, variable] = /^([\w.-]{1,64})=([A-Za-z_]\w*)$/.exec(pair) ?? [];
      // The text itself is not repeated: somebody may have written the token where its variable belongs.
      if (name === undefined || variable === undefined)
        throw new Problem("--bearer takes name=VAR, where VAR names an environment variable.");
      const length = environment[variable]?.trim().length ?? 0;
      if (length < shortestBearer)
        throw new Problem(
          `--bearer ${name}: the variable after "=" must hold at least ${shortestBearer} characters.`,
        );
      return [name, variable];
    }),
  );

const issuerOf = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const secure = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
  if (url !== undefined && secure && url.search === "" && url.hash === "") return text;
  throw new Problem("--oauth-issuer must be an https URL such as https://login.example.com.");
};

const scopesOf = (text: string): ToolScopes => {
  const [read, write, destructive, ...more] = text.split(",").map((part) => part.trim());
  // RFC 6749 section 3.3: no space, no quote, no backslash.
  const valid = [read, write, destructive].every(
    (scope) => scope && /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope),
  );
  if (read && write && destructive && valid && more.length === 0) return { read, write, destructive };
  throw new Problem("--oauth-scopes takes three scopes: for tools that read, write and destroy.");
};

const clientOf = (
  text: string,
  environment: Environment,
): { readonly id: string; readonly secret: string } => {
  const [, id, secret] = /^([A-Za-z_]\w*),([A-Za-z_]\w*)$/.exec(text) ?? [];
  if (id === undefined || secret === undefined)
    throw new Problem("--oauth-client takes two variables: ID_VAR,SECRET_VAR.");
  const missing = [id, secret].find((name) => !environment[name]?.trim());
  if (missing !== undefined)
    throw new Problem(`--oauth-client: the ${missing === id ? "first" : "second"} variable is not set.`);
  return { id, secret };
};

const oauthOf = (values: AuthValues, environment: Environment): AuthOptions["oauth"] => {
  const issuer = values["oauth-issuer"];
  const audience = values["oauth-audience"];
  const client = values["oauth-client"];
  if (issuer === undefined) {
    if (audience === undefined && client === undefined) return undefined;
    throw new Problem("--oauth-audience and --oauth-client need --oauth-issuer.");
  }
  return {
    issuer: issuerOf(issuer),
    ...(audience === undefined ? {} : { audience }),
    ...(client === undefined ? {} : { client: clientOf(client, environment) }),
  };
};

/** What flags say of who may call. Throws `Problem`. */
export const authIn = (values: AuthValues, environment: Environment): AuthOptions => {
  const scopes = values["oauth-scopes"];
  const oauth = oauthOf(values, environment);
  return {
    bearers: bearersOf(values.bearer ?? [], environment),
    ...(oauth && { oauth }),
    ...(scopes === undefined ? {} : { scopes: scopesOf(scopes) }),
  };
};

/** Whether callers have to show a token. */
export const isProtected = ({ bearers, oauth }: AuthOptions): boolean =>
  oauth !== undefined || Object.keys(bearers).length > 0;
