import {
  type ClientFacts,
  clientFacts,
  clientNames,
  type Environment,
  suggestion,
} from "@jackfield/contract";
import { Problem } from "../problem.js";
import type { HttpOptions } from "./http.js";

/** The clients that are served. */
export type Clients = {
  /** Absent: not known. */
  readonly client?: ClientFacts;
  /** The client of a caller who signs in with a shared token, by the name of the token. */
  readonly clientsOfBearers: Readonly<Record<string, ClientFacts>>;
};

const clientNamed = (text: string, source: string): ClientFacts => {
  const name = clientNames.find((one) => one === text);
  if (name !== undefined) return clientFacts[name];
  const hint = suggestion(text.slice(0, 40), clientNames);
  throw new Problem(`${source} must be one of ${clientNames.join(", ")}, got "${text.slice(0, 40)}"${hint}.`);
};

/**
 * What `--client` says: the client of the process (`--client <name>`) and those of callers with a shared token
 * (`--client <bearer>=<name>`). Throws `Problem`.
 */
export const clientsIn = (
  flags: readonly string[],
  variable: string,
  { environment, http }: { readonly environment: Environment; readonly http: HttpOptions | undefined },
): Clients => {
  const pairs = flags.flatMap((text) => {
    const [, bearer, name] = /^([\w.-]+)=(.*)$/.exec(text) ?? [];
    return bearer === undefined || name === undefined ? [] : [[bearer, name] as const];
  });
  const stranger = pairs.find(([bearer]) => !Object.hasOwn(http?.auth.bearers ?? {}, bearer));
  if (stranger !== undefined) throw new Problem(`--client ${stranger[0]}=…: no --bearer has this name.`);
  const own = flags.filter((text) => !text.includes("="));
  if (own.length > 1)
    throw new Problem("--client names one client; for one caller: --client <bearer>=<name>.");
  const [flag] = own;
  const text = flag ?? environment[variable]?.trim() ?? "";
  const known = text !== "" || flag !== undefined;
  return {
    ...(known && { client: clientNamed(text, flag === undefined ? variable : "--client") }),
    clientsOfBearers: Object.fromEntries(
      pairs.map(([bearer, name]) => [bearer, clientNamed(name, `--client ${bearer}=`)]),
    ),
  };
};
