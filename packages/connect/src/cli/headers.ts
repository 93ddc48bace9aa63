import { readFileSync } from "node:fs";
import type { Environment } from "../config/interpolate.js";
import { Failure, messageOf } from "../failure.js";
import type { Headers } from "../http/http.js";
import { isObject } from "../json-rpc.js";
import type { Flags } from "./flags.js";

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** One header, checked: a name that HTTP allows, a value without line ends. Names are lower case from here on. */
export const header = (name: string, value: string): readonly [string, string] => {
  if (!token.test(name)) throw new Failure("config", `${JSON.stringify(name)} is not a header name`);
  if (/[^\P{Cc}\t]/u.test(value))
    throw new Failure("config", `The value of the header ${name} holds control characters`);
  return [name.toLowerCase(), value.trim()];
};

const fromFlag = (text: string): readonly [string, string] => {
  const colon = text.indexOf(":");
  if (colon <= 0 || text.slice(colon + 1).trim() === "")
    throw new Failure(
      "usage",
      `--header takes 'Name: value', not ${colon < 0 ? "a word without a colon" : `'${text.slice(0, colon + 1)}'`}`,
      "If your host splits arguments at spaces, write 'Name:value', or use --header-env or JACKFIELD_CONNECT_HEADERS.",
    );
  return header(text.slice(0, colon).trim(), text.slice(colon + 1));
};

const fromEnvironment = (env: Environment): readonly (readonly [string, string])[] => {
  const text = env.JACKFIELD_CONNECT_HEADERS;
  if (text === undefined || text === "") return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!isObject(value)) throw new Failure("config", "JACKFIELD_CONNECT_HEADERS is not a JSON object");
  return Object.entries(value).map(([name, one]) => {
    if (typeof one === "string") return header(name, one);
    throw new Failure("config", `JACKFIELD_CONNECT_HEADERS: the value of ${name} is not a string`);
  });
};

const fromVariable = (env: Environment, text: string): readonly [string, string] => {
  const [name = "", variable = ""] = text.split("=", 2);
  const value = env[variable];
  if (value !== undefined) return header(name.trim(), value);
  throw new Failure("config", `--header-env ${text}: the variable ${variable || "(none)"} is not set`);
};

/** The user's headers: environment first, then flags; later ones win. */
export const headersOf = (env: Environment, flags: Flags): Headers =>
  Object.fromEntries([
    ...fromEnvironment(env),
    ...(flags["header-env"] ?? []).map((text) => fromVariable(env, text)),
    ...(flags.header ?? []).map(fromFlag),
  ]);

/** A fixed token: from the variable that a flag names, from a file, or from JACKFIELD_CONNECT_BEARER. */
export const bearerOf = (env: Environment, flags: Flags): string | undefined => {
  const variable = flags["bearer-env"];
  if (variable !== undefined) {
    const token = env[variable];
    if (token) return token;
    throw new Failure("config", `--bearer-env: the variable ${variable} is not set`);
  }
  const file = flags["bearer-file"];
  if (file === undefined) return env.JACKFIELD_CONNECT_BEARER || undefined;
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new Failure("config", `--bearer-file: ${messageOf(error)}`);
  }
};
