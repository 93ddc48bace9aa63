import { createRequire } from "node:module";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Imports modules, TypeScript too, as a file at `base` would. Our packages come with this one, so that a config, a tool
 * or a plugin can be read where nothing is installed.
 */
export const createImporter = async (
  base: string,
  options: { readonly moduleCache?: boolean } = {},
): Promise<(name: string) => Promise<unknown>> => {
  const { createJiti } = await import("jiti");
  const jiti = createJiti(base, { fsCache: false, ...options, alias: ownPackages() });
  return (name) => jiti.import(name);
};

const ownPackages = (): Readonly<Record<string, string>> => {
  const { resolve } = createRequire(import.meta.url);
  // Each entry point by itself: an alias also stands for what begins with it.
  const doors = ["", "/certificate", "/network", "/site", "/timed-pattern"].map((door) => `contract${door}`);
  const names = [...doors, "runtime", "host"].map((name) => `@jackfield/${name}`);
  return {
    ...Object.fromEntries(names.map((name) => [name, resolve(name)])),
    jackfield: fileURLToPath(new URL(`../index${extname(import.meta.url)}`, import.meta.url)),
  };
};

/** Why a module cannot be imported, in one line without paths of the folder. */
export const importFault = (problem: unknown, folder: string): string => {
  const [line = ""] = (problem instanceof Error ? problem.message : String(problem)).split("\n", 1);
  return line.replaceAll(`${folder}/`, "").replace(/\.$/, "");
};

/** The default export of a module; of one without, the module. */
export const defaultOf = (module: unknown): unknown =>
  typeof module === "object" && module !== null && "default" in module ? module.default : module;
