import { parseArgs } from "node:util";
import { faultOfFault, isFault } from "./faults.js";
import { isFields, textOf } from "./fields.js";
import type { Fault } from "./outside/fault.js";
import { magicParty } from "./outside/party.js";
import type { Application, SimulatorOptions } from "./settings.js";

/** What a command line asks for. */
type CommandLine = {
  readonly options: SimulatorOptions;
  /** Write every transcript line to stderr as JSON. */
  readonly transcript: boolean;
  /** Show the help and do nothing else. */
  readonly help: boolean;
};

/** A command line nobody can follow; the message is one line. */
export class CommandLineError extends Error {}

const flags = {
  port: { type: "string", value: "number", about: "port to listen on; default: any free one" },
  host: { type: "string", value: "address", about: "address to listen on; default 127.0.0.1" },
  accounts: { type: "string", value: "ids", about: "accounts that exist; default 9900000" },
  "client-id": { type: "string", value: "text", about: "OAuth2 client id; default simulator-client" },
  "client-secret": { type: "string", value: "text", about: "OAuth2 client secret; default simulator-secret" },
  username: { type: "string", value: "text", about: "Basic user name; default simulator-user" },
  password: { type: "string", value: "text", about: "Basic password; default simulator-password" },
  roles: { type: "string", value: "names", about: "roles in the token; default: all that exist" },
  express: { type: "boolean", about: "play a Build account: voice only, 5 calls at a time, 30 minutes each" },
  "verified-numbers": {
    type: "string",
    value: "numbers",
    about: "numbers a Build account may call; default: all",
  },
  credit: { type: "string", value: "number", about: "calls and messages until 402; default: no end" },
  "speech-gather": { type: "boolean", about: "let Gather listen for speech, which is documented nowhere" },
  "token-lifetime": { type: "string", value: "seconds", about: "lifetime of a token; default 3600" },
  numbers: { type: "string", value: "numbers", about: "numbers of the account, in E.164" },
  applications: {
    type: "string",
    value: "json",
    about: 'array of {"id", "kind": "voice"|"messaging", "callbackUrl"}',
  },
  digits: { type: "string", value: "keys", about: "what a called party types, Gather by Gather" },
  faults: { type: "string", value: "json", about: "array of faults, as POST /simulator/faults takes them" },
  speed: { type: "string", value: "number", about: "how many times faster the telephone waits; default 1" },
  transcript: { type: "boolean", about: "write what happens in calls to stderr, as lines of JSON" },
  help: { type: "boolean", about: "show this text" },
} as const;

