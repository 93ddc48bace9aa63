import type { JsonObject } from "../json-rpc.js";
import type { ProfileSettings } from "../resolver/profile.js";

type LayerKind = "global" | "project" | "explicit";

/** One configuration file. */
export type Layer = {
  readonly kind: LayerKind;
  readonly file: string;
};

/** A server as a configuration has it: nothing is put in for variables yet. */
export type Entry = {
  readonly name: string;
  readonly layer: Layer;
  readonly raw: JsonObject;
  /** The entry of the same name that this one hides. */
  readonly shadows: Entry | undefined;
};

export type OAuthSettings = {
  readonly scopes: readonly string[];
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  readonly clientMetadataUrl?: string | undefined;
  readonly redirectUri?: string | undefined;
  readonly authorizationUrl?: string | undefined;
  readonly tokenUrl?: string | undefined;
  readonly deviceAuthorizationUrl?: string | undefined;
  /** `false`: only the addresses above are used. `allowlist`: metadata comes only from the hosts of the list. */
  readonly discovery: boolean | "allowlist";
  readonly discoveryAllowlist: readonly string[];
  /** The resource indicator; the server's address when absent, none when false. */
  readonly resource?: string | false | undefined;
  /** Accepts an authorization server that does not say that it supports PKCE. */
  readonly allowMissingPkceMetadata: boolean;
};

export const plainOAuth: OAuthSettings = {
  scopes: [],
  discovery: true,
  discoveryAllowlist: [],
  allowMissingPkceMetadata: false,
};

export type AuthSettings =
  | { readonly type: "none" }
  | { readonly type: "bearer"; readonly token: string }
  /** No credentials at first; what the server asks for decides. */
  | { readonly type: "oauth"; readonly oauth: OAuthSettings; readonly explicit: boolean };

type Common = {
  readonly name: string;
  readonly enabled: boolean;
  readonly description?: string | undefined;
  readonly filter: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  readonly requestTimeoutSecs?: number | undefined;
};

export type HttpServer = Common & {
  readonly kind: "http";
  readonly url: string;
  readonly transport: "auto" | "http" | "sse";
  readonly headers: Readonly<Record<string, string>>;
  readonly auth: AuthSettings;
  readonly caFile?: string | undefined;
};
export type StdioServer = Common & {
  readonly kind: "stdio";
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly inheritEnv: readonly string[];
  readonly cwd?: string | undefined;
};
export type ProfileServer = Common & {
  readonly kind: "profile";
  readonly profile: string;
  readonly url?: string | undefined;
  readonly auth: AuthSettings;
  readonly headers: Readonly<Record<string, string>>;
};
/** A server with everything put in, ready to be used. */
export type ServerSettings = HttpServer | StdioServer | ProfileServer;

export type GatewaySettings = {
  /** The name of the tool; the second one, which may change things, gets `_act` at its end. */
  readonly toolName: string;
  /** Two tools, one that only reads and one that acts, for clients that decide by annotation. */
  readonly split: boolean;
  readonly allowLogin: boolean;
  readonly idleTtlSecs: number;
  readonly maxConcurrentServers: number;
  readonly breaker: { readonly threshold: number; readonly cooldownSecs: number };
  /** The variable that holds the key of the person for whom this process works; each key has logins of its own. */
  readonly userKeyEnv?: string | undefined;
  /** The same from a header that the configuration sends to the servers. */
  readonly userKeyHeader?: string | undefined;
};

export type Config = {
  readonly layers: readonly Layer[];
  /** By name, sorted. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly profiles: ReadonlyMap<string, ProfileSettings>;
  readonly gateway: GatewaySettings;
  readonly caFile?: string | undefined;
  readonly proxy?: string | undefined;
  readonly warnings: readonly string[];
};
