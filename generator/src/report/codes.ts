import type { Severity } from "./diagnostic.js";

type Definition<Params> = {
  readonly severity: Severity;
  readonly message: (params: Params) => string;
  /** What the reader can do about it. */
  readonly fix: string;
};

const code = <Params>(definition: Definition<Params>): Definition<Params> => definition;

/**
 * Every diagnostic there is. A new one is one entry here, the line that reports it, and one golden case.
 * The part before the slash is the stage (or `config`, `write`) that reports it.
 */
export const codes = {
  "load/not-found": code<{ from: string; reason: string }>({
    severity: "error",
    message: ({ from, reason }) => `Cannot read ${from}: ${reason}.`,
    fix: "Check the path or address; npm: sources need the package installed beside the config.",
  }),
  "load/syntax": code<{ problem: string }>({
    severity: "error",
    message: ({ problem }) => `Not valid JSON or YAML: ${problem}`,
    fix: "Mend the document at this place.",
  }),
} as const;

export type Code = keyof typeof codes;
export type ParamsOf<C extends Code> = (typeof codes)[C] extends Definition<infer Params> ? Params : never;
