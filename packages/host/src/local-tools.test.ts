import type { App, CatalogRecord, LocalTool } from "@jackfield/contract";
import { createCaller } from "@jackfield/runtime";
import { expect, test } from "vitest";
import { withLocalTools } from "./local-tools.js";

const shout: LocalTool = {
  name: "shout",
  description: "Says it louder.",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: { text: { type: "string" } },
    required: ["text"],
    additionalProperties: false,
  },
  run: async ({ text }) => ({ content: [{ type: "text", text: String(text).toUpperCase() }] }),
};

const generated = (name: string): CatalogRecord => ({
  name,
  description: "",
  inputSchema: { type: "object", properties: {} },
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  tags: [],
  module: `tools/${name}.js`,
});

const appWith = (...names: readonly string[]): App => ({
  definition: { name: "t", title: "t", version: "1", apis: {}, prefix: "T" },
  catalog: async () => names.map(generated),
  load: async ({ name }) => ({
    ...shout,
    name,
    run: async () => ({ content: [{ type: "text", text: `generated ${name}` }] }),
  }),
});

const call = (app: App, name: string, args: unknown) =>
  createCaller(app, { environment: {} }).call(name, args, { signal: new AbortController().signal });

test("hand-written tools stand in the list among the others", async () => {
  const records = await withLocalTools(appWith("alpha", "zeta"), [shout]).catalog();
  expect(records.map(({ name }) => name)).toEqual(["alpha", "shout", "zeta"]);
  expect(records[1]).toMatchObject({ inputSchema: shout.input, annotations: { readOnlyHint: true } });
});

test("they are validated and called, and so are the others", async () => {
  const app = withLocalTools(appWith("alpha"), [shout]);
  expect(await call(app, "shout", { text: "hi" })).toMatchObject({ content: [{ text: "HI" }] });
  expect(await call(app, "shout", {})).toMatchObject({
    isError: true,
    structuredContent: { code: "validation" },
  });
  expect(await call(app, "alpha", { text: "hi" })).toMatchObject({ content: [{ text: "generated alpha" }] });
});

test("a name that both have is told", async () => {
  await expect(withLocalTools(appWith("shout"), [shout]).catalog()).rejects.toThrow(
    "the tool shout is generated and written by hand",
  );
});
