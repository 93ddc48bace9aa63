import { createLoginTools, type LoginTools } from "../bridge/login-tools.js";
import { createLogins } from "../gateway/logins.js";
import type { Frame } from "../json-rpc.js";
import { createLink } from "../link/choose.js";
import { type Context, createContext } from "./context.js";
import type { OpenServer } from "./open-server.js";
import { loginTarget } from "./target.js";

/** `--auth tool`: the bridge offers two tools that log in, until the server can be reached. */
export const loginTools = async (
  context: Context,
  word: string,
  server: OpenServer,
): Promise<(deliver: (frame: Frame) => Promise<void>) => LoginTools> => {
  const { auth: _, ...flags } = context.flags;
  const target = await loginTarget(createContext(context.env, flags), word);
  return (deliver) => {
    const tools: LoginTools = createLoginTools({
      server: target.url.host,
      deliver,
      link: (take) => createLink({ ...server.link, deliver: take }, server.choice),
      begin: () => logins.begin(word, undefined),
      complete: (redirectUrl) => logins.complete(word, redirectUrl),
    });
    const logins = createLogins({
      allow: true,
      log: context.log,
      auth: () => ({}),
      context: async () => target,
      onLogin: () => tools.loggedIn(),
    });
    return tools;
  };
};
