import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isObject, type Json, type JsonObject } from "../src/document/json.js";
import { contradictory } from "./contradictory-schemas.js";
import { endServed, operation, type Served, served } from "./served.js";
import { of, type Row } from "./unusual-row.js";
import { rows, schemas } from "./unusual-schemas.js";

const kinds = { ...rows, ...contradictory };

const all = Object.entries(kinds).flatMap(([kind, some], at) =>
  some.map((row, index) => ({ ...row, kind, id: `call_${at}_${index}` })),
);

const contentOf = ({ field, body, bytes }: Row): JsonObject =>
  bytes === undefined
    ? { "application/json": { schema: body ?? of(field ?? {}) } }
    : { "application/octet-stream": { schema: bytes } };

const operationOf = (row: Row, id: string): JsonObject =>
  operation(id, {
    ...(row.parameter && { parameters: [row.parameter] }),
    ...(row.parameter === undefined && { requestBody: { required: true, content: contentOf(row) } }),
  });

/** The same operation in the words of Swagger 2.0. */
const olderOf = (row: Row, id: string): JsonObject => {
  const { schema, ...place } = row.parameter ?? {};
  const [[type = "", media] = []] = Object.entries(contentOf(row));
  const body = {
    name: "body",
    in: "body",
    required: true,
    schema: isObject(media) ? (media.schema ?? {}) : {},
  };
  return {
    operationId: id,
    consumes: [type],
    parameters: [schema === undefined ? body : { ...place, ...(isObject(schema) ? schema : {}) }],
    responses: { 200: { description: "ok" } },
  };
};

const inDefinitions = (value: Json): Json =>
  JSON.parse(JSON.stringify(value).replaceAll("#/components/schemas/", "#/definitions/"));

const paths = (operationIn: (row: Row, id: string) => JsonObject): JsonObject =>
  Object.fromEntries(all.map((row) => [`/${row.id}`, { post: operationIn(row, row.id) }]));

const document = (openapi: string): JsonObject => ({
  openapi,
  paths: paths(operationOf),
  components: { schemas },
});

const forms: readonly (readonly [string, JsonObject, "json" | "yaml"])[] = [
  ["OpenAPI 3.1", document("3.1.0"), "json"],
  ["OpenAPI 3.0 in YAML", document("3.0.3"), "yaml"],
  ["OpenAPI 3.2", document("3.2.0"), "json"],
  [
    "Swagger 2.0 in YAML",
    inDefinitions({ swagger: "2.0", paths: paths(olderOf), definitions: schemas }) as JsonObject,
    "yaml",
  ],
];

describe.each(forms)("what APIs write amiss, in %s", (_, spec, form) => {
  let api: Served;
  beforeAll(async () => {
    api = await served(spec, { form });
  });
  afterAll(endServed);

  test.each(all)("$kind: $title", async ({ id, args, sent, shows }) => {
    const before = api.requests.length;
    const result = await api.call(id, args);
    expect(result.isError, JSON.stringify(result.content)).not.toBe(true);
    const { url, body } = api.requests[before] ?? { url: "", body: "" };
    expect(body === "" ? url.replace(/^\/call_\d+_\d+/, "") : body).toBe(sent);
    const { properties = {} } = api.listed[id] as { properties?: JsonObject }; // the planner lists objects
    if (shows) expect(properties.v).toEqual(shows);
  });
});

test("each kind has three variations or more", () => {
  for (const [kind, some] of Object.entries(kinds)) expect(some.length, kind).toBeGreaterThanOrEqual(3);
});
