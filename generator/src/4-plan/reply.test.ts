import { describe, expect, test } from "vitest";
import { patchedSpec } from "../../test/patched-spec.js";
import { type Api, model } from "../3-model/index.js";
import type { JsonObject } from "../document/json.js";
import { createReport } from "../report/index.js";
import { replyArguments, replyHints } from "./reply.js";

const apiOf = (responses: JsonObject, schemas: JsonObject = {}, replySchemas = false): Api =>
  model(
    patchedSpec({ paths: { "/a": { get: { responses } } }, components: { schemas } }),
    { replySchemas },
    createReport(),
  );

const hints = (api: Api) => api.operations.map((operation) => replyHints(operation, api.schemas))[0];
const offered = (api: Api, taken: readonly string[] = []) =>
  api.operations.flatMap((operation) => replyArguments(operation, new Set(taken)).map(([key]) => key));

const wide: JsonObject = {
  type: "array",
  items: { type: "object", properties: { a: {}, b: {}, c: {}, d: {} } },
};
const small: JsonObject = { type: "object", properties: { a: { type: "string" } } };
const ok = (content: JsonObject, status = "200"): JsonObject => ({ [status]: { description: "", content } });
const body = (mediaType: string, schema: JsonObject, status = "200") =>
  ok({ [mediaType]: { schema } }, status);

describe("the offer of _fields and _from", () => {
  test.each<[string, JsonObject, readonly string[]]>([
    ["wide JSON", body("application/json", wide), ["_fields", "_from"]],
    ["wide JSON of a vendor", body("application/vnd.x+json; version=1", wide), ["_fields", "_from"]],
    ["wide XML, given as JSON", body("application/xml", wide), ["_fields", "_from"]],
    ["records of a stream", ok({ "application/x-ndjson": { itemSchema: wide } }), ["_fields", "_from"]],
    ["any success", body("application/json", wide, "2XX"), ["_fields", "_from"]],
    ["small JSON", body("application/json", small), []],
    ["a narrow list", body("application/json", { type: "array", items: small }), ["_from"]],
    ["a narrow list as XML", body("application/xml", { type: "array", items: small }), ["_from"]],
    ["text, which has no fields", body("text/csv", wide), ["_from"]],
    ["wide failures", body("application/json", wide, "400"), []],
    ["no schema", ok({ "application/json": {} }), ["_from"]],
  ])("%s", (_, responses, expected) => expect(offered(apiOf(responses))).toEqual(expected));

  test("not where the API has an argument of this name", () => {
    expect(offered(apiOf(body("application/json", wide)), ["_fields"])).toEqual(["_from"]);
    expect(offered(apiOf(body("application/json", wide)), ["_from"])).toEqual(["_fields"]);
  });
});

describe("the schema of an XML reply", () => {
  const schemas: JsonObject = {
    Node: {
      type: "object",
      description: "Words are left out, limits too.",
      required: ["id"],
      properties: {
        id: { type: "integer", minimum: 1, readOnly: true, xml: { attribute: true } },
        next: { $ref: "#/components/schemas/Node" },
        description: { type: "string", enum: ["a"] },
        state: { enum: [1, 2] },
      },
    },
    Other: small,
  };
  const node = { $ref: "#/components/schemas/Node" };

  test("is its shape, with what it refers to", () => {
    expect(hints(apiOf(body("application/xml", node), schemas))).toEqual({
      xml: {
        $ref: "#/$defs/Node",
        $defs: {
          Node: {
            type: "object",
            properties: {
              id: { type: "integer", xml: { attribute: true } },
              next: { $ref: "#/$defs/Node" },
              description: { type: "string" },
              state: { enum: [1, 2] },
            },
          },
        },
      },
    });
  });
  test("of several successes is any of them", () => {
    const responses = { ...body("application/xml", node), ...body("text/xml", small, "201") };
    expect(hints(apiOf(responses, schemas))?.xml).toMatchObject({ anyOf: [{ $ref: "#/$defs/Node" }, small] });
  });
  test.each<[string, JsonObject]>([
    [
      "the API has JSON too",
      ok({ "application/xml": { schema: node }, "application/json": { schema: node } }),
    ],
    ["there is no schema", ok({ "application/xml": {} })],
    ["the schema says nothing", body("application/xml", { description: "Some XML." })],
    ["it is a failure", body("application/xml", node, "400")],
    ["it is SVG's neighbour, text", body("text/plain", node)],
  ])("is left out when %s", (_, responses) => expect(hints(apiOf(responses, schemas))).toBeUndefined());
});

test("serving reads fewer schemas than generating, and plans the same", () => {
  const schemas = { Wide: wide, Node: small };
  const responses = {
    ...body("application/json", { $ref: "#/components/schemas/Wide" }),
    ...body("application/xml", { $ref: "#/components/schemas/Node" }, "201"),
  };
  const served = apiOf(responses, schemas, false);
  const generated = apiOf(responses, schemas, true);
  expect(Object.keys(served.schemas)).toEqual(["Node"]);
  expect(Object.keys(generated.schemas)).toEqual(["Node", "Wide"]);
  expect([hints(served), offered(served)]).toEqual([hints(generated), offered(generated)]);
});
