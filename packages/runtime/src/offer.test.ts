import {
  type App,
  type CatalogRecord,
  type ClientFacts,
  clientFacts,
  type IndexedWord,
  localTenant,
  type Tool,
  type ToolResult,
} from "@jackfield/contract";
import { expect, it } from "vitest";
import { createEngine } from "./engine.js";
import { type Offer, offerTools } from "./offer.js";
import { selectTools } from "./select.js";

const toolNamed = (name: string, readOnly: boolean): Tool => ({
  name,
  description: `${name} does it. At length.`,
  hints: { readOnly, destructive: !readOnly, idempotent: readOnly },
  input: {
    type: "object",
    properties: { id: { type: "integer", minimum: 1 }, note: { $ref: "#/$defs/note" } },
    required: ["id"],
    additionalProperties: false,
    $defs: { note: { type: "string", maxLength: 5 } },
  },
  run: async (input, { signal }) => ({
    content: [{ type: "text", text: `${name} ${JSON.stringify(input)} ${signal.aborted}` }],
  }),
});

const recordOf = ({ name, description, hints }: Tool, tags: readonly string[] = []): CatalogRecord => ({
  name,
  title: `Title of ${name}`,
  description,
  inputSchema: { type: "object", properties: { id: { type: "integer" } }, required: ["id"] },
  annotations: {
    readOnlyHint: hints.readOnly,
    destructiveHint: hints.destructive,
    idempotentHint: hints.idempotent,
    openWorldHint: true,
  },
  tags,
});

type Given = { readonly tools?: readonly Tool[]; readonly tags?: readonly string[]; readonly title?: string };

let reads = { catalog: 0, search: 0 };

const appOf = ({ tools = [], tags = [], title = "Things" }: Given): App => {
  reads = { catalog: 0, search: 0 };
  return {
    definition: { name: "x", title, version: "1", prefix: "X", apis: {} },
    async catalog() {
      reads.catalog += 1;
      return tools.map((tool) => recordOf(tool, tags));
    },
    load: async ({ name }) => {
      const tool = tools.find((one) => one.name === name);
      if (tool === undefined) throw new Error("no such tool");
      return tool;
    },
    async search() {
      reads.search += 1;
      return {
        tools: tools.map(({ name }) => [name, ""] as const),
        words: tools.map(({ name }, position): IndexedWord => [name.toLowerCase(), position, 4]),
      };
    },
  };
};

const several = (count: number): readonly Tool[] =>
  Array.from({ length: count }, (_, n) => toolNamed(`tool${n}`, n % 2 === 0));

const tenant = localTenant({});
const offer = (app: App, mode: "auto" | "all" | "search", said: string[] = []): Offer => {
  const engine = createEngine(app, { environment: {} });
  return offerTools(engine, app, { mode, onSearch: (reason) => said.push(reason) });
};
const namesOf = async (offered: Offer) => (await offered.listing()).records.map(({ name }) => name);
const call = (offered: Offer, name: string, args: unknown): Promise<ToolResult> =>
  offered.call(tenant, name, args, { signal: new AbortController().signal });
const textOf = ({ content: [block] }: ToolResult): string => (block?.type === "text" ? block.text : "");

const four = ["call_tool", "describe_tool", "read_tool", "search_tools"];

it("lists every tool up to a hundred, and searches beyond", async () => {
  const said: string[] = [];
  expect(await namesOf(offer(appOf({ tools: several(100) }), "auto", said))).toHaveLength(100);
  expect(said).toEqual([]);
  expect(await namesOf(offer(appOf({ tools: several(101) }), "auto", said))).toEqual(four);
  expect(said).toEqual(["101 tools"]);
});

it("searches when few tools cost many tokens", async () => {
  const said: string[] = [];
  const long = several(5).map((tool) => ({ ...tool, description: "x".repeat(40_000) }));
  expect(await namesOf(offer(appOf({ tools: long }), "auto", said))).toEqual(four);
  expect(said).toEqual([expect.stringMatching(/^5 tools with about 50,\d\d\d tokens$/)]);
});

