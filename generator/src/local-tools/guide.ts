import { join } from "node:path";
import type { Guide } from "@jackfield/contract";
import * as z from "zod";
import { type Config, createImporter, importFault, shownPath } from "../config/index.js";
import type { Report } from "../report/index.js";

const named = z.looseObject({ name: z.string() });

/** As far as the lock looks at it; the runtime takes more. */
const shape = z.looseObject({
  instructions: z.custom((value) => typeof value === "function", "must be a function").optional(),
  resources: z.array(z.looseObject({ uri: z.string() })).optional(),
  templates: z.array(z.looseObject({ uriTemplate: z.string() })).optional(),
  prompts: z.array(named).optional(),
  skills: z.array(z.looseObject({ path: z.string(), files: z.record(z.string(), z.string()) })).optional(),
});

/** What the module under `guide` of the config exports as `guide`: what a client reads apart from tools. */
export const readGuide = async (config: Config, report: Report): Promise<Guide | undefined> => {
  if (config.guide === undefined) return undefined;
  const path = join(config.folder, config.guide);
  const unreadable = (problem: string): undefined => {
    report.add("tools/no-guide", { file: shownPath(path) }, { problem });
  };
  const importModule = await createImporter(join(config.folder, "jackfield.config.ts"));
  try {
    const { guide } = (await importModule(path)) as Readonly<Record<string, unknown>>; // a module
    const read = shape.safeParse(guide);
    if (read.success) return guide as Guide; // checked as far as it is used here
    const [issue] = read.error.issues;
    return unreadable(`its export guide: ${issue?.path.join(".") ?? ""} ${issue?.message ?? "is not valid"}`);
  } catch (problem) {
    return unreadable(importFault(problem, config.folder));
  }
};
