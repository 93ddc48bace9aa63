import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { types } from "node:util";
import type { BuildOptions, Metafile, OnLoadResult, OutputFile, Plugin } from "esbuild";
import type { OutputFile as TextFile } from "../5-emit/types.js";

type ServerBundle = {
  readonly files: readonly TextFile[];
  /** Every source file that is in the bundle, absolute. */
  readonly sources: readonly string[];
};

/** This package: the same place from src/build and from dist/build. */
const home = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The given modules (path → place in the bundle) with everything they import; what they share is in chunks. What is
 * imported lazily stays in chunks of its own, so starting does not pay for the HTTP client and the validator.
 */
export const bundleServer = async (
  entries: ReadonlyMap<string, string>,
  folder: string,
): Promise<ServerBundle> => {
  const { build } = await import("esbuild");
  const result = await build({
    ...shared,
    absWorkingDir: workspace(),
    entryPoints: [...entries].map(([module, place]) => ({ in: module, out: place })),
    outdir: folder,
    bundle: true,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    metafile: true,
    plugins: [ownPackages, lazyCommonJs, wasmInside],
    loader: { ".wasm": "binary" },
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
  // Names matter to code that compares them; the text stays readable for an audit of a release.
  keepNames: true,
  minify: false,
  legalComments: "none",
  logLevel: "silent",
  write: false,
  // The folder's own compiler settings are for its editor.
  tsconfigRaw: "{}",
} as const satisfies BuildOptions;

/** Our packages come with this one, wherever the server's folder is; what is not ours resolves from there. */
const ownPackages: Plugin = {
  name: "own-packages",
  setup(build) {
    build.onResolve({ filter: /^@jackfield\// }, async ({ path, kind, pluginData }) => {
      if (pluginData === ownPackages.name) return undefined;
      const target = await build.resolve(path, { kind, resolveDir: home, pluginData: ownPackages.name });
      return target.errors.length === 0 ? target : undefined;
    });
  },
};

const namespace = "lazy-common-js";

/**
 * Lazy imports of CommonJS packages see the names that Node gives them. Without this a lazy chunk exports nothing but
 * `default`, and what works from node_modules fails in the bundle.
 */
const lazyCommonJs: Plugin = {
  name: namespace,
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, resolveDir, pluginData }) => {
      if (kind !== "dynamic-import" || pluginData === namespace || path.startsWith("node:")) return undefined;
      // Ours are ES modules, and their plugin would ask this one again without end.
      if (path.startsWith("@jackfield/")) return undefined;
      const target = await build.resolve(path, { kind, resolveDir, pluginData: namespace });
      if (target.errors.length > 0 || !isAbsolute(target.path)) return undefined;
      if (!isCommonJs(target.path)) return target;
      // The module's name is printed into the bundle: it must not hold a path of this machine.
      return { path, namespace, pluginData: target.path };
    });
    build.onLoad({ filter: /.*/, namespace }, ({ pluginData }) => facade(String(pluginData)));
  },
};

/**
 * The SQLite for Node 20 reads its WebAssembly from the folder of its own file, which a bundle does not have. Here it is in
 * the chunk, which is loaded only where events are kept in a file.
 */
const wasmInside: Plugin = {
  name: "wasm-inside",
  setup(build) {
    build.onLoad({ filter: /[/\\]node-sqlite3-wasm\.js$/ }, ({ path }) => {
      const [start, place] = ["var wasmBinary;", '__dirname+"/"'];
      const source = readFileSync(path, "utf8");
      if (!source.includes(start) || !source.includes(place))
        return { errors: [{ text: "node-sqlite3-wasm finds its WebAssembly in another way than before" }] };
      const contents = source
        .replace(start, 'var wasmBinary=require("./node-sqlite3-wasm.wasm");')
        .replace(place, '""');
      return { contents, loader: "js", resolveDir: dirname(path) };
    });
  },
};

const require = createRequire(import.meta.url);

const isCommonJs = (path: string): boolean => {
  try {
    return !types.isModuleNamespaceObject(require(path));
  } catch (cause) {
    // Node 20 refuses to `require` an ES module; newer versions give its namespace.
    if (cause instanceof Error && "code" in cause && cause.code === "ERR_REQUIRE_ESM") return false;
    throw cause;
  }
};

/** The packages are our own dependencies: loading one to learn its names runs nothing that serving would not run. */
const facade = async (path: string): Promise<OnLoadResult> => {
  const module: object = await import(pathToFileURL(path).href);
  const names = Object.keys(module).filter((name) => /^(?!default$)[A-Za-z_$][\w$]*$/.test(name));
  const contents = `const all = require(${JSON.stringify(path)});
export default all;
${names.map((name, index) => `const _${index} = all.${name}; export { _${index} as ${name} };`).join("\n")}
`;
  return { contents, loader: "js", resolveDir: path.replace(/[/\\][^/\\]*$/, "") };
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
  const path = pathIn(folder, file.path);
  // The bin of a package starts it by this line, once npm has installed it.
  return { path, text: path === "server.js" ? `#!/usr/bin/env node\n${text}` : text };
};

const pathIn = (folder: string, file: string): string => relative(folder, file).replaceAll(sep, "/");

const sourcesOf = (metafile: Metafile): readonly string[] =>
  Object.keys(metafile.inputs)
    .filter((path) => !path.startsWith(`${namespace}:`))
    .map((path) => resolve(workspace(), path));

/** The licenses of the packages in a bundle: most allow copies only together with their text. */
export const licenseText = (sources: readonly string[]): string => {
  const packages = [...new Set(sources.flatMap(packageFolder))].map(readLicence);
  const texts = new Map(packages.map((one) => [one.title, one.text]));
  return [...texts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, text]) => `${title}\n${"=".repeat(title.length)}\n\n${text}\n`)
    .join("\n");
};

/** `…/node_modules/name` or `…/node_modules/@scope/name` of a source file. */
const packageFolder = (source: string): readonly string[] => {
  const match = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(source.replaceAll("\\", "/"));
  return match ? [match[0]] : [];
};

const readLicence = (folder: string): { readonly title: string; readonly text: string } => {
  const manifest = join(folder, "package.json");
  const about: unknown = existsSync(manifest) ? JSON.parse(readFileSync(manifest, "utf8")) : {};
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  const text =
    file === undefined ? `License: ${field(about, "license")}` : readFileSync(join(folder, file), "utf8");
  return { title: `${field(about, "name")} ${field(about, "version")}`, text: text.trim() };
};

const field = (about: unknown, key: string): string =>
  String((about as Readonly<Record<string, unknown>>)[key] ?? "unknown"); // a package.json holds an object
