import {
  type App,
  type CatalogRecord,
  errorResult,
  type Hints,
  isRecord,
  jsonResult,
  type LocalTool,
  type ToolResult,
  unknownTool,
} from "@jackfield/contract";
import { described, nothingAt } from "./described.js";
import { areas, firstSentence, shown } from "./meta-text.js";
import { createRanker, type Ranker } from "./rank.js";

/** The tools that stand for all tools of a server: one finds, one describes, one reads, one calls. */
type MetaTools = {
  readonly tools: readonly MetaTool[];
  /** What to do instead of calling a tool that is not listed. */
  readonly advice: string;
};

/** `openWorld`: it reaches beyond this server (MCP `openWorldHint`). */
type MetaTool = { readonly tool: LocalTool; readonly openWorld: boolean };

/** The app, and the tools of it that can be found. */
type Searched = { readonly app: App; readonly records: readonly CatalogRecord[] };

type Names = {
  readonly search: string;
  readonly describe: string;
  readonly read: string;
  readonly call: string;
};

const results = { usual: 8, most: 50 } as const;

const reading: Hints = { readOnly: true, destructive: false, idempotent: true };
/** The catalog does not say which tool will be called: the hints of the worst. */
const acting: Hints = { readOnly: false, destructive: true, idempotent: false };

/** The wanted name, or the first of `<name>_2`, `<name>_3` … that no tool of the server has. */
export const freeName = (wanted: string, taken: ReadonlySet<string>): string => {
  let name = wanted;
  for (let suffix = 2; taken.has(name); suffix += 1) name = `${wanted}_${suffix}`;
  return name;
};

const stringInput = (description: string) => ({ type: "string", description }) as const;

const searchTool = ({ app, records }: Searched, names: Names): LocalTool => {
  const byName = new Map(records.map((record) => [record.name, record]));
  let ranker: Promise<Ranker> | undefined;
  const open = async (): Promise<Ranker> => {
    if (app.search === undefined) throw new Error("the server has no search index");
    return createRanker(await app.search());
  };
  return {
    name: names.search,
    title: "Search tools",
    description:
      `Finds tools of ${shown(app.definition.title)} by what you want to do, in a few plain words, best first. ` +
      `${records.length} tools can be found${areas(records)}. ` +
      `Then ${names.describe} shows a tool's arguments; ${names.read} calls one that changes nothing, ${names.call} any.`,
    hints: reading,
    input: {
      type: "object",
      properties: {
        query: stringInput('What to do, for example "list open invoices".'),
        limit: {
          type: "integer",
          minimum: 1,
          maximum: results.most,
          description: `How many tools to show, ${results.usual} unless given.`,
        },
      },
      required: ["query"],
      additionalProperties: false,
    },
    async run({ query, limit }) {
      ranker ??= open();
      ranker.catch(() => {
        ranker = undefined;
      });
      const rank = await ranker;
      const most = typeof limit === "number" ? limit : results.usual;
      const hits = rank(String(query), most, (name) => byName.has(name));
      const tools = hits.flatMap(({ name, calls }) => {
        const record = byName.get(name);
        return record === undefined ? [] : [hit(record, calls)];
      });
      if (tools.length > 0) return jsonResult({ tools });
      return jsonResult({
        tools,
        hint: "Nothing matches. Say it in other or fewer words: the thing itself and what to do with it.",
      });
    },
  };
};

const hit = (record: CatalogRecord, calls: string): Readonly<Record<string, unknown>> => {
  const schema = record.inputSchema;
  const required = typeof schema === "object" && Array.isArray(schema.required) ? schema.required : [];
  return {
    name: record.name,
    ...(calls !== "" && { calls }),
    description: firstSentence(record.description),
    required,
  };
};

const describeTool = (options: Searched, names: Names): LocalTool => ({
  name: names.describe,
  title: "Describe tool",
  description: `Shows what a tool does, its hints and the JSON Schema of its arguments. Read it before ${names.call}.`,
  hints: reading,
  input: {
    type: "object",
    properties: {
      name: stringInput(`Name of a tool, as ${names.search} gives it.`),
      pointer: stringInput('A part of a long schema, as a "$ref" in it names it.'),
      from: { type: "integer", minimum: 0, description: "Where a long list in that part goes on." },
    },
    required: ["name"],
    additionalProperties: false,
  },
  async run({ name, pointer = "", from = 0 }) {
    const record = options.records.find((one) => one.name === name);
    if (record === undefined) return notFound(String(name), options.records, names);
    const tool = await options.app.load(record);
    const shown = described(record, tool, { pointer: String(pointer), from: Number(from) });
    return shown === undefined ? nothingAt(record.name, String(pointer)) : jsonResult(shown);
  },
});

const callInput = (names: Names) =>
  ({
    type: "object",
    properties: {
      name: stringInput(`Name of a tool, as ${names.search} gives it.`),
      arguments: {
        type: "object",
        description: "The tool's arguments.",
        properties: {},
        additionalProperties: true,
      },
    },
    required: ["name"],
    additionalProperties: false,
  }) as const;

/** Clients ask before every call of a tool that may change something, so harmless reads have a tool of their own. */
const readTool = ({ records }: Searched, names: Names): LocalTool => ({
  name: names.read,
  title: "Read with a tool",
  description: `Calls a tool that changes nothing (readOnly in ${names.describe}) and gives its result; refuses every other.`,
  hints: reading,
  input: callInput(names),
  async run({ name, arguments: given }, { request }) {
    const record = records.find((one) => one.name === name);
    if (record === undefined) return notFound(String(name), records, names);
    if (record.annotations.readOnlyHint) return request(record.name, isRecord(given) ? given : {});
    return errorResult({
      error: `${record.name} may change something, so ${names.read} does not call it.`,
      code: "validation",
      recovery: `Call it with ${names.call}. Nothing was sent.`,
    });
  },
});

const callTool = ({ records }: Searched, names: Names): LocalTool => ({
  name: names.call,
  title: "Call tool",
  description: `Calls any tool and gives its result; for tools that change nothing, ${names.read} does. The arguments must fit the schema that ${names.describe} shows.`,
  // With --read-only nothing else can be reached.
  hints: records.every(({ annotations }) => annotations.readOnlyHint) ? reading : acting,
  input: callInput(names),
  async run({ name, arguments: given }, { request }) {
    if (!records.some((one) => one.name === name)) return notFound(String(name), records, names);
    return request(String(name), isRecord(given) ? given : {});
  },
});

const notFound = (name: string, records: readonly CatalogRecord[], names: Names): ToolResult => {
  return errorResult({
    error: unknownTool(
      name,
      records.map((record) => record.name),
    ),
    code: "not_found",
    recovery: `Find the right name with ${names.search}.`,
  });
};

/** The meta tools of an app, under names that none of its tools has. Their listing stays below 1,500 tokens. */
export const metaTools = (app: App, records: readonly CatalogRecord[]): MetaTools => {
  const options: Searched = { app, records };
  const taken = new Set(records.map(({ name }) => name));
  const names: Names = {
    search: freeName("search_tools", taken),
    describe: freeName("describe_tool", taken),
    read: freeName("read_tool", taken),
    call: freeName("call_tool", taken),
  };
  return {
    tools: [
      { tool: callTool(options, names), openWorld: true },
      { tool: describeTool(options, names), openWorld: false },
      { tool: readTool(options, names), openWorld: true },
      { tool: searchTool(options, names), openWorld: false },
    ],
    advice: `The tools of this server are found with ${names.search} and called with ${names.read} or ${names.call}.`,
  };
};
