import type { Environment } from "../config/interpolate.js";
import { Failure } from "../failure.js";
import { sha256 } from "../state/key.js";
import { createContext } from "./context.js";
import { readFlags } from "./flags.js";
import { resolveProfile, settingsOf } from "./named.js";
import { print, printJson } from "./output.js";

/** `resolve`: where a profile leads and why, without connecting. The token is shown as a fingerprint. */
export const resolve = async (args: readonly string[], env: Environment): Promise<number> => {
  const { flags, words } = readFlags("resolve", args, 1);
  const context = createContext(env, flags);
  const [word] = words;
  const server = word === undefined ? undefined : await settingsOf(context, word);
  if (server !== undefined && server.kind !== "profile")
    throw new Failure("usage", `The server ${word} has a fixed address; only profiles are resolved`);
  const profile = server?.profile ?? flags.profile;
  if (profile === undefined)
    throw new Failure(
      "usage",
      "No profile is named",
      "Use --profile <name>, or the name of a server of type profile.",
    );
  const { endpoint } = await resolveProfile(context, profile, server === undefined ? {} : { server });
  const { source, url, bearer, reason } = endpoint;
  const view = {
    source,
    url,
    bearer: bearer === undefined ? null : `sha256:${sha256(bearer).slice(0, 8)}`,
    ...(reason === undefined ? {} : { reason }),
  };
  if (flags.json === true) printJson(view);
  else print(`${url} (${source})`);
  return 0;
};
