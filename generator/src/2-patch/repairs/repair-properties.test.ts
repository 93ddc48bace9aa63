import { tokensOf } from "@jackfield/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../document/json.js";
import { createReport, type OwnCode } from "../../report/index.js";
import { builtInRepairs } from "./index.js";

const repairCodes = builtInRepairs.map(({ code }) => code);

import { createDraft } from "../draft.js";
import type { Change } from "../types.js";
import { repair } from "./index.js";

/** Any JSON, with the names and values that repairs look for. */
const names = fc.constantFrom(
  ...`/a /a/{id} b /c?x={id} {id} get GET put 200 2xx 404 default parameters responses requestBody content schema
  description tags security type properties items application/json in name required $ref ref operationId links
  additionalOperations __proto__ constructor x-a`.split(/\s+/),
  "find pet",
  "",
);
const words: readonly Json[] = [
  ...[
    "id",
    "ID",
    "path",
    "query",
    "body",
    "string",
    "array",
    "true",
    "find pet",
    "$ref:'#/paths'",
    "#/paths",
    "",
  ],
  ...[null, true, false, 200],
];
const { anything } = fc.letrec<{ anything: Json }>((tie) => ({
  anything: fc.oneof(
    { maxDepth: 6, depthSize: "medium" },
    fc.constantFrom(...words),
    fc.array(tie("anything"), { maxLength: 3 }),
    fc
      .array(fc.tuple(names, tie("anything")), { maxLength: 4 })
      .map((entries) => Object.fromEntries(entries)),
  ),
}));

