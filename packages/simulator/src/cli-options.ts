import { parseArgs } from "node:util";
import { isFields, textOf } from "./fields.js";
import { magicParty } from "./outside/party.js";
import type { Application, SimulatorOptions } from "./settings.js";

/** What a command line asks for. */
type CommandLine = {
  readonly options: SimulatorOptions;
  /** Write every transcript line to stderr as JSON. */
  readonly transcript: boolean;
};

/** A command line nobody can follow; the message is one line. */
export class CommandLineError extends Error {}

const flags = {
  port: { type: "string" },
  host: { type: "string" },
  accounts: { type: "string" },
  "client-id": { type: "string" },
  "client-secret": { type: "string" },
  username: { type: "string" },
  password: { type: "string" },
  roles: { type: "string" },
  express: { type: "boolean" },
  "token-lifetime": { type: "string" },
  numbers: { type: "string" },
  applications: { type: "string" },
  digits: { type: "string" },
  speed: { type: "string" },
  transcript: { type: "boolean" },
} as const;

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
    tokenLifetimeSeconds: amount("token-lifetime", 1, 31_536_000),
    numbers: list("numbers"),
    applications: applicationsIn(given("applications")),
    party: digits && ((to: string) => ({ digits, ...magicParty(to) })),
    speed: amount("speed", 0.01, 1_000_000),
  };
  const set = Object.entries(options).filter(([, value]) => value !== undefined);
  return { options: Object.fromEntries(set), transcript: isOn("transcript", given("transcript")) ?? false };
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
  let listed: unknown;
  try {
    listed = JSON.parse(source);
  } catch {
    throw new CommandLineError(shape);
  }
  if (!Array.isArray(listed)) throw new CommandLineError(shape);
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
