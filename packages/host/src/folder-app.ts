import { readFile } from "node:fs/promises";
import type {
  App,
  CatalogRecord,
  Extension,
  SearchIndex,
  ServerDefinition,
  Tool,
  Webhook,
} from "@jackfield/contract";

const isTool = (value: unknown): value is Tool =>
  typeof value === "object" && value !== null && "name" in value && ("request" in value || "run" in value);

/** A record as a generated folder keeps it, with the module that exports the tool, relative to the catalog. */
type FolderRecord = CatalogRecord & { readonly module: string };

const readCatalog = async (file: URL): Promise<ReadonlyMap<string, FolderRecord>> => {
  const value: unknown = JSON.parse(await readFile(file, "utf8"));
  if (!Array.isArray(value))
    throw new Error(`${file.pathname} is not a list of tools; generate the server again`);
  const records: readonly FolderRecord[] = value; // written by the generator together with the modules, and checked there
  return new Map(records.map((record) => [record.name, record]));
};

const readIndex = async (file: URL): Promise<SearchIndex> => {
  const value: unknown = JSON.parse(await readFile(file, "utf8"));
  if (typeof value !== "object" || value === null || !("words" in value) || !("tools" in value))
    throw new Error(`${file.pathname} is not a search index; generate the server again`);
  return value as SearchIndex; // written by the generator in one go with the catalog
};

const readWebhooks = async (file: URL): Promise<readonly Webhook[]> => {
  const value: unknown = JSON.parse(await readFile(file, "utf8"));
  if (!Array.isArray(value))
    throw new Error(`${file.pathname} is not a list of webhooks; generate the server again`);
  return value; // written by the generator
};

/**
 * A server from its generated folder: `catalog.json`, `search.json` and `webhooks.json` are next to `base` (the URL of a module in that
 * folder, or of the folder with a slash at its end), tool modules where the catalog says. The catalog is read once,
 * the search index on the first search, a module when its tool is first called. A module exports its tool, generated or
 * written by hand, as `tool`.
 */
export const appFromFolder = (base: URL, definition: ServerDefinition, extension?: Extension): App => {
  let catalog: Promise<ReadonlyMap<string, FolderRecord>> | undefined;
  const records = (): Promise<ReadonlyMap<string, FolderRecord>> => {
    catalog ??= readCatalog(new URL("catalog.json", base));
    return catalog;
  };
  return {
    definition,
    ...(extension === undefined ? {} : { extension }),
    catalog: async () => [...(await records()).values()],
    search: () => readIndex(new URL("search.json", base)),
    ...(definition.webhooks === true && { webhooks: () => readWebhooks(new URL("webhooks.json", base)) }),
    async load({ name }) {
      const { module: path } = (await records()).get(name) ?? {};
      if (path === undefined) throw new Error(`the catalog has no tool ${name}`);
      // A variable keeps bundlers from following the import.
      const address = new URL(path, base).href;
      const module: unknown = await import(address);
      const exported: readonly unknown[] = Object.values(module ?? {});
      const tool = exported.filter(isTool).find((one) => one.name === name);
      if (tool === undefined) throw new Error(`${path} does not export the tool ${name}`);
      return tool;
    },
  };
};
