// Where things are. The bench is not a package: what it needs, it takes from the packages that declare it.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** A path below the repository, absolute. */
export const pathOf = (relative) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

/** The command line of the generator. */
export const jackfield = pathOf("generator/bin/jackfield.js");

/** A program that a bench runs as a process of its own. */
export const childProgram = (name) => pathOf(`bench/children/${name}`);

/**
 * URL of a package as an `import` in `owner` (a folder below the repository) would find it. `require.resolve` would give
 * the CommonJS twin where a package has two builds, and the two do not start equally fast.
 * @param {string} owner
 * @param {string} name
 * @param {string} [entry]
 */
export function importUrl(owner, name, entry = ".") {
  const require = createRequire(pathOf(`${owner}/package.json`));
  const folder = (require.resolve.paths(name) ?? [])
    .map((modules) => join(modules, name))
    .find((candidate) => existsSync(join(candidate, "package.json")));
  if (folder === undefined) throw new Error(`${owner} has no ${name}; run: npx -y pnpm@12 install`);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const target = conditional(manifest.exports?.[entry]) ?? (entry === "." ? manifest.main : undefined);
  if (target === undefined) throw new Error(`${name} exports no ${entry}`);
  return pathToFileURL(join(folder, target)).href;
}

/** The file of an entry of `exports`, by the conditions that Node's own `import` sets. */
function conditional(entry) {
  if (typeof entry === "string" || entry === undefined) return entry;
  for (const [condition, target] of Object.entries(entry)) {
    if (["node", "import", "default"].includes(condition)) return conditional(target);
  }
  return undefined;
}
