import { createRequire } from "node:module";

// The suite is no package: what it needs is resolved from those that declare it.
const fromGenerator = createRequire(new URL("../generator/package.json", import.meta.url));
const fromRuntime = createRequire(new URL("../packages/runtime/package.json", import.meta.url));

export const yaml = fromGenerator("yaml");
export const { Ajv2020 } = fromRuntime("ajv/dist/2020.js");
export const addFormats = fromRuntime("ajv-formats").default;
/** The folder of an npm package that ships specs. */
export const folderOf = (name) => fromGenerator.resolve(`${name}/package.json`).replace(/package\.json$/, "");
