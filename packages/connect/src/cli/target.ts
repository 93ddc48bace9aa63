import type { LoginContext } from "../auth/context.js";
import { Failure } from "../failure.js";
import type { Endpoint } from "../resolver/resolve.js";
import { serverUrl } from "./address.js";
import { type Context, isAddress } from "./context.js";
import { loginContext } from "./login-context.js";
import { allHeaders, oauthOf } from "./open-server.js";
import { keyFor, oauthSettings } from "./server-key.js";

type Options = {
  /** Asks nobody where a profile leads: only what the files say. */
  readonly offline: boolean;
};

/** The login side of a server; for a profile, where its address comes from and whether a token comes with it. */
type Target = LoginContext & {
  readonly endpoint?: { readonly source: Endpoint["source"]; readonly hasToken: boolean };
};

/** The server of a command that is about logins: its address, settings and tokens. */
export const loginTarget = async (
  context: Context,
  word: string | undefined,
  { offline }: Options = { offline: false },
): Promise<Target> => {
  if (word === undefined)
    throw new Failure("usage", "No server is named", "Give its address or its name in the configuration.");
  if (isAddress(word)) {
    const url = serverUrl(word, context.flags["allow-http"] === true);
    const settings = oauthSettings(context);
    const key = keyFor(context, url, settings, allHeaders(context));
    return loginContext(context, { name: word, url, settings, key, http: await context.http() });
  }
  const { contextFor, resolveProfile, settingsOf } = await import("./named.js");
  const server = await settingsOf(context, word);
  if (server.kind === "stdio")
    throw new Failure("usage", `The server ${word} runs as a program of this machine and has no login`);
  const endpoint =
    server.kind === "http"
      ? undefined
      : (await resolveProfile(context, server.profile, { server, offline })).endpoint;
  const url = serverUrl(server.kind === "http" ? server.url : (endpoint?.url ?? ""), true);
  const settings = oauthSettings(context, oauthOf(server.auth));
  const key = keyFor(context, url, settings, allHeaders(await contextFor(context, word), server));
  const http = await context.http(server.kind === "http" ? server.caFile : undefined);
  const login = loginContext(context, { name: word, url, settings, key, http });
  if (endpoint === undefined) return login;
  return { ...login, endpoint: { source: endpoint.source, hasToken: endpoint.bearer !== undefined } };
};
