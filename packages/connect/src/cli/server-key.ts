import { type OAuthSettings, plainOAuth } from "../config/types.js";
import { Failure } from "../failure.js";
import type { Headers } from "../http/http.js";
import { serverKey } from "../state/key.js";
import type { Context } from "./context.js";

/** The OAuth settings of the configuration, with what the command line says in their place. */
export const oauthSettings = (
  { env, flags }: Context,
  configured: OAuthSettings = plainOAuth,
): OAuthSettings => {
  const variable = flags["client-secret-env"];
  const secret = variable === undefined ? configured.clientSecret : env[variable];
  if (variable !== undefined && !secret)
    throw new Failure("config", `--client-secret-env: the variable ${variable} is not set`);
  const scopes = (flags.scope ?? [])
    .flatMap((scope) => scope.split(/[\s,]+/))
    .filter((scope) => scope !== "");
  const resource = flags["no-resource"] === true ? false : (flags.resource ?? configured.resource);
  return {
    ...configured,
    scopes: scopes.length > 0 ? scopes : configured.scopes,
    clientId: flags["client-id"] ?? configured.clientId,
    clientSecret: secret,
    clientMetadataUrl: flags["client-metadata-url"] ?? configured.clientMetadataUrl,
    resource,
  };
};

/**
 * The person for whom this process works, where one bot works for many: each has logins of their own. A key that should
 * be there and is not is an error, since without it everybody would share one login.
 */
const userKey = (context: Context, headers: Headers): string | undefined => {
  const { env, flags } = context;
  const gateway = context.loaded()?.gateway;
  const variable = flags["user-key-env"] ?? gateway?.userKeyEnv;
  const name = flags["user-key-header"] ?? gateway?.userKeyHeader;
  if (variable === undefined && name === undefined) return undefined;
  const value = variable === undefined ? headers[(name ?? "").toLowerCase()] : env[variable];
  if (value) return value;
  throw new Failure(
    "config",
    `The key of the user is missing: ${variable ?? `the header ${name}`} is not set`,
  );
};

/** The name under which the tokens of a server are kept. */
export const keyFor = (
  context: Context,
  url: URL,
  { resource, clientId }: OAuthSettings,
  headers: Headers,
): string => {
  const user = userKey(context, headers);
  const session = [context.flags.session, user === undefined ? undefined : `user ${user}`]
    .filter((one) => one !== undefined)
    .join("\n");
  return serverKey({
    url,
    resource: resource === false ? "none" : resource,
    clientId,
    session: session === "" ? undefined : session,
  });
};
