import { readFile } from "node:fs/promises";
import type { App, CatalogRecord, Definition, Extension, SearchIndex, Tool } from "@jackfield/contract";

const isTool = (value: unknown): value is Tool =>
  typeof value === "object" && value !== null && "name" in value && ("request" in value || "run" in value);

const readCatalog = async (file: URL): Promise<readonly CatalogRecord[]> => {
  const value: unknown = JSON.parse(await readFile(file, "utf8"));
  if (!Array.isArray(value))
    throw new Error(`${file.pathname} is no list of tools; generate the server again`);
  return value; // written by the generator in one go with the modules, and checked there
};

const readIndex = async (file: URL): Promise<SearchIndex> => {
  const value: unknown = JSON.parse(await readFile(file, "utf8"));
  if (typeof value !== "object" || value === null || !("words" in value) || !("tools" in value))
    throw new Error(`${file.pathname} is no search index; generate the server again`);
  return value as SearchIndex; // written by the generator in one go with the catalogue
};

/**
 * A server from its generated folder: `catalog.json`, `search.json` and the tool modules lie beside `base` (the URL of a
 * module in that folder, or of the folder with a slash at its end). The catalogue is read once, the search index on the
 * first search, a module when its tool is first called.
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
    search: () => readIndex(new URL("search.json", base)),
    async load(record) {
      // A variable keeps bundlers from following the import.
      const address = new URL(record.module, base).href;
      const module: unknown = await import(address);
      const exported: readonly unknown[] = Object.values(module ?? {});
      const tool = exported.filter(isTool).find(({ name }) => name === record.name);
      if (tool === undefined) throw new Error(`${record.module} does not export the tool ${record.name}`);
      return tool;
    },
  };
};
