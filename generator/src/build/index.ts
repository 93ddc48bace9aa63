import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { OutputFile } from "../5-emit/types.js";
import { unlikeLastRun, type Written, write } from "../6-write/index.js";
import type { Report } from "../report/index.js";
import { bundleServer, licenseText, stripTypes } from "./bundle.js";

import { type BundledCatalog, bundledCatalog } from "./local-modules.js";

type Built = Written & {
  /** The module to run, below the folder as it was given. */
  readonly entry: string;
  readonly tools: number;
};

/** Where the parts of a server are that can be bundled. Absolute paths. */
type ServerFolder = {
  /** The module that starts the server. */
  readonly entry: string;
  /** Folder of the catalog and of `tools/`. */
  readonly generated: string;
  /** That folder as the entry sees it, so that the bundle finds it at the same place: `""` or `generated/`. */
  readonly prefix: string;
};

/** What is looked for, in this order: a generated folder of its own, then a package that holds one. */
const entries = ["server.ts", "src/main.ts"] as const;

/** The server in a folder; undefined when there is none. */
const findServer = (folder: string): ServerFolder | undefined => {
  const own = join(folder, entries[0]);
  if (existsSync(own)) return { entry: own, generated: folder, prefix: "" };
  const main = join(folder, entries[1]);
  if (!existsSync(main)) return undefined;
  return { entry: main, generated: join(folder, "src/generated"), prefix: "generated/" };
};

/**
 * Bundles the server in a folder into its `dist/`, which then runs with plain `node dist/server.js`, wherever it is
 * copied and with nothing installed. Undefined, with a diagnostic, when that is not possible.
 */
export const build = async (folder: string, report: Report): Promise<Built | undefined> => {
  const root = resolve(folder);
  const server = findServer(root);
  if (server === undefined) {
    report.add("build/no-entry", { file: folder }, { tried: entries.join(" nor ") });
    return undefined;
  }
  const [path, ...others] = unlikeLastRun(server.generated);
  if (path !== undefined) {
    report.add("build/mixed", { file: folder }, { path, more: others.length });
    return undefined;
  }
  const before = report.diagnostics.length;
  const result = await bundled(server, root).catch((cause: unknown) => {
    const problem = failureText(cause, root);
    if (problem === undefined) throw cause;
    report.add("build/failed", { file: folder }, { problem });
    return undefined;
  });
  if (result === undefined) return undefined;
  const { files, catalog } = result;
  const written = await write(files, join(root, "dist"), report, { replaceForeign: true });
  if (report.diagnostics.length > before) return undefined;
  const generated = files.filter(({ path }) => path.startsWith(`${server.prefix}tools/`)).length;
  return { ...written, entry: join(folder, "dist/server.js"), tools: generated + catalog.tools };
};

const bundled = async (
  server: ServerFolder,
  root: string,
): Promise<{ readonly files: readonly OutputFile[]; readonly catalog: BundledCatalog }> => {
  const { entry, generated, prefix } = server;
  const tools = readdirSync(join(generated, "tools"))
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => join(generated, "tools", name));
  const catalog = bundledCatalog(generated, prefix);
  const [bundle, modules] = await Promise.all([
    bundleServer(new Map([[entry, "server"], ...catalog.modules]), root),
    stripTypes(tools, generated),
  ]);
  const files = [
    ...bundle.files,
    ...modules.map(({ path, text }) => ({ path: `${prefix}${path}`, text })),
    { path: `${prefix}catalog.json`, text: catalog.text },
    ...["search.json", "webhooks.json"]
      .filter((file) => existsSync(join(generated, file)))
      .map((file) => ({ path: `${prefix}${file}`, text: readFileSync(join(generated, file), "utf8") })),
    // Without it Node reads a lone dist/ as CommonJS.
    { path: "package.json", text: `${JSON.stringify({ type: "module" })}\n` },
    { path: "LICENSES.txt", text: licenseText(bundle.sources) },
  ];
  return { files, catalog };
};

/** The first thing that is wrong, when it is a source file's fault or the file system's; undefined: it is ours. */
const failureText = (cause: unknown, root: string): string | undefined => {
  if (!(cause instanceof Error)) return undefined;
  const [first] = "errors" in cause && Array.isArray(cause.errors) ? cause.errors : [];
  if (first !== undefined) {
    const { text, location } = first as { text: string; location: { file: string; line: number } | null }; // esbuild Message
    return location === null ? text : `${location.file}:${location.line} ${text}`;
  }
  return "syscall" in cause ? cause.message.replaceAll(`${root}/`, "") : undefined;
};
