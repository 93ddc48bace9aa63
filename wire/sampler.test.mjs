import { describe, expect, test } from "vitest";
import { regExpOf, textOfPattern } from "./pattern.mjs";
import { seeded } from "./random.mjs";
import { sample } from "./sampler.mjs";

const draw = (schema, more = {}) =>
  sample(schema, { mode: "full", random: seeded("test"), awkward: true, ...more });

describe("texts of patterns", () => {
  test.each([
    "^\\+[1-9]\\d{1,14}$",
    "^[A-Za-z0-9_-]{1,40}$",
    "^(?:cats|dogs)-\\w+$",
    "^[^/]+$",
    "^$|^https?:\\/\\/[a-z]+\\.[a-z]{2,6}$",
    "^\\p{L}{3}[\\u0041-\\u0043]$",
    "^(?!x)a?b*c+.$",
    "[a-f\\d]{8}(-[a-f\\d]{4}){3}",
  ])("%s", (pattern) => {
    for (let seed = 0; seed < 20; seed += 1)
      expect(textOfPattern(pattern, seeded(`${pattern}${seed}`))).toMatch(
        /** @type {RegExp} */ (regExpOf(pattern)),
      );
  });
});

describe("samples", () => {
  test("the same seed draws the same, another one something else", () => {
    const schema = { type: "object", properties: { a: { type: "string" }, b: { type: "integer" } } };
    expect(draw(schema)).toEqual(draw(schema));
    expect(draw(schema, { random: seeded("other") })).not.toEqual(draw(schema));
  });

  test("required draws what is required, full draws everything", () => {
    const schema = {
      type: "object",
      properties: { a: { type: "boolean" }, b: { type: "array", items: { type: "number" } } },
      required: ["a"],
    };
    expect(Object.keys(draw(schema, { mode: "required" }))).toEqual(["a"]);
    expect(Object.keys(draw(schema))).toEqual(["a", "b"]);
    expect(
      Object.keys(draw({ ...schema, required: [], minProperties: 1 }, { mode: "required" })),
    ).toHaveLength(1);
  });

  test("bounds hold", () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const random = seeded(String(seed));
      expect(draw({ type: "string", minLength: 2, maxLength: 5 }, { random })).toMatch(/^.{2,5}$/u);
      const number = draw({ type: "integer", minimum: -3, exclusiveMaximum: 3, multipleOf: 2 }, { random });
      expect([-2, 0, 2]).toContain(number);
      const list = draw(
        { type: "array", items: { enum: [1, 2, 3] }, uniqueItems: true, minItems: 2 },
        { random },
      );
      expect(new Set(list).size).toBe(list.length);
      expect(list.length).toBeGreaterThan(1);
    }
  });

  test("a schema that requires itself comes to an end", () => {
    const node = { type: "object", required: ["next"], properties: { next: { $ref: "#/node" } } };
    expect(draw(node, { resolve: () => node })).toHaveProperty("next.next");
  });
});
