import { readFile } from "node:fs/promises";
import type { App, CatalogRecord, Definition, Extension, Tool } from "@jackfield/runtime";

const isTool = (value: unknown): value is Tool =>
  typeof value === "object" && value !== null && "name" in value && ("request" in value || "run" in value);

const readCatalog = async (file: URL): Promise<readonly CatalogRecord[]> => {
  const value: unknown = JSON.parse(await readFile(file, "utf8"));
  if (!Array.isArray(value))
    throw new Error(`${file.pathname} is no list of tools; generate the server again`);
  return value; // written by the generator in one go with the modules, and checked there
};

/**
 * A server from its generated folder: `catalog.json` and the tool modules lie beside `base` (the URL of a module in that
 * folder, or of the folder with a slash at its end). The catalogue is read once, a module when its tool is first called.
 */
export const appFromFolder = (base: URL, definition: Definition, extension?: Extension): App => {
  let catalog: Promise<readonly CatalogRecord[]> | undefined;
  return {
    definition,
    ...(extension === undefined ? {} : { extension }),
    catalog() {
      catalog ??= readCatalog(new URL("catalog.json", base));
      return catalog;
    },
    async load(record) {
      // A variable keeps bundlers from following the import.
      const address = new URL(record.module, base).href;
      const module: unknown = await import(address);
      const tool =
        typeof module === "object" && module !== null && "tool" in module ? module.tool : undefined;
      if (!isTool(tool)) throw new Error(`${record.module} exports no tool`);
      return tool;
    },
  };
};
