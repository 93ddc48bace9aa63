import { createRequire } from "node:module";
import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import { types } from "node:util";
import type { OnLoadResult, Plugin } from "esbuild";

export const namespace = "lazy-common-js";

/**
 * Lazy imports of CommonJS packages see the names that Node gives them. Without this a lazy chunk exports nothing but
 * `default`, and what works from node_modules fails in the bundle.
 */
export const lazyCommonJs: Plugin = {
  name: namespace,
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, resolveDir, pluginData }) => {
      if (kind !== "dynamic-import" || pluginData === namespace || path.startsWith("node:")) return undefined;
      const found = await build.resolve(path, { kind, resolveDir, pluginData: namespace });
      if (found.errors.length > 0 || !isAbsolute(found.path)) return undefined;
      if (!isCommonJs(found.path)) return found;
      // The module's name is printed into the bundle: it must not hold a path of this machine.
      return { path, namespace, pluginData: found.path };
    });
    build.onLoad({ filter: /.*/, namespace }, ({ pluginData }) => facade(String(pluginData)));
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