/** One of the choices, or now and then any JSON. */
const mostly = (choices: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc.oneof({ arbitrary: choices, weight: 12 }, { arbitrary: anything, weight: 1 });
const member = (...choices: readonly Json[]) => mostly(fc.constantFrom(...choices));
const object = (fields: Readonly<Record<string, fc.Arbitrary<Json>>>): fc.Arbitrary<Json> =>
  fc.record(fields, { requiredKeys: [] }).map((value) => ({ ...value }) as JsonObject); // made of JSON

const schema = member({ type: "string" }, { type: "array", maximum: 3 }, "$ref:'#/a'", { ref: "#/a" }, null);
const parameter = mostly(
  object({
    name: member("id", "ID", "user_id", "q"),
    in: member("path", "query", "header", "Header", "body", "formData"),
    required: member(true, false, "yes"),
    schema,
    type: member("string", "array"),
  }),
);
const references = fc.constantFrom<Json>(
  { $ref: "#/components/parameters/qP" },
  { $ref: "#/components/parameters/zP" },
  { ref: "#/components/parameters/qP" },
  "$ref:'#/components/parameters/qP'",
);
const both: Json = [{ $ref: "#/components/parameters/qP" }, { $ref: "#/components/parameters/zP" }];
const twin: Json = { name: "q", in: "query", schema: { type: "string" } };
const parameters = mostly(
  fc.oneof(
    fc.constant(both),
    fc.array(fc.oneof(parameter, references), { maxLength: 4 }),
    parameter,
    fc.dictionary(fc.constantFrom("id", "q", "__proto__"), parameter, { maxKeys: 2 }),
  ),
);
const media = fc.dictionary(
  fc.constantFrom("application/json", "text/plain", "description", "schema", "404"),
  mostly(object({ schema, description: member("d") })),
  { maxKeys: 3 },
);
const response = mostly(
  object({ description: member("d"), content: mostly(media), schema, 404: mostly(media) }),
);
const operation = mostly(
  object({
    operationId: member("a", "b", "find it", " ", "__proto__"),
    parameters,
    requestBody: mostly(object({ description: member("d"), content: mostly(media), schema })),
    responses: mostly(
      fc.dictionary(fc.constantFrom("200", "2xx", "400", "Default", "404"), response, { maxKeys: 3 }),
    ),
    tags: member("a", ["a"], [{ name: "a" }]),
    security: member("key", {}, { key: null }, [{ key: [] }]),
  }),
);
const item = mostly(
  object({ get: operation, PUT: operation, put: operation, parameters, $ref: member("#/paths/~1a") }),
);
const document = fc
  .record({
    version: fc.constantFrom<JsonObject>({ openapi: "3.0.3" }, { openapi: 3.1 }, { swagger: "2.0" }, {}),
    paths: mostly(
      fc.dictionary(
        fc.constantFrom(
          "/a",
          "/a/{id}",
          "/a/{+id}",
          "/{id:int}{?q}",
          "/a{/id*}",
          "b",
          "/{userId}/{id}",
          "/c?x={id}",
          "__proto__",
        ),
        item,
        {
          maxKeys: 4,
        },
      ),
    ),
    components: object({
      parameters: fc.oneof(
        object({ qP: fc.oneof(parameter, references), zP: parameter }),
        fc.constant({ qP: twin, zP: twin }),
      ),
      schemas: media,
    }),
    rest: object({
      security: member("key", {}),
      tags: member("a", ["a"]),
      servers: member("https://a.test"),
    }),
  })
  .map(({ version, rest, ...others }) => ({ ...version, ...others, ...(rest as JsonObject) }) as JsonObject); // made of JSON

const run = (given: JsonObject, off: readonly OwnCode[] = []) => {
  const report = createReport();
  const { document: repaired, changes } = repair(given, off, { report, file: "a.yaml" });
  const codes = new Set<string>(report.diagnostics.map(({ code }) => code));
  return { repaired, changes, codes };
};

test("what was repaired needs no repair, and the original is untouched", () => {
  fc.assert(
    fc.property(document, (given) => {
      const before = JSON.stringify(given);
      const first = run(given);
      expect(JSON.stringify(given)).toBe(before);
      const second = run(first.repaired);
      expect([...second.codes]).toEqual([]);
      expect(second.repaired).toBe(first.repaired);
      expect(second.changes).toEqual([]);
      expect(first.codes.size === 0).toBe(first.changes.length === 0);
    }),
    { numRuns: 300 },
  );
});

/** The document with the recorded changes made once more, by somebody who knows nothing of repairs. */
const replayed = (given: JsonObject, changes: readonly Change[]): Json => {
  const draft = createDraft(given);
  for (const { pointer, after } of changes) {
    const tokens = tokensOf(pointer);
    const holder = draft.open(tokens.slice(0, -1));
    if (after !== undefined) draft.put(tokens, after);
    else if (holder) Reflect.deleteProperty(holder, tokens.at(-1) ?? "");
  }
  return draft.value();
};

test("what was changed is recorded, with what was there before", () => {
  fc.assert(
    fc.property(document, (given) => {
      const { repaired, changes } = run(given);
      expect(replayed(given, changes)).toEqual(repaired);
      for (const { before, after, reason } of changes) {
        expect(after).not.toEqual(before);
        expect(reason).not.toBe("");
      }
    }),
    { numRuns: 300 },
  );
});

test("a repair that is switched off is not made", () => {
  fc.assert(
    fc.property(document, fc.subarray([...repairCodes]), (given, off) => {
      const { codes, changes } = run(given, off);
      for (const code of off) expect(codes.has(code)).toBe(false);
      expect(changes.filter(({ by }) => off.some((code) => code === by))).toEqual([]);
      expect(run(given, repairCodes).repaired).toBe(given);
    }),
    { numRuns: 100 },
  );
});

const ofDocuments: readonly OwnCode[] = repairCodes.filter((code) =>
  /responses?$|parameter|operation-id|body|content|list|null-member|boolean|case|slash|status|version/.test(
    code,
  ),
);

test("these documents have every fault that a document can have as a whole", () => {
  const seen = new Set<string>();
  for (const given of fc.sample(document, { numRuns: 500, seed: 1 }))
    for (const code of run(given).codes) seen.add(code);
  expect(ofDocuments.filter((code) => !seen.has(code))).toEqual([]);
  expect(ofDocuments.length).toBeGreaterThan(20);
});
