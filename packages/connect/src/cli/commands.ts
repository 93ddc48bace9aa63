import type { Environment } from "../config/interpolate.js";

type Run = (args: readonly string[], env: Environment) => Promise<number>;

type Command = {
  /** What follows the name of the command. */
  readonly usage: string;
  readonly text: string;
  readonly load: () => Promise<Run>;
};

/** The commands other than the bridge itself; each is loaded when it is called. */
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
  serve: {
    usage: "",
    text: "offer one tool over all configured servers, on standard input and output",
    load: async () => (await import("./serve.js")).serve,
  },
  list: {
    usage: "",
    text: "print the configured servers",
    load: async () => (await import("./list.js")).list,
  },
  status: {
    usage: "[server|url]",
    text: "print logins, logins in progress and locks, without asking anybody",
    load: async () => (await import("./status.js")).status,
  },
  connect: {
    usage: "<server|url>",
    text: "connect once and print who answers",
    load: async () => (await import("./ask.js")).connectOnce,
  },
  call: {
    usage: "<server|url> <tool> [json|-]",
    text: "call a tool and print its result",
    load: async () => (await import("./ask.js")).call,
  },
  doctor: {
    usage: "[server|url]",
    text: "find out why a server cannot be reached",
    load: async () => (await import("./doctor.js")).doctor,
  },
  resolve: {
    usage: "[server]",
    text: "print where a profile leads",
    load: async () => (await import("./resolve.js")).resolve,
  },
  add: {
    usage: "<name> (--url <url> | -- <command> [args])",
    text: "add a server to the configuration",
    load: async () => (await import("./edit.js")).add,
  },
  remove: {
    usage: "<name>",
    text: "take a server out of the configuration",
    load: async () => (await import("./edit.js")).remove,
  },
};
