import type { Definition } from "@jackfield/contract";
import type { OutputFile } from "./types.js";

/**
 * The package of a server that stands in a folder of its own. It publishes `dist/` only, which holds everything it
 * needs, so there is nothing to install.
 */
export const manifestFile = (definition: Definition): OutputFile => {
  const name = packageName(definition.name);
  const manifest = {
    name,
    version: /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(definition.version) ? definition.version : "0.0.0",
    private: true,
    type: "module",
    engines: { node: ">=20.19" },
    bin: { [name]: "dist/server.js" },
    files: ["dist"],
    scripts: { build: "jackfield build .", start: "node dist/server.js" },
  };
  return { path: "package.json", text: `${JSON.stringify(manifest, null, 2)}\n` };
};

/** npm allows lower-case letters, digits, `-`, `.` and `_`, not at the start. */
export const packageName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[-._]+|-+$/g, "") || "mcp-server";
