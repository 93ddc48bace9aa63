import { Failure } from "../failure.js";
import { isObject } from "../json-rpc.js";

/** The variables of the process environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** `$${` stands for `${`; `${env:NAME}` and `${env:NAME:-default}` for a variable. */
const placeholder = /\$\$\{|\$\{env:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

export const hasPlaceholder = (text: string): boolean => /(?<!\$)\$\{env:/.test(text);

/**
 * Puts variables into every string of a value, keys excepted. A missing one is a Failure that names server, field and
 * variable.
 */
export const interpolate = (value: unknown, env: Environment, server: string, path = ""): unknown => {
  if (typeof value === "string")
    return value.replace(placeholder, (_, name?: string, otherwise?: string) => {
      if (name === undefined) return "${";
      const put = env[name];
      if (put !== undefined && put !== "") return put;
      if (otherwise !== undefined) return otherwise;
      throw new Failure(
        "config",
        `The server ${server} needs the variable ${name} (in ${path || "its entry"})`,
      );
    });
  if (Array.isArray(value)) return value.map((one, at) => interpolate(one, env, server, `${path}[${at}]`));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      interpolate(one, env, server, path === "" ? key : `${path}.${key}`),
    ]),
  );
};