it("does what it is told, without a word", async () => {
  const said: string[] = [];
  expect(await namesOf(offer(appOf({ tools: several(200) }), "all", said))).toHaveLength(200);
  expect(await namesOf(offer(appOf({ tools: several(2) }), "search", said))).toEqual(four);
  expect(said).toEqual([]);
});

it("lists every tool of an app that has no index", async () => {
  const { search: _, ...app } = appOf({ tools: several(200) });
  expect(await namesOf(offer(app, "auto"))).toHaveLength(200);
});

it("says which profile has a tool that the server was started without", async () => {
  const app = appOf({ tools: several(5) });
  const withProfiles = {
    ...app,
    definition: { ...app.definition, profiles: { default: ["tool1"], other: ["tool2"] } },
  };
  const selected = await selectTools(withProfiles, { environment: {} });
  if (!selected.ok) throw new Error(selected.problem);
  const offered = offerTools(createEngine(withProfiles, { environment: {} }), selected.app, { mode: "all" });
  expect(await offered.whyNot("tool1")).toBeUndefined();
  expect(await offered.whyNot("tool9")).toBeUndefined();
  expect(await offered.whyNot("tool2")).toContain("--profile other (it belongs to other)");
  expect(await offered.whyNot("tool3")).toContain("exists, but this server was started without it");
});

it("says once that there are no tools", async () => {
  let said = 0;
  const app = appOf({ tools: [] });
  const engine = createEngine(app, { environment: {} });
  const offered = offerTools(engine, app, { mode: "auto", onEmpty: () => (said += 1) });
  await offered.listing();
  expect((await offered.listing()).records).toEqual([]);
  expect(said).toBe(1);
});

it("counts, finds and calls only what was selected", async () => {
  const app = appOf({ tools: several(200) });
  const withProfile = {
    ...app,
    definition: { ...app.definition, profiles: { default: ["tool1", "tool2"] } },
  };
  const selected = await selectTools(withProfile, { environment: {} });
  if (!selected.ok) throw new Error(selected.problem);
  expect(await namesOf(offer(selected.app, "auto"))).toEqual(["tool1", "tool2"]);
  const searched = offer(selected.app, "search");
  const find = async (query: string) => (await call(searched, "search_tools", { query })).structuredContent;
  expect(await find("tool1")).toMatchObject({ tools: [{ name: "tool1" }] });
  expect(await find("tool77")).toMatchObject({ tools: [] });
  const outside = { name: "tool77", arguments: { id: 1 } };
  for (const tool of ["call_tool", "describe_tool"])
    expect((await call(searched, tool, { ...outside })).isError).toBe(true);
});

it("reads the catalog when first asked, the index on the first search", async () => {
  const offered = offer(appOf({ tools: several(200) }), "auto");
  expect(reads).toEqual({ catalog: 0, search: 0 });
  await offered.listing();
  expect(reads).toEqual({ catalog: 1, search: 0 });
  await call(offered, "search_tools", { query: "tool7" });
  await call(offered, "search_tools", { query: "tool8" });
  expect(reads.search).toBe(1);
});

it("calls tools by themselves where they are listed", async () => {
  const offered = offer(appOf({ tools: several(2) }), "auto");
  expect(textOf(await call(offered, "tool1", { id: "7" }))).toBe('tool1 {"id":7} false');
});

