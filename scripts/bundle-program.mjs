// Bundles the program of a package into its dist/bundle: files to start, and chunks for what is imported lazily.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { licenseText } from "../generator/dist/build/bundle.js";

/**
 * @typedef {{
 *   outputFiles: readonly { path: string; contents: Uint8Array }[];
 *   metafile: { outputs: Record<string, { inputs: object; imports: readonly { path: string }[] }> };
 * }} Built
 */

/**
 * Chunks are put next to the files to start, as deep as the compiled modules of a folder of src/: a path that is relative
 * to a module then holds for both.
 * @param {(options: object) => Promise<Built>} build of esbuild, which each package has for itself
 * @param {{
 *   home: string;
 *   entries: readonly { in: string; out: string }[];
 *   external?: readonly string[];
 *   keepNames?: boolean;
 * }} program `home` is the package's folder, `external` what stays a package of its own; a kept name costs time whenever
 * its function is made
 */
export async function bundleProgram(build, { home, entries, external = [], keepNames = false }) {
  const place = "dist/bundle";
  const { outputFiles, metafile } = await build({
    absWorkingDir: home,
    entryPoints: [...entries],
    outdir: place,
    bundle: true,
    splitting: true,
    chunkNames: "[name]-[hash]",
    external: [...external],
    format: "esm",
    platform: "node",
    target: "node20.19",
    keepNames,
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
    write: false,
    // CommonJS packages inside call `require` for Node's modules, which ES modules do not have.
    banner: {
      js: `import { createRequire as __createRequire } from "node:module";\nconst require = __createRequire(import.meta.url);`,
    },
  });

  // A chunk is made for each lazy import of a package, also where the module that asks for it is left out.
  const reached = new Set();
  const sources = new Set();
  const reach = (path) => {
    if (reached.has(path) || metafile.outputs[path] === undefined) return;
    reached.add(path);
    for (const source of Object.keys(metafile.outputs[path].inputs)) sources.add(resolve(home, source));
    for (const { path: next } of metafile.outputs[path].imports) reach(next);
  };
  for (const { out } of entries) reach(`${place}/${out}.js`);

  const folder = join(home, place);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const { path, contents } of outputFiles) {
    if (reached.has(relative(home, path).replaceAll(sep, "/"))) await writeFile(path, contents);
  }
  // Most licenses allow copies only together with their text.
  await writeFile(join(folder, "LICENSES.txt"), licenseText([...sources]));
}
