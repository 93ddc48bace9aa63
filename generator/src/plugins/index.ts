import { join } from "node:path";
import * as z from "zod";
import { type Config, createImporter, defaultOf, importFault } from "../config/index.js";
import { codes, type Report } from "../report/index.js";
import { guarded } from "./guarded.js";
import type { Plugin, PluginParts } from "./types.js";

export type { Plugin, PluginParts } from "./types.js";

const nothing: PluginParts = { repairs: [], lintRules: [], pages: [] };

/** The plugins of a config, imported once. What is wrong with one is reported, and the run ends with it. */
export const readPlugins = async (config: Config, report: Report): Promise<PluginParts> => {
  if (config.plugins.length === 0) return nothing;
  const at = { file: config.file ?? "command line" };
  const importModule = await createImporter(join(config.folder, "jackfield.config.ts"));
  const plugins: Plugin[] = [];
  const taken = new Map<string, string>();
  for (const plugin of config.plugins) {
    let exported: unknown;
    try {
      exported = defaultOf(await importModule(plugin));
    } catch (problem) {
      report.add("plugins/unreadable", at, { plugin, problem: importFault(problem, config.folder) });
      continue;
    }
    const read = shape.safeParse(exported);
    const problem = read.success ? clashIn(read.data, plugin, taken) : faultOf(read.error);
    if (problem === undefined)
      plugins.push(exported as Plugin); // checked above
    else report.add("plugins/invalid", at, { plugin, problem });
  }
  return guarded(
    {
      repairs: plugins.flatMap(({ repairs = [] }) => repairs),
      lintRules: plugins.flatMap(({ lintRules = [] }) => lintRules),
      pages: plugins.flatMap(({ pages = [] }) => pages),
    },
    (part, problem) =>
      report.add("plugins/failed", at, { part, problem: importFault(problem, config.folder) }),
  );
};

/** The first halves of our own codes, which a plugin must not use. */
const ourPrefixes = new Set(Object.keys(codes).map((code) => code.split("/", 1)[0] ?? ""));

const code = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/, "must look like acme/legacy-dates")
  .refine((text) => !ourPrefixes.has(text.split("/", 1)[0] ?? ""), "starts with a word that jackfield uses");

const callable = z.custom((value) => typeof value === "function", "must be a function");

const shape = z.strictObject({
  repairs: z.array(z.looseObject({ code, begin: callable })).default([]),
  lintRules: z
    .array(z.looseObject({ code, about: z.enum(["list", "tool", "schema"]), find: callable }))
    .default([]),
  pages: z
    .array(
      z.strictObject({
        path: z
          .string()
          .regex(/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/, "must be a relative path below the output folder"),
        print: callable,
      }),
    )
    .default([]),
});

const faultOf = ({ issues: [issue] }: z.ZodError): string => {
  const place = issue?.path.join(".") ?? "";
  const text = (issue?.message ?? "is not valid").replace(/^Invalid input: /, "");
  return place === "" ? text : `${place}: ${text}`;
};

/** A code or a page that another plugin has brought already. */
const clashIn = (
  { repairs, lintRules, pages }: z.output<typeof shape>,
  plugin: string,
  taken: Map<string, string>,
): string | undefined => {
  const names = [...repairs, ...lintRules].map((part) => `code ${part.code}`);
  for (const name of [...names, ...pages.map(({ path }) => `page ${path}`)]) {
    const first = taken.get(name);
    if (first !== undefined) return `${name} is already used by ${first === plugin ? "this plugin" : first}`;
    taken.set(name, plugin);
  }
  return undefined;
};
