import { Failure } from "../failure.js";
import { isObject, type JsonObject } from "../json-rpc.js";
import { fieldsOf } from "./fields.js";
import { interpolate } from "./interpolate.js";
import {
  type AuthSettings,
  type Entry,
  type OAuthSettings,
  plainOAuth,
  type ServerSettings,
} from "./types.js";

const common = ["type", "enabled", "description", "toolFilter", "requestTimeoutSecs"] as const;
const known = {
  http: [...common, "url", "headers", "auth", "allowHttp", "caFile"],
  stdio: [...common, "command", "args", "env", "inheritEnv", "cwd"],
  profile: [...common, "profile", "url", "headers", "auth", "allowHttp"],
} as const;
const authFields = [
  "type",
  "token",
  "scopes",
  "clientId",
  "clientSecret",
  "clientMetadataUrl",
  "redirectUri",
  "authorizationUrl",
  "tokenUrl",
  "deviceAuthorizationUrl",
  "discovery",
  "discoveryAllowlist",
  "resource",
  "allowMissingPkceMetadata",
] as const;

const oauthOf = (auth: JsonObject, place: string): OAuthSettings => {
  const fields = fieldsOf(auth, place);
  const discovery = auth.discovery === "allowlist" ? "allowlist" : (fields.flag("discovery") ?? true);
  const discoveryAllowlist = fields.list("discoveryAllowlist");
  const authorizationUrl = fields.address("authorizationUrl");
  const tokenUrl = fields.address("tokenUrl");
  const custom = authorizationUrl !== undefined || tokenUrl !== undefined;
  const wantsDiscovery = auth.discovery === "allowlist" || (auth.discovery === true && custom);
  if (wantsDiscovery && discoveryAllowlist.length === 0)
    throw new Failure(
      "config",
      `${place}: discovery needs a discoveryAllowlist`,
      "List the hosts that metadata may come from.",
    );
  return {
    scopes: fields.list("scopes"),
    clientId: fields.text("clientId"),
    clientSecret: fields.text("clientSecret"),
    clientMetadataUrl: fields.address("clientMetadataUrl"),
    redirectUri: fields.address("redirectUri"),
    authorizationUrl,
    tokenUrl,
    deviceAuthorizationUrl: fields.address("deviceAuthorizationUrl"),
    discovery,
    discoveryAllowlist,
    resource: auth.resource === false ? false : fields.text("resource"),
    allowMissingPkceMetadata: fields.flag("allowMissingPkceMetadata") ?? false,
  };
};

const authOf = (raw: JsonObject, place: string): AuthSettings => {
  const { auth } = raw;
  if (auth === undefined) return { type: "oauth", oauth: plainOAuth, explicit: false };
  if (!isObject(auth)) throw new Failure("config", `${place}: auth must be an object`);
  const fields = fieldsOf(auth, `${place}.auth`);
  switch (fields.word("type", ["none", "bearer", "tenant", "oauth"])) {
    case "none":
      return { type: "none" };
    case "bearer":
      return { type: "bearer", token: fields.needed("token") };
    // The token of a tenant comes with its address.
    case "tenant":
    case undefined:
      return { type: "oauth", oauth: plainOAuth, explicit: false };
    case "oauth":
      return { type: "oauth", oauth: oauthOf(auth, `${place}.auth`), explicit: true };
  }
};

const kindOf = (raw: JsonObject, place: string): "http" | "stdio" | "profile" => {
  const type = fieldsOf(raw, place).word("type", ["http", "streamable-http", "sse", "stdio", "profile"]);
  if (type === "stdio" || type === "profile") return type;
  if (type !== undefined || typeof raw.url === "string") return "http";
  if (typeof raw.command === "string") return "stdio";
  throw new Failure("config", `${place} has neither a url nor a command`);
};

/** Reads an entry whose variables have been filled in, or not yet: then only what is literal is checked. */
export const readServer = (name: string, raw: JsonObject): ServerSettings => {
  const place = `server ${name}`;
  const fields = fieldsOf(raw, place);
  const filter = fieldsOf(fields.object("toolFilter") ?? {}, `${place}.toolFilter`);
  const shared = {
    name,
    enabled: fields.flag("enabled") ?? true,
    description: fields.text("description"),
    filter: { include: filter.list("include"), exclude: filter.list("exclude") },
    requestTimeoutSecs: fields.count("requestTimeoutSecs"),
  };
  const allowHttp = fields.flag("allowHttp") ?? false;
  switch (kindOf(raw, place)) {
    case "stdio":
      return {
        ...shared,
        kind: "stdio",
        command: fields.needed("command"),
        args: fields.list("args"),
        env: fields.texts("env"),
        inheritEnv: fields.list("inheritEnv"),
        cwd: fields.text("cwd"),
      };
    case "profile":
      return {
        ...shared,
        kind: "profile",
        profile: fields.needed("profile"),
        url: fields.address("url", allowHttp),
        headers: fields.texts("headers"),
        auth: authOf(raw, place),
      };
    case "http":
      return {
        ...shared,
        kind: "http",
        url: fields.address("url", allowHttp) ?? fields.needed("url"),
        transport: raw.type === "sse" ? "sse" : "auto",
        headers: fields.texts("headers"),
        auth: authOf(raw, place),
        caFile: fields.text("caFile"),
      };
  }
};

/** Fields that we do not know: a warning, since another program may read the same file. */
export const unknownFields = (name: string, raw: JsonObject): readonly string[] => {
  const place = `server ${name}`;
  const top = fieldsOf(raw, place).unknown(known[kindOf(raw, place)]);
  const auth = isObject(raw.auth) ? fieldsOf(raw.auth, place).unknown(authFields) : [];
  return [...top, ...auth.map((field) => `auth.${field}`)].map(
    (field) => `${place}: the field ${field} is not known`,
  );
};

/** The server of an entry, with everything put in, and checked once more. */
export const serverOf = (entry: Entry, env: Readonly<Record<string, string | undefined>>): ServerSettings => {
  const filled = interpolate(entry.raw, env, entry.name);
  if (!isObject(filled)) throw new Failure("config", `server ${entry.name} is not an object`);
  return readServer(entry.name, filled);
};
