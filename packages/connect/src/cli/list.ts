import type { Environment } from "../config/interpolate.js";
import { interpolate } from "../config/interpolate.js";
import { approve, isTrusted } from "../config/trust.js";
import type { Entry } from "../config/types.js";
import { messageOf } from "../failure.js";
import { isObject } from "../json-rpc.js";
import { createContext, unknownServer } from "./context.js";
import { readFlags } from "./flags.js";
import { print, printJson, printRows, say } from "./output.js";

const secretField = /^(clientsecret|token|password|authorization|cookie)$|key|token|secret/i;
const secretParameter = /token|key|secret|sig|password|code/i;

const maskUrl = (text: string): string => {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  const secret = [...url.searchParams.keys()].filter((name) => secretParameter.test(name));
  if (url.username === "" && url.password === "" && secret.length === 0) return text;
  for (const name of secret) url.searchParams.set(name, "***");
  if (url.username !== "") url.username = "***";
  if (url.password !== "") url.password = "***";
  return url.href;
};

/** A secret as its length; a placeholder as it is, since it says nothing. */
const mask = (text: string): string => (/^\$\{env:[^}]*\}$/.test(text) ? text : `***(${text.length})`);

/** An entry without its secrets: fields with telling names, all variables of programs, what hides in addresses. */
export const masked = (value: unknown, path: readonly string[] = []): unknown => {
  const field = path.at(-1) ?? "";
  if (typeof value === "string") {
    const inEnv = path.at(-2) === "env";
    if (inEnv || (secretField.test(field) && !/url$/i.test(field))) return mask(value);
    return maskUrl(value);
  }
  if (Array.isArray(value)) {
    // A flag that names a secret is followed by it.
    return value.map((one, at) =>
      typeof one === "string" &&
      secretParameter.test(String(value[at - 1] ?? "")) &&
      String(value[at - 1]).startsWith("-")
        ? mask(one)
        : masked(one, path),
    );
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, masked(one, [...path, key])]));
};

type Row = {
  readonly name: string;
  readonly origin: string;
  readonly file: string;
  readonly shadows?: string;
  readonly trusted: boolean;
  readonly entry: unknown;
};

/** `list`: the configured servers, as they are written. */
export const list = async (args: readonly string[], env: Environment): Promise<number> => {
  const { flags } = readFlags("list", args, 0);
  const context = createContext(env, flags);
  const { entries } = await context.config();
  if (flags.approve !== undefined) {
    const entry = entries.get(flags.approve);
    if (entry === undefined) throw unknownServer(flags.approve, entries.keys());
    approve(entry, context.state);
    print(`${entry.name} of ${entry.layer.file} is approved as it is now`);
    return 0;
  }
  const show = flags["show-secrets"] === true;
  if (show) say("!! The list below holds secrets in clear text.\n!! Do not paste it anywhere.");
  const rowOf = (entry: Entry): Row => {
    const { name, raw, layer, shadows } = entry;
    let content: unknown = raw;
    if (flags.resolve === true) {
      try {
        content = interpolate(raw, env, name);
      } catch (error) {
        say(messageOf(error));
      }
    }
    return {
      name,
      origin: layer.kind,
      file: layer.file,
      ...(shadows === undefined ? {} : { shadows: shadows.layer.file }),
      trusted: isTrusted(entry, context.state),
      entry: show ? content : masked(content),
    };
  };
  const all = [...entries.values()].map(rowOf);
  if (flags.json === true) printJson({ servers: all });
  else if (all.length === 0)
    say("No servers are configured. Add one: jackfield-connect add <name> --url <url>");
  else
    printRows(
      all.map(({ name, origin, trusted, shadows, entry }) => [
        name,
        origin,
        trusted ? "" : "not approved",
        JSON.stringify(entry),
        shadows === undefined ? "" : `hides the one in ${shadows}`,
      ]),
    );
  return 0;
};
