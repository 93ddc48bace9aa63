import type { Api, Server } from "@jackfield/contract";
import { CallError } from "./call-error.js";

/** Where the values of server variables come from, the first that has one: flag, environment, the spec's default. */
export type ServerVariables = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `--server-variable name=value` */
  readonly serverVariables?: Readonly<Record<string, string>>;
};

/** `{tenant}`, and `<tenant>`, which people write instead. */
const holes = /\{([^{}]*)\}|<([^<>]*)>/g;

/** `tenant-id` → `JACKFIELD_SERVER_TENANT_ID` */
const serverVariableName = (name: string): string =>
  `JACKFIELD_SERVER_${name.replace(/[^A-Za-z0-9]+/g, "_").toUpperCase()}`;

const own = <Value>(record: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined =>
  record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;

/** What the operator says of a variable. */
const chosen = (name: string, settings: ServerVariables): string | undefined => {
  const value = own(settings.serverVariables, name) ?? settings.environment[serverVariableName(name)];
  return value?.trim() || undefined;
};

/** The default of the spec; an empty one that is not among the choices asks for a choice. */
const fallback = (name: string, { variables }: Server): string | undefined => {
  const { default: value, enum: choices = [] } = own(variables, name) ?? {};
  return value === "" && choices.length > 0 && !choices.includes("") ? undefined : value;
};

const filling = (name: string, server: Server, settings: ServerVariables): string | undefined =>
  chosen(name, settings) ?? fallback(name, server);

const problemOf = (api: Api, server: Server, name: string, settings: ServerVariables): string | undefined => {
  const value = chosen(name, settings);
  if (value === undefined)
    return fallback(name, server) === undefined
      ? `The server URL of ${api.title} needs a value for "${name}".`
      : undefined;
  // They would move the request to another host or end its path.
  if (/[\s?#@\\]/.test(value)) return `The value of the server variable "${name}" cannot be part of a URL.`;
  const choices = own(server.variables, name)?.enum;
  return choices === undefined || choices.includes(value)
    ? undefined
    : `The server variable "${name}" must be one of ${choices.slice(0, 10).join(", ")}.`;
};

/** The URL of a server with its variables filled in; the names of those that have no value keep their braces. */
export const expandServer = (server: Server, settings: ServerVariables): string =>
  server.url.replace(
    holes,
    (hole, braced?: string, angled?: string) => filling(braced ?? angled ?? "", server, settings) ?? hole,
  );

/** Throws `CallError` when a variable of the server has no value, or one that it must not have. */
export const checkServerVariables = (api: Api, server: Server, settings: ServerVariables): void => {
  for (const [, braced, angled] of server.url.matchAll(holes)) {
    const name = braced ?? angled ?? "";
    const error = problemOf(api, server, name, settings);
    if (error === undefined) continue;
    throw new CallError({
      error,
      code: "validation",
      recovery: `Start the server with --server-variable ${name}=value, or set ${serverVariableName(name)}. Nothing was sent.`,
    });
  }
};
