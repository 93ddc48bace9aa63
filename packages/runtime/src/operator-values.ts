import {
  type App,
  type CatalogRecord,
  type HttpTool,
  isRecord,
  type KeyArguments,
  type Tool,
} from "@jackfield/contract";

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
  return { ...app, load, catalog: once(async () => Promise.all((await app.catalog()).map(listed))) };
};

/**
 * An app whose operator sends no credentials (`--no-auth`): callers are asked for the API keys that operations list as
 * parameters.
 */
export const withAskedKeys = (app: App): App => ({
  ...app,
  async load(record) {
    const tool = await app.load(record);
    if (!("request" in tool) || tool.request.keys === undefined) return tool;
    const { keys, parameters, ...request } = tool.request;
    const input = asking(tool.input, keys);
    return { ...tool, input, request: { ...request, parameters: { ...parameters, ...wireOf(keys) } } };
  },
  catalog: once(async () =>
    (await app.catalog()).map((record) =>
      record.keys ? { ...record, inputSchema: asking(record.inputSchema, record.keys) } : record,
    ),
  ),
});

const once = <Value>(make: () => Promise<Value>): (() => Promise<Value>) => {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

const wireOf = (keys: KeyArguments) =>
  Object.fromEntries(Object.entries(keys).map(([key, { required: _, ...parameter }]) => [key, parameter]));

/** An object schema that knows these properties too. */
const asking = <Schema>(schema: Schema, keys: KeyArguments): Schema => {
  if (!isRecord(schema)) return schema;
  const names = Object.keys(keys).filter((key) => keys[key]?.required);
  const before = Array.isArray(schema.required) ? schema.required : [];
  const key = { type: "string", description: "API key." };
  const wider = {
    ...schema,
    properties: {
      ...(isRecord(schema.properties) && schema.properties),
      ...Object.fromEntries(Object.keys(keys).map((name) => [name, key])),
    },
    ...(before.length + names.length > 0 && { required: [...before, ...names] }),
  };
  return wider as Schema; // the same shape with more keys
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
