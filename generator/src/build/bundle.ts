import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildOptions, Metafile, OutputFile, Plugin } from "esbuild";
import type { OutputFile as TextFile } from "../5-emit/types.js";
import { lazyCommonJs, namespace } from "./lazy-common-js.js";

export type Bundle = {
  readonly files: readonly TextFile[];
  /** Every source file that is in the bundle, absolute. */
  readonly sources: readonly string[];
};

/** This package: the same place from src/build and from dist/build. */
const home = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The start module with everything it imports, as `server.js` and chunks. What is imported lazily stays in chunks of
 * its own, so starting does not pay for the HTTP client and the validator.
 */
export const bundleServer = async (entry: string, folder: string): Promise<Bundle> => {
  const { build } = await import("esbuild");
  const result = await build({
    ...shared,
    absWorkingDir: workspace(),
    entryPoints: [{ in: entry, out: "server" }],
    outdir: folder,
    bundle: true,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    metafile: true,
    plugins: [ownPackages, lazyCommonJs],
    // CommonJS packages inside call `require` for Node's modules, which ES modules do not have.
    banner: {
      js: `import { createRequire as __createRequire } from "node:module";\nconst require = __createRequire(import.meta.url);`,
    },
  });
  return {
    files: result.outputFiles.map((file) => textFile(file, folder)),
    sources: sourcesOf(result.metafile),
  };
};

/** Modules that only lose their types: they hold data and import nothing. */
export const stripTypes = async (
  modules: readonly string[],
  folder: string,
): Promise<readonly TextFile[]> => {
  if (modules.length === 0) return [];
  const { build } = await import("esbuild");
  const result = await build({
    ...shared,
    absWorkingDir: folder,
    entryPoints: [...modules],
    outbase: folder,
    outdir: folder,
    bundle: false,
  });
  return result.outputFiles.map((file) => ({ path: pathIn(folder, file.path), text: file.text }));
};

const shared = {
  format: "esm",
  platform: "node",
  target: "node20.19",
  charset: "ascii",
  // Names matter to code that compares them; the text stays readable for whoever audits a release.
  keepNames: true,
  minify: false,
  legalComments: "none",
  logLevel: "silent",
  write: false,
  // The folder's own compiler settings are for its editor.
  tsconfigRaw: "{}",
} as const satisfies BuildOptions;

/** Our packages come with this one, wherever the server's folder lies; what is not ours resolves from there. */
const ownPackages: Plugin = {
  name: "own-packages",
  setup(build) {
    build.onResolve({ filter: /^@jackfield\// }, async ({ path, kind, pluginData }) => {
      if (pluginData === ownPackages.name) return undefined;
      const found = await build.resolve(path, { kind, resolveDir: home, pluginData: ownPackages.name });
      return found.errors.length === 0 ? found : undefined;
    });
  },
};

/** Names of source files are printed into the bundle: below this folder they do not depend on the machine. */
const workspace = (): string => {
  const inside = home.split(sep).indexOf("node_modules");
  return inside === -1
    ? fileURLToPath(new URL("../../..", import.meta.url))
    : home.split(sep).slice(0, inside).join(sep);
};

const textFile = (file: OutputFile, folder: string): TextFile => {
  const foreign = `${relative(workspace(), folder).replaceAll(sep, "/")}/`;
  const text = file.text.replaceAll(`\n// ${foreign}`, "\n// ");
  return { path: pathIn(folder, file.path), text };
};

const pathIn = (folder: string, file: string): string => relative(folder, file).replaceAll(sep, "/");

const sourcesOf = (metafile: Metafile): readonly string[] =>
  Object.keys(metafile.inputs)
    .filter((path) => !path.startsWith(`${namespace}:`))
    .map((path) => fileURLToPath(new URL(path, `file://${workspace()}/`)));
