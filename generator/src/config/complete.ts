import { isAbsolute, resolve } from "node:path";
import { nearest, pointerTo } from "@jackfield/contract";
import type { z } from "zod";
import type { Place, Report } from "../report/index.js";
import { isInside } from "./paths.js";
import { type Config, configSchema, type Options } from "./schema.js";
import { sourceFaults } from "./sources.js";

/** Where a config came from. */
type Origin = {
  readonly folder: string;
  readonly file?: string;
  readonly repository?: string;
  /** How messages call an option: `specs[0].from` by default. */
  readonly optionName?: (path: readonly PropertyKey[]) => string;
};

const optionName = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((name, key) => {
    if (typeof key === "number") return `${name}[${key}]`;
    return name === "" ? String(key) : `${name}.${String(key)}`;
  }, "");

const freeze = <T>(value: T): T => {
  if (value !== null && typeof value === "object" && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
};

const at = (origin: Origin, path: readonly PropertyKey[]): Place => ({
  file: origin.file ?? "command line",
  ...(origin.file === undefined ? {} : { pointer: pointerTo("", ...path.map(String)) }),
});

/** Names of the options at the level of an unknown one. */
const siblings = (path: readonly PropertyKey[]): readonly string[] => {
  let schema: unknown = configSchema;
  for (const key of [...path, undefined]) {
    while (schema && typeof schema === "object" && !("shape" in schema)) {
      const { def } = schema as { def?: { innerType?: unknown; element?: unknown; valueType?: unknown } }; // zod keeps its tree under def
      schema = def?.innerType ?? def?.element ?? def?.valueType;
    }
    const shape = (schema as { shape?: Readonly<Record<string, unknown>> } | undefined)?.shape; // narrowed by the loop above
    if (key === undefined) return Object.keys(shape ?? {});
    if (typeof key === "number" || shape === undefined) continue;
    schema = shape[String(key)];
  }
  return [];
};

const reportIssue = (issue: z.core.$ZodIssue, origin: Origin, report: Report): void => {
  const name = origin.optionName ?? optionName;
  if (issue.code === "unrecognized_keys") {
    for (const key of issue.keys) {
      const meant = nearest(key, siblings(issue.path));
      report.add("config/unknown-option", at(origin, [...issue.path, key]), {
        option: name([...issue.path, key]),
        ...(meant === undefined ? {} : { meant: name([...issue.path, meant]) }),
      });
    }
    return;
  }
  const isEmpty = issue.code === "too_small" && issue.origin === "string" && issue.minimum === 1;
  const problem = isEmpty ? "it is empty" : issue.message.replace(/^Invalid input: /, "").replace(/\.$/, "");
  report.add("config/invalid", at(origin, issue.path), { option: name(issue.path), problem });
};

/** Rules that reach across options: ids are unique, sources can be told apart, no path leads out of the repository. */
const reportCrossings = (options: Options, origin: Origin, report: Report): boolean => {
  let fine = true;
  const seen = new Set<string>();
  options.specs.forEach(({ id }, index) => {
    if (seen.has(id)) {
      const path = ["specs", index, "id"];
      report.add("config/invalid", at(origin, path), {
        option: optionName(path),
        problem: `${id} is used twice`,
      });
      fine = false;
    }
    seen.add(id);
  });
  for (const { path, problem } of sourceFaults(options.specs)) {
    report.add("config/invalid", at(origin, path), { option: optionName(path), problem });
    fine = false;
  }
  if (options.package !== undefined && origin.file !== undefined && options.output !== "src/generated") {
    const problem = "a package keeps its generated files in src/generated";
    report.add("config/invalid", at(origin, ["output"]), { option: "output", problem });
    fine = false;
  }
  const paths: [readonly PropertyKey[], string | undefined][] = [
    [["sources", "lock"], options.sources.lock],
    [["sources", "cache"], options.sources.cache],
    [["output"], options.output],
    [["limits", "allowFileRefs"], options.limits.allowFileRefs],
    ...options.specs.flatMap(({ overlays }, spec) =>
      overlays.map((path, index): [readonly PropertyKey[], string] => [
        ["specs", spec, "overlays", index],
        path,
      ]),
    ),
  ];
  for (const [option, path] of paths) {
    if (path === undefined || origin.repository === undefined) continue;
    if (!isAbsolute(path) && isInside(origin.repository, resolve(origin.folder, path))) continue;
    report.add("config/outside", at(origin, option), { option: optionName(option), path });
    fine = false;
  }
  return fine;
};

/** What the variables of a server begin with, by its name: `PET_STORE`. */
export const prefixOf = (name: string): string =>
  name
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, "_")
    .replace(/^(?=\d)/, "_");

/** Checks what a file or flags say and fills in the defaults. Undefined after reporting when it is wrong. */
export const complete = (input: unknown, origin: Origin, report: Report): Config | undefined => {
  const parsed = configSchema.safeParse(input);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) reportIssue(issue, origin, report);
    return undefined;
  }
  const options = parsed.data;
  if (!reportCrossings(options, origin, report)) return undefined;
  return freeze({
    ...options,
    prefix: options.prefix ?? prefixOf(options.name),
    folder: origin.folder,
    ...(origin.file === undefined ? {} : { file: origin.file }),
    ...(origin.repository === undefined ? {} : { repository: origin.repository }),
  });
};