it("finds, describes and calls", async () => {
  const offered = offer(appOf({ tools: several(200) }), "search");
  const found = await call(offered, "search_tools", { query: "tool7", limit: 1 });
  expect(found.structuredContent).toEqual({
    tools: [{ name: "tool7", description: "tool7 does it.", required: ["id"] }],
  });
  expect(textOf(found)).toBe(JSON.stringify(found.structuredContent));
  const described = await call(offered, "describe_tool", { name: "tool7" });
  expect(described.structuredContent).toEqual({
    name: "tool7",
    title: "Title of tool7",
    description: "tool7 does it. At length.",
    hints: { readOnly: false, destructive: true, idempotent: false },
    inputSchema: toolNamed("tool7", false).input,
  });
  const called = await call(offered, "call_tool", { name: "tool7", arguments: { id: "7", note: "hi" } });
  expect(textOf(called)).toBe('tool7 {"id":7,"note":"hi"} false');
  const asText = await call(offered, "call_tool", { name: "tool7", arguments: '{"id":8}' });
  expect(textOf(asText)).toBe('tool7 {"id":8} false');
});

it("checks arguments as the tool itself does", async () => {
  const tools = several(3);
  for (const args of [{ id: 0 }, { note: "long words" }, { id: 1, other: 2 }, {}, undefined]) {
    const direct = await call(offer(appOf({ tools }), "all"), "tool1", args);
    expect(direct.isError).toBe(true);
    const through = await call(offer(appOf({ tools }), "search"), "call_tool", {
      name: "tool1",
      arguments: args,
    });
    expect(through).toEqual(direct);
  }
});

it("answers unknown names with the nearest, and where to look", async () => {
  const offered = offer(appOf({ tools: [toolNamed("createPet", false)] }), "search");
  const want = {
    error: 'There is no tool "creatPet" (did you mean "createPet"?).',
    code: "not_found",
    recovery: "Find the right name with search_tools.",
  };
  for (const name of ["describe_tool", "read_tool", "call_tool"])
    expect(await call(offered, name, { name: "creatPet" })).toMatchObject({
      isError: true,
      structuredContent: want,
    });
  expect((await offered.listing()).advice).toContain("search_tools");
  expect((await offer(appOf({ tools: several(2) }), "auto").listing()).advice).toBeUndefined();
  const none = await call(offered, "search_tools", { query: "zzzz" });
  expect(none.structuredContent).toMatchObject({ tools: [], hint: expect.stringContaining("Nothing") });
  expect(none.isError).toBeUndefined();
});

it("takes other names where a tool has theirs", async () => {
  const tools = ["call_tool", "search_tools", "search_tools_2"].map((name) => toolNamed(name, true));
  const offered = offer(appOf({ tools }), "search");
  expect(await namesOf(offered)).toEqual(["call_tool_2", "describe_tool", "read_tool", "search_tools_3"]);
  const called = await call(offered, "call_tool_2", { name: "call_tool", arguments: { id: 1 } });
  expect(textOf(called)).toBe('call_tool {"id":1} false');
});

it("says honestly what the four may do", async () => {
  const hints = async (tools: readonly Tool[]) =>
    (await offer(appOf({ tools }), "search").listing()).records.map(({ annotations }) => annotations);
  const reads = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
  const acts = { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true };
  const outside = { ...reads, openWorldHint: true };
  expect(await hints(several(2))).toEqual([acts, reads, outside, reads]);
  expect(await hints([toolNamed("get", true)])).toEqual([outside, reads, outside, reads]);
});

it("what is hidden in a schema shows as escapes when the tool is described", async () => {
  const hidden = "a\u200b\u{e0041}";
  const tool: Tool = {
    ...toolNamed("odd", true),
    input: { type: "object", properties: { [hidden]: { const: hidden } }, additionalProperties: false },
  };
  const offered = offer(appOf({ tools: [tool] }), "search");
  const shown = JSON.stringify(await call(offered, "describe_tool", { name: "odd" }));
  expect(shown).not.toMatch(/[\u200b\u{e0041}]/u);
  expect(shown).toContain("u200b");
});

