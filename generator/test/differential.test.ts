import { type App, type LocalTool, localTenant } from "@jackfield/contract";
import { createEngine } from "@jackfield/runtime";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../../wire/random.mjs";
import { sample } from "../../wire/sampler.mjs";
import { model } from "../src/3-model/index.js";
import { makePlan } from "../src/4-plan/index.js";
import { fromFlags } from "../src/config/index.js";
import type { JsonObject } from "../src/document/json.js";
import { createReport } from "../src/report/index.js";
import { patchedSpec } from "./patched-spec.js";

/** Schemas as specs have them, small enough that nothing is cut from what is advertised. */
const { schema } = fc.letrec<{ schema: JsonObject; object: JsonObject }>((tie) => ({
  schema: fc.oneof(
    { depthSize: "small" },
    fc.record({ type: fc.constant("string"), minLength: fc.nat(3) }),
    fc.record({
      type: fc.constant("string"),
      enum: fc.uniqueArray(fc.constantFrom("a", "b", "1", "true", "null"), { minLength: 1 }),
    }),
    fc.record({ type: fc.constant("integer"), minimum: fc.integer({ min: -5, max: 5 }) }),
    fc.constantFrom<JsonObject>(
      { type: "boolean" },
      { type: "number" },
      { type: ["string", "null"] },
      { type: "string", format: "date" },
    ),
    fc.record({
      type: fc.constant("integer"),
      format: fc.constantFrom("int64", "int32"),
      nullable: fc.boolean(),
    }),
    fc.record({ type: fc.constant("array"), items: tie("schema"), minItems: fc.nat(2) }),
    fc.record({ anyOf: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }) }),
    fc.record({ const: fc.constantFrom("x", "y") }),
    tie("object"),
  ),
  object: fc
    .record({
      names: fc.subarray(["a", "b", "c"]),
      optional: fc.subarray(["d", "e"]),
      first: tie("schema"),
      second: tie("schema"),
    })
    .map(({ names, optional, first, second }) => ({
      type: "object",
      properties: Object.fromEntries([
        ...names.map((name) => [name, first]),
        ...optional.map((name) => [name, second]),
      ]),
      required: names,
      additionalProperties: false,
    })),
}));

const documentOf = (p: JsonObject): JsonObject => ({
  openapi: "3.1.0",
  info: { title: "t", version: "1" },
  paths: {
    "/a": {
      post: {
        operationId: "send",
        requestBody: {
          required: true,
          content: { "application/json": { schema: { type: "object", properties: { p }, required: ["p"] } } },
        },
      },
    },
  },
});

/** The planned tool, with a run that gives back the arguments as they passed. */
const planned = (p: JsonObject) => {
  const report = createReport();
  const config = fromFlags({ spec: "t.yaml", name: "t" }, "/", report);
  if (!config) throw new Error("no config");
  const api = model(patchedSpec(documentOf(p)), { replySchemas: false }, report);
  const { tools } = makePlan([{ api, changes: [] }], { ...config, pinned: [] }, report);
  const [tool] = tools.filter((planned) => planned.kind === "http");
  if (!tool) throw new Error("no tool");
  const { request: _request, ...face } = tool.face;
  const local: LocalTool = { ...face, run: async (input) => ({ content: [], structuredContent: { input } }) };
  const app: App = {
    definition: { name: "t", title: "t", version: "1", apis: {}, prefix: "T" },
    catalog: async () => [tool.record],
    load: async () => local,
  };
  const session = createEngine(app, { environment: {} }).session(localTenant({}));
  const call = (args: unknown) => session.call("send", args, { signal: new AbortController().signal });
  return { advertised: tool.record.inputSchema, call };
};

test("whatever is drawn from the advertised schema is accepted", async () => {
  await fc.assert(
    fc.asyncProperty(schema, fc.nat(), async (p, seed) => {
      const { advertised, call } = planned(p);
      for (const mode of ["required", "full"]) {
        const args = sample(advertised, { mode, random: seeded(String(seed)), awkward: false });
        const result = await call(args);
        expect(result.isError, JSON.stringify({ args, result })).toBeFalsy();
      }
    }),
    { numRuns: 200 },
  );
}, 60_000);

test("whatever passes satisfies the schema of the spec", async () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false });
  await fc.assert(
    fc.asyncProperty(schema, fc.jsonValue({ maxDepth: 3 }), async (p, value) => {
      const result = await planned(p).call({ p: value });
      if (result.isError) return;
      const { input } = result.structuredContent as { input: { p: unknown } };
      // The old spelling of null is not one of JSON Schema; digits stand for integers of 64 bits.
      const text = JSON.stringify(p).replaceAll(
        /"type":"integer","format":"int64"/g,
        '"type":["integer","string"]',
      );
      const loose = text.replaceAll(
        /"type":("integer"|\["integer","string"\])(,"format":"int\d+")?,"nullable":true/g,
        '"type":["integer","string","null"]',
      );
      expect(ajv.compile(JSON.parse(loose))(input.p), JSON.stringify({ p, value, input })).toBe(true);
    }),
    { numRuns: 300 },
  );
}, 60_000);
