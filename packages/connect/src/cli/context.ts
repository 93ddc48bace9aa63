import { homedir } from "node:os";
import type { Environment } from "../config/interpolate.js";
import type { Config } from "../config/types.js";
import { Failure } from "../failure.js";
import { createHttp, type Http } from "../http/http.js";
import { createNetwork } from "../http/network.js";
import { proxySettings } from "../http/proxy.js";
import type { Log } from "../log.js";
import { openState, type StateFolder } from "../state/folder.js";
import { homeFolder } from "./environment.js";
import type { Flags } from "./flags.js";
import { openLog } from "./process.js";

/** What every command works with. */
export type Context = {
  readonly env: Environment;
  /** The environment as far as credentials are taken from it without being named. */
  readonly credentials: Environment;
  readonly flags: Flags;
  readonly log: Log;
  readonly state: StateFolder;
  /** The configuration, read at the first use: a bridge to an address needs none. */
  config(): Promise<Config>;
  /** The configuration, if it has been read. */
  loaded(): Config | undefined;
  /** The network; a server may have a certificate authority of its own. */
  http(caFile?: string): Promise<Http>;
};

export const createContext = (env: Environment, flags: Flags, credentials = env): Context => {
  const log = openLog(env, flags);
  const home = homeFolder(env, flags);
  let config: Promise<Config> | undefined;
  let read: Config | undefined;
  const load = async (): Promise<Config> => {
    const { loadConfig } = await import("../config/load.js");
    const named = env.JACKFIELD_CONNECT_CONFIG;
    const files = flags.config ?? (named ? [named] : []);
    const loaded = loadConfig({ home, cwd: process.cwd(), userHome: homedir(), files });
    for (const warning of loaded.warnings) log.warn(warning);
    read = loaded;
    return loaded;
  };
  const context: Context = {
    env,
    credentials,
    flags,
    log,
    state: openState(home, log),
    config() {
      config ??= load();
      return config;
    },
    loaded: () => read,
    async http(caFile) {
      const known = config === undefined ? undefined : await config;
      const files = [...(flags["ca-file"] ?? []), env.JACKFIELD_CONNECT_CA_FILE, known?.caFile, caFile];
      return createHttp(
        createNetwork({
          proxy: proxySettings(env, flags.proxy ?? known?.proxy),
          caFiles: files.flatMap((file) => (file ? [file] : [])),
          systemCa: flags["system-ca"] === true,
        }),
      );
    },
  };
  return context;
};

/** The server that a word names: an address, or an entry of the configuration. */
export const isAddress = (word: string): boolean => /^[a-z][a-z0-9+.-]*:/i.test(word);

export const unknownServer = (name: string, names: Iterable<string>): Failure => {
  const known = [...names];
  return new Failure(
    "config",
    `There is no server ${name} in the configuration`,
    known.length === 0
      ? `Add it: jackfield-connect add ${name} --url <url>. For the commands, see jackfield-connect --help.`
      : `There are: ${known.join(", ")}. For the commands, see jackfield-connect --help.`,
  );
};