it("shows a schema that is too long for one answer in parts", async () => {
  const big = toolNamed("big", true);
  const zone = { type: "string", enum: Array.from({ length: 4_000 }, (_, at) => `zone ${at}`) };
  const input = { ...big.input, properties: { ...big.input.properties, zone } };
  const offered = offer(appOf({ tools: [{ ...big, input }] }), "search");
  const first = await call(offered, "describe_tool", { name: "big" });
  expect(first.structuredContent).toMatchObject({
    inputSchema: { properties: { id: { type: "integer" }, zone: { $ref: "#/properties/zone" } } },
    note: expect.stringContaining('"pointer": "/properties/zone"'),
  });
  const seen: unknown[] = [];
  for (let from = 0; from < zone.enum.length; ) {
    const args = { name: "big", pointer: "#/properties/zone", from };
    const { structuredContent = {} } = await call(offered, "describe_tool", args);
    const { schema } = structuredContent as { schema: { enum: string[] } }; // this tool's answer
    seen.push(...schema.enum);
    from = seen.length;
    if (from < zone.enum.length) expect(structuredContent.note).toContain(`"from": ${from}`);
  }
  expect(seen).toEqual(zone.enum);
  expect(await call(offered, "describe_tool", { name: "big", pointer: "/properties/no" })).toMatchObject({
    isError: true,
    structuredContent: { code: "not_found" },
  });
});

it("reads through a tool that refuses whatever may change something", async () => {
  const offered = offer(appOf({ tools: several(4) }), "search");
  const read = (name: string) => call(offered, "read_tool", { name, arguments: { id: 1 } });
  expect(textOf(await read("tool2"))).toBe('tool2 {"id":1} false');
  for (const name of ["tool1", "tool3"])
    expect(await read(name)).toMatchObject({
      isError: true,
      structuredContent: { code: "validation", recovery: "Call it with call_tool. Nothing was sent." },
    });
  expect(await read("tool9")).toMatchObject({ structuredContent: { code: "not_found" } });
});

it("lists four tools in little space, whatever the description holds", async () => {
  const hostile = "\u202e名前\u{1F600}".repeat(500);
  for (const count of [1, 5_000]) {
    const tags = Array.from({ length: 300 }, (_, n) => `${n}${hostile}`);
    const offered = offer(appOf({ tools: several(count).slice(0, 200), tags, title: hostile }), "search");
    const listing = JSON.stringify((await offered.listing()).records);
    // A token is a byte at worst; 1,500 tokens is the bound.
    expect(Buffer.byteLength(listing)).toBeLessThan(4_000);
    expect(listing).not.toContain("\u202e");
  }
});

it("serves a client that searches by itself the whole list, or always loads what searches", async () => {
  const app = appOf({ tools: several(200) });
  const engine = createEngine(app, { environment: {} });
  const { "claude-code": claude, cursor } = clientFacts;
  const metaIn = async (mode: "auto" | "search", client: ClientFacts) => {
    const offered = offerTools(engine, app, { mode, client });
    const { records } = await offered.listing();
    const first = records[0];
    return [records.length, first && (await offered.metaOf(first))];
  };
  const size = { "anthropic/maxResultSizeChars": 110_000 };
  expect(await metaIn("auto", claude)).toEqual([200, size]);
  expect(await metaIn("search", claude)).toEqual([4, { "anthropic/alwaysLoad": true, ...size }]);
  expect(await metaIn("auto", cursor)).toEqual([4, undefined]);
});

it("has a client that searches load the default profile at once, where it is a part of the list", async () => {
  const loadedOf = async (usual: readonly string[]) => {
    const app = appOf({ tools: several(3) });
    const profiled = { ...app, definition: { ...app.definition, profiles: { default: usual } } };
    const engine = createEngine(profiled, { environment: {} });
    const offered = offerTools(engine, profiled, { mode: "all", client: clientFacts["claude-code"] });
    const { records } = await offered.listing();
    const metas = await Promise.all(records.map((record) => offered.metaOf(record)));
    return records.filter((_, at) => metas[at]?.["anthropic/alwaysLoad"]).map(({ name }) => name);
  };
  const names = several(3).map(({ name }) => name);
  expect(await loadedOf(names.slice(1))).toEqual(names.slice(1));
  expect(await loadedOf(names)).toEqual([]);
});