/** The text of `--help`. */
export const helpText = (): string => {
  const names = Object.entries(flags).map(([name, flag]) => ({
    name: `--${name}${"value" in flag ? ` <${flag.value}>` : ""}`,
    about: flag.about,
  }));
  const width = Math.max(...names.map(({ name }) => name.length)) + 2;
  return [
    "Usage: node dist/main.js [options]",
    "",
    'A Bandwidth look-alike on loopback. It prints one line, {"url": ...}, when it answers, and stops with SIGTERM or,',
    "if its stdin is a pipe, when that ends. One address serves all APIs: set BW_API_URL, BW_VOICE_URL, BW_MESSAGING_URL,",
    "BW_INSIGHTS_URL and BW_MFA_URL to it, BW_CLIENT_ID to simulator-client and BW_CLIENT_SECRET to simulator-secret.",
    "",
    ...names.map(({ name, about }) => `  ${name.padEnd(width)}${about}`),
    "",
    "Lists are separated by commas. Each flag is also a variable: --client-secret is SIMULATOR_CLIENT_SECRET.",
    "GET /simulator shows what happened; POST /simulator/calls, /simulator/messages and /simulator/faults make",
    "calls, texts and faults come in. README.md lists the numbers with a meaning.",
    "",
  ].join("\n");
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Every flag is also an environment variable, `--client-secret` is `SIMULATOR_CLIENT_SECRET`; the flag wins. Lists are
 * separated by commas, `applications` is a JSON array, `digits` is what every called party types, Gather by Gather.
 */
export function readCommandLine(args: readonly string[], environment: Environment): CommandLine {
  const values = parsed(args);
  const given = (name: keyof typeof flags): string | undefined => {
    const value = values[name] ?? environment[`SIMULATOR_${name.toUpperCase().replaceAll("-", "_")}`];
    return value === undefined || value === "" ? undefined : String(value);
  };
  const list = (name: keyof typeof flags) =>
    given(name)
      ?.split(",")
      .map((item) => item.trim());
  const amount = (name: keyof typeof flags, min: number, max: number): number | undefined => {
    const value = given(name);
    if (value === undefined) return undefined;
    if (Number(value) >= min && Number(value) <= max) return Number(value);
    throw new CommandLineError(
      `${name} must be a number from ${min} to ${max}, not ${JSON.stringify(value)}`,
    );
  };
  const digits = list("digits");
  const options = {
    port: amount("port", 0, 65_535),
    host: given("host"),
    accounts: list("accounts"),
    clientId: given("client-id"),
    clientSecret: given("client-secret"),
    username: given("username"),
    password: given("password"),
    roles: list("roles"),
    express: isOn("express", given("express")),
    speechGather: isOn("speech-gather", given("speech-gather")),
    verifiedNumbers: list("verified-numbers"),
    credit: amount("credit", 0, 1_000_000_000),
    tokenLifetimeSeconds: amount("token-lifetime", 1, 31_536_000),
    numbers: list("numbers"),
    applications: applicationsIn(given("applications")),
    faults: faultsIn(given("faults")),
    party: digits && ((to: string) => ({ digits, ...magicParty(to) })),
    speed: amount("speed", 0.01, 1_000_000),
  };
  const set = Object.entries(options).filter(([, value]) => value !== undefined);
  const on = (name: "transcript" | "help") => isOn(name, given(name)) ?? false;
  return { options: Object.fromEntries(set), transcript: on("transcript"), help: on("help") };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, strict: true }).values;
  } catch (error) {
    throw new CommandLineError(error instanceof Error ? error.message : "the command line cannot be read");
  }
}

function isOn(name: string, value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  if (value === "true" || value === "1") return true;
  if (value === "false" || value === "0") return false;
  throw new CommandLineError(`${name} must be true or false, not ${JSON.stringify(value)}`);
}

function applicationsIn(source: string | undefined): readonly Application[] | undefined {
  if (source === undefined) return undefined;
  const shape = 'applications must be a JSON array of {"id", "kind": "voice" or "messaging", "callbackUrl"}';
  const listed = arrayIn(source);
  if (!listed) throw new CommandLineError(shape);
  return listed.map((entry: unknown) => {
    const fields = isFields(entry) ? entry : {};
    const id = textOf(fields, "id");
    const kind = fields.kind === "voice" || fields.kind === "messaging" ? fields.kind : undefined;
    const callbackUrl = textOf(fields, "callbackUrl");
    if (!id || !kind || !callbackUrl || !URL.canParse(callbackUrl)) throw new CommandLineError(shape);
    const optional = ["statusCallbackUrl", "username", "password"].flatMap((name) => {
      const value = textOf(fields, name);
      return value === undefined ? [] : [[name, value]];
    });
    return { id, kind, callbackUrl, ...Object.fromEntries(optional) };
  });
}

function faultsIn(source: string | undefined): readonly Fault[] | undefined {
  if (source === undefined) return undefined;
  const listed = arrayIn(source);
  if (!listed) throw new CommandLineError("faults must be a JSON array");
  return listed.map((entry) => {
    if (isFault(entry)) return entry;
    throw new CommandLineError(`faults: ${faultOfFault(entry)}`);
  });
}

function arrayIn(source: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(source);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
