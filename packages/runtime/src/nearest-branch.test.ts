import type { JsonSchema } from "@jackfield/contract";
import { expect, it } from "vitest";
import { CallError } from "./call-error.js";
import { createValidator } from "./validate.js";

const validate = createValidator();

const refusal = async (input: JsonSchema, args: unknown) => {
  const error = await validate({ name: "send", input }, args).then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof CallError)) throw new Error("not refused");
  return error.answer;
};

const within = (pay: JsonSchema, $defs: Readonly<Record<string, JsonSchema>> = {}) => ({
  type: "object",
  properties: { pay },
  $defs,
});

const text = { type: "string" };

const tagged = (tag: string, fields: Readonly<Record<string, JsonSchema>>, required: readonly string[]) => ({
  type: "object",
  properties: { kind: { enum: [tag] }, ...fields },
  required: ["kind", ...required],
  additionalProperties: false,
});

const ways = {
  Card: tagged("card", { number: text, holder: text }, ["number"]),
  Iban: tagged("iban", { iban: text, holder: text }, ["iban"]),
  Cash: tagged("cash", {}, []),
};
const pay = { anyOf: [{ $ref: "#/$defs/Card" }, { $ref: "#/$defs/Iban" }, { $ref: "#/$defs/Cash" }] };

it("says what the alternative lacks whose tag a value has", async () => {
  const answer = await refusal(within(pay, ways), { pay: { kind: "iban", number: "1" } });
  expect(answer.details).toEqual([
    { path: "/pay/iban", expected: "a value (this argument is required)", schema: expect.anything() },
    { path: "/pay/number", expected: "no argument of this name", got: '"1"' },
  ]);
  expect(answer.error).toBe(
    "Invalid arguments for send: /pay/iban: expected a value (this argument is required) (and 1 more). " +
      "Of the 3 alternatives of /pay, Iban is nearest.",
  );
  expect(answer.details).toMatchObject([
    { schema: { $ref: "#/$defs/Iban", $defs: { Iban: ways.Iban } } },
    {},
  ]);
});

it("names all tags where the value has none of them", async () => {
  const { details } = await refusal(within(pay, ways), { pay: { kind: "coin", number: "1" } });
  expect(details).toEqual([{ path: "/pay/kind", expected: 'one of "card", "iban", "cash"', got: '"coin"' }]);
});

it("goes by the keys where there is no tag", async () => {
  const shapes = {
    anyOf: [
      { type: "object", properties: { radius: { type: "number" } }, required: ["radius"] },
      {
        title: "Box",
        type: "object",
        properties: { width: { type: "number" }, height: { type: "number" }, depth: { type: "number" } },
        required: ["width", "height", "depth"],
      },
    ],
  };
  const answer = await refusal(within(shapes), { pay: { width: 1, height: 2 } });
  expect(answer.details).toMatchObject([{ path: "/pay/depth" }]);
  expect(answer.error).toContain("Of the 2 alternatives of /pay, Box is nearest.");
});

it("weighs the alternatives of a union inside a union one by one", async () => {
  const door = { type: "object", properties: { door: text }, additionalProperties: false };
  const car = {
    title: "Car",
    type: "object",
    properties: { wheels: { type: "integer" }, color: text, door: text },
    required: ["wheels"],
  };
  const vehicles = { anyOf: [door, { anyOf: [{ type: "array", items: text }, car] }] };
  const answer = await refusal(within(vehicles), { pay: { wheels: "many", color: "red", door: "left" } });
  expect(answer.details).toMatchObject([{ path: "/pay/wheels", expected: "an integer" }]);
  expect(answer.error).toContain("Of the 2 alternatives of /pay, Car is nearest.");
});

it("takes no constant of another type for the nearest", async () => {
  const state = {
    anyOf: [{ const: "none" }, { type: "object", additionalProperties: { enum: ["on", "off"] } }],
  };
  const answer = await refusal(within(state), { pay: { lamp: "dim" } });
  expect(answer.details).toMatchObject([{ path: "/pay/lamp", expected: 'one of "on", "off"' }]);
});

it("goes into unions of unions, and into lists", async () => {
  const nested = { anyOf: [text, { type: "array", items: pay }] };
  const answer = await refusal(within(nested, ways), { pay: [{ kind: "cash" }, { kind: "card" }] });
  expect(answer.details).toMatchObject([{ path: "/pay/1/number" }]);
  expect(answer.error).toContain("Of the 3 alternatives of /pay/1, Card is nearest.");
});

it("leaves what stands around a union, and names every type where none fits", async () => {
  const around = { ...within(pay, ways), properties: { pay, id: { type: "integer" } }, required: ["id"] };
  const answer = await refusal(around, { pay: { kind: "card" } });
  expect(answer.details).toMatchObject([{ path: "/id" }, { path: "/pay/number" }]);
  const { details } = await refusal(within({ anyOf: [{ type: "integer" }, { type: "object" }] }), {
    pay: true,
  });
  expect(details).toMatchObject([{ path: "/pay", expected: "an integer or an object" }]);
});

it("finds its way through alternatives that contain each other", async () => {
  const defs = {
    And: {
      type: "object",
      properties: { and: { type: "array", items: { $ref: "#/$defs/Rule" } } },
      required: ["and"],
    },
    Is: { type: "object", properties: { field: text, is: text }, required: ["field", "is"] },
    Rule: { anyOf: [{ $ref: "#/$defs/And" }, { $ref: "#/$defs/Is" }] },
  };
  const answer = await refusal(within({ $ref: "#/$defs/Rule" }, defs), { pay: { and: [{ field: "a" }] } });
  expect(answer.details).toMatchObject([{ path: "/pay/and/0/is" }]);
});

it("shows all of an enum of which a wrong value is, and the schema of a place below the arguments", async () => {
  const zones = { type: "string", enum: Array.from({ length: 40 }, (_, at) => `zone ${at}`) };
  const { details } = await refusal(within({ type: "object", properties: { zone: zones } }), {
    pay: { zone: "x" },
  });
  expect(details).toMatchObject([{ path: "/pay/zone", schema: zones }]);
  const inner = { type: "object", properties: { on: { type: "boolean" } }, required: ["on"] };
  const missing = await refusal(within(inner), { pay: {} });
  expect(missing.details).toMatchObject([{ path: "/pay/on", schema: inner }]);
});

it("answers soon for a thousand alternatives", async () => {
  const names = Array.from({ length: 1_000 }, (_, at) => `f${at}`);
  const many = Object.fromEntries(names.map((name) => [name, tagged(name, { [name]: text }, [name])]));
  const schema = within({ anyOf: names.map((name) => ({ $ref: `#/$defs/${name}` })) }, many);
  const args = { pay: { kind: "f700" } };
  await refusal(schema, args);
  const begin = performance.now();
  expect((await refusal(schema, args)).details).toMatchObject([{ path: "/pay/f700" }]);
  expect(performance.now() - begin).toBeLessThan(1_000);
});
