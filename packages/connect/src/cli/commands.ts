import type { Environment } from "./environment.js";

export type Run = (args: readonly string[], env: Environment) => Promise<number>;

type Command = {
  /** What follows the name of the command. */
  readonly usage: string;
  readonly text: string;
  readonly load: () => Promise<Run>;
};

/** The commands beside the bridge itself; each is loaded when it is called. */
export const commands: Readonly<Record<string, Command>> = {
  login: {
    usage: "<server|url>",
    text: "log in to a server: with the browser, by paste, or with a code on another device",
    load: async () => (await import("./login.js")).login,
  },
  "complete-login": {
    usage: "<server|url>",
    text: "finish a login that another process has begun; reads the address from standard input",
    load: async () => (await import("./login.js")).completeLogin,
  },
  logout: {
    usage: "<server|url>",
    text: "delete the tokens of a server",
    load: async () => (await import("./tokens.js")).logout,
  },
  refresh: {
    usage: "<server|url>",
    text: "renew the token of a server now",
    load: async () => (await import("./tokens.js")).refresh,
  },
};
