import type { App, CatalogRecord, ToolResult } from "@jackfield/contract";
import { personalTenant } from "@jackfield/contract";
import { createEngine, offerTools } from "@jackfield/runtime";
import { expect, test } from "vitest";
import type { Opened } from "./offer.js";
import type { ServeOptions } from "./options/serve.js";
import { Problem } from "./problem.js";
import { openWatched, type Revision } from "./revisions.js";

const definition = { name: "test", title: "Test", version: "1", prefix: "TEST", apis: {} };
const record = (name: string): CatalogRecord => ({
  name,
  description: `The tool ${name}.`,
  inputSchema: { type: "object", properties: {} },
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  tags: [],
});
const answer = (text: string): ToolResult => ({ content: [{ type: "text", text }] });
const appWith = (names: readonly string[], run: () => Promise<ToolResult>): App => ({
  definition,
  catalog: async () => names.map(record),
  load: async ({ name, description, annotations }) => ({
    ...{ name, description, run },
    input: { type: "object", properties: {}, additionalProperties: false },
    hints: {
      readOnly: annotations.readOnlyHint,
      destructive: annotations.destructiveHint,
      idempotent: annotations.idempotentHint,
    },
  }),
});

/** A watched app whose later versions the test hands over. */
const watched = async (first: App, mode: "all" | "auto" = "all") => {
  const lines: string[] = [];
  const closed: App[] = [];
  const searched: boolean[] = [];
  const open = async (app: App, _: ServeOptions, before: { searched: boolean }): Promise<Opened> => {
    searched.push(before.searched);
    const names = (await app.catalog()).map(({ name }) => name);
    if (names.includes("refused")) throw new Problem("refused is refused.");
    const engine = createEngine(app, { environment: {} });
    const offerFor = () => offerTools(engine, app, { mode });
    return { engine, offer: offerFor(), offerFor, close: async () => void closed.push(app) };
  };
  let take: (revision: Revision) => Promise<void> = async () => undefined;
  const opened = await openWatched({
    app: first,
    options: {} as ServeOptions, // what `open` above does not read
    revised: {
      optionsFor: () => ({}) as ServeOptions, // the same
      watch: async (given) => {
        take = given;
        return async () => undefined;
      },
    },
    open,
    warn: (line) => lines.push(line),
    tell: (line) => lines.push(line),
  });
  let announced = 0;
  opened.offer.onListChange?.(() => {
    announced += 1;
  });
  const { offer } = opened;
  return {
    ...{ lines, closed, opened, searched },
    take: (revision: Revision) => take(revision),
    announced: () => announced,
    names: async () => (await offer.listing()).records.map(({ name }) => name),
    call: async (name: string) => {
      const { signal } = new AbortController();
      const { content } = await offer.call(personalTenant({}), name, {}, { signal });
      return content[0]?.type === "text" ? content[0].text : "";
    },
  };
};

test("a version is closed when it is neither current nor in use, and its calls end on it", async () => {
  let release: (result: ToolResult) => void = () => undefined;
  const first = appWith(["a"], () => new Promise((resolve) => (release = resolve)));
  const server = await watched(first);
  const running = server.call("a");
  await new Promise((resolve) => setImmediate(resolve));
  await server.take({ kind: "app", app: appWith(["a", "b"], async () => answer("second")) });
  expect(await server.names()).toEqual(["a", "b"]);
  expect(await server.call("a")).toBe("second");
  expect(server.closed).toEqual([]);
  release(answer("first"));
  expect(await running).toBe("first");
  expect(server.closed).toEqual([first]);
  await server.opened.close();
  expect(server.closed).toHaveLength(2);
});

test("clients hear of another list only; what cannot be opened changes nothing and gets its lines", async () => {
  const app = (names: readonly string[]) => appWith(names, async () => answer(names.join()));
  const server = await watched(app(["a"]));
  await server.take({ kind: "app", app: app(["a"]) });
  expect(server.announced()).toBe(0);
  await server.take({ kind: "app", app: app(["b", "refused"]) });
  await server.take({ kind: "broken", problems: ["x.yaml:1:1 it is broken"] });
  expect([await server.names(), server.announced()]).toEqual([["a"], 0]);
  await server.take({ kind: "app", app: app(["b", "c"]) });
  expect([await server.names(), server.announced()]).toEqual([["b", "c"], 1]);
  expect(server.lines).toEqual([
    "reloaded: 1 tool (the list is the same).",
    "refused is refused.",
    "not reloaded; still serving the 1 tool from before.",
    "x.yaml:1:1 it is broken",
    "not reloaded; still serving the 1 tool from before.",
    "put right and reloaded: 2 tools (2 new, 1 gone).",
  ]);
});

test("in search mode most changes leave what clients see: they hear nothing, and the operator nothing twice", async () => {
  const app = (count: number, last: string): App => ({
    ...appWith([...Array.from({ length: count - 1 }, (_, n) => `tool${n}`), last], async () => answer("")),
    search: () => Promise.reject(new Error("nobody searches")),
  });
  const server = await watched(app(101, "last"), "auto");
  expect(await server.names()).toContain("search_tools");
  await server.take({ kind: "app", app: app(101, "other") });
  expect([server.announced(), server.lines]).toEqual([0, ["reloaded: 101 tools (1 new, 1 gone)."]]);
  // How many can be found is part of the list.
  await server.take({ kind: "app", app: app(102, "other") });
  expect(server.announced()).toBe(1);
  await server.take({ kind: "app", app: app(2, "other") });
  expect([await server.names(), server.announced()]).toEqual([["tool0", "other"], 2]);
  await server.take({ kind: "app", app: app(103, "other") });
  expect(server.announced()).toBe(3);
  expect(server.searched).toEqual([false, true, true, true, false]);
});
