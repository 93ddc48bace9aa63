import { type App, type CatalogRecord, type HttpTool, isRecord, type Tool } from "@jackfield/contract";

/**
 * An app whose operator gives these headers with every request (`--header-env`), so that no caller is asked for them: the
 * parameters are gone from list, validation and request. Only tools whose list names such a key are loaded for it.
 */
export const withSuppliedHeaders = (app: App, headers: readonly string[]): App => {
  const names = new Set(headers.map((name) => name.toLowerCase()));
  if (names.size === 0) return app;
  const load = async (record: CatalogRecord): Promise<Tool> => {
    const tool = await app.load(record);
    return "request" in tool ? withoutParameters(tool, suppliedKeys(tool, names)) : tool;
  };
  const listed = async (record: CatalogRecord): Promise<CatalogRecord> => {
    if (!propertyKeys(record.inputSchema).some((key) => mayBe(key, names))) return record;
    const tool = await app.load(record);
    const keys = "request" in tool ? suppliedKeys(tool, names) : [];
    return keys.length === 0 ? record : { ...record, inputSchema: without(record.inputSchema, keys) };
  };
  let records: Promise<readonly CatalogRecord[]> | undefined;
  return {
    ...app,
    load,
    catalog() {
      records ??= app.catalog().then((all) => Promise.all(all.map(listed)));
      return records;
    },
  };
};

const propertyKeys = (schema: unknown): readonly string[] =>
  isRecord(schema) && isRecord(schema.properties) ? Object.keys(schema.properties) : [];

/** A name that a parameter of another place has as well gets a suffix. */
const mayBe = (key: string, names: ReadonlySet<string>): boolean =>
  names.has(key.toLowerCase()) || names.has(key.toLowerCase().replace(/_header(_\d+)?$/, ""));

const suppliedKeys = ({ request: { parameters = {} } }: HttpTool, names: ReadonlySet<string>) =>
  Object.entries(parameters).flatMap(([key, { in: place, name = key }]) =>
    place === "header" && names.has(name.toLowerCase()) ? [key] : [],
  );

const withoutParameters = (tool: HttpTool, keys: readonly string[]): HttpTool => {
  if (keys.length === 0) return tool;
  const { request, input } = tool;
  return {
    ...tool,
    input: without(input, keys),
    request: { ...request, parameters: omit(request.parameters ?? {}, keys) },
  };
};

/** An object schema that does not know these properties. */
const without = <Schema>(schema: Schema, keys: readonly string[]): Schema => {
  if (!isRecord(schema)) return schema;
  const { required, ...others } = schema;
  const left = Array.isArray(required) ? required.filter((key) => !keys.includes(String(key))) : [];
  const kept = {
    ...others,
    ...(isRecord(schema.properties) && { properties: omit(schema.properties, keys) }),
    ...(left.length > 0 && { required: left }),
  };
  return kept as Schema; // the same shape with fewer keys
};

const omit = <Value>(record: Readonly<Record<string, Value>>, keys: readonly string[]) =>
  Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
