import { createLoginTools, type LoginTools } from "../bridge/login-tools.js";
import { createLogins } from "../gateway/logins.js";
import type { Frame } from "../json-rpc.js";
import { createLink } from "../link/choose.js";
import type { Context } from "./context.js";
import { type LoginTarget, loginContext } from "./login-context.js";
import type { OpenServer } from "./open-server.js";

/** `--auth tool`: the bridge offers two tools that log in, until the server can be reached. */
export const loginTools = (
  context: Context,
  server: OpenServer,
  login: LoginTarget,
): ((deliver: (frame: Frame) => Promise<void>) => LoginTools) => {
  const { auth: _, ...flags } = context.flags;
  const target = loginContext({ ...context, flags }, login);
  return (deliver) => {
    const tools: LoginTools = createLoginTools({
      server: target.url.host,
      deliver,
      link: (take) => createLink({ ...server.link, deliver: take }, server.choice),
      begin: () => logins.begin(login.name, undefined),
      complete: (redirectUrl) => logins.complete(login.name, redirectUrl),
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
