import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { CatalogRecord } from "@jackfield/contract";

/** The catalog of a bundle, and the modules of hand-written tools that have to be in it. */
export type BundledCatalog = {
  readonly text: string;
  /** Source module (absolute) → its place in the bundle, without its ending: `generated/local/tools/dice`. */
  readonly modules: ReadonlyMap<string, string>;
  /** How many tools these modules hold. */
  readonly tools: number;
};

/**
 * Hand-written tools are next to the generated folder, perhaps outside of what is bundled. In a bundle their modules are
 * in `local/` of that folder, and its catalog says so. Throws when a module has no source.
 */
export const bundledCatalog = (generated: string, prefix: string): BundledCatalog => {
  const text = readFileSync(join(generated, "catalog.json"), "utf8");
  const modules = new Map<string, string>();
  let tools = 0;
  const lines = text.split("\n").map((line) => {
    if (!line.startsWith("{")) return line;
    const comma = line.endsWith(",") ? "," : "";
    const record = JSON.parse(comma === "" ? line : line.slice(0, -1)) as CatalogRecord & { module: string }; // the generator wrote a record a line
    if (!record.module.startsWith("../")) return line;
    tools += 1;
    const place = `local/${record.module.replaceAll("../", "")}`;
    modules.set(sourceOf(resolve(generated, record.module)), `${prefix}${place.replace(/\.m?js$/, "")}`);
    return `${JSON.stringify({ ...record, module: place.replace(/\.mjs$/, ".js") })}${comma}`;
  });
  return { text: lines.join("\n"), modules, tools };
};

const sourceOf = (compiled: string): string => {
  const source = ["ts", "mts", "js", "mjs"]
    .map((ending) => compiled.replace(/m?js$/, ending))
    .find((path) => existsSync(path));
  if (source !== undefined) return source;
  const problem = `${compiled.replace(/m?js$/, "ts")} is missing; generate the server again`;
  throw Object.assign(new Error(problem), { syscall: "open" });
};
