import type { LoginContext } from "../auth/context.js";
import { Failure } from "../failure.js";
import { serverUrl } from "./address.js";
import { type Context, isAddress } from "./context.js";
import { loginContext } from "./login-context.js";
import { allHeaders, oauthOf } from "./open-server.js";
import { keyFor, oauthSettings } from "./server-key.js";

/** The server of a command that is about logins: its address, settings and tokens. */
export const loginTarget = async (context: Context, word: string | undefined): Promise<LoginContext> => {
  if (word === undefined)
    throw new Failure("usage", "No server is named", "Give its address or its name in the configuration.");
  if (isAddress(word)) {
    const http = await context.http();
    const url = serverUrl(word, context.flags["allow-http"] === true);
    const settings = oauthSettings(context);
    return loginContext(context, {
      name: word,
      url,
      settings,
      key: keyFor(context, url, settings, allHeaders(context)),
      http,
    });
  }
  const { resolveProfile, settingsOf } = await import("./named.js");
  const server = await settingsOf(context, word);
  if (server.kind === "stdio")
    throw new Failure("usage", `The server ${word} runs as a program of this machine and has no login`);
  const address =
    server.kind === "http"
      ? server.url
      : (await resolveProfile(context, server.profile, { server })).endpoint.url;
  const url = serverUrl(address, true);
  const settings = oauthSettings(context, oauthOf(server.auth));
  return loginContext(context, {
    name: word,
    url,
    settings,
    key: keyFor(context, url, settings, allHeaders(context, server)),
    http: await context.http(server.kind === "http" ? server.caFile : undefined),
  });
};
