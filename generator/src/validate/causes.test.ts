import fc from "fast-check";
import { expect, test } from "vitest";
import { causesOf } from "./causes.js";

const error = (instancePath: string, keyword: string, params = {}) => ({
  instancePath,
  keyword,
  params,
  message: `must ${keyword}`,
});

test("alternatives that do not fit and values around a fault are left out", () => {
  expect(
    causesOf([
      error("/paths/~1a/get/responses/200/content/$ref", "not"),
      error("/paths/~1a/get/responses/200/content/$ref", "type", { type: "object" }),
      error("/paths/~1a/get/responses/200", "required", { missingProperty: "$ref" }),
      error("/paths/~1a/get/responses/200", "oneOf"),
    ]),
  ).toEqual([
    {
      pointer: "/paths/~1a/get/responses/200/content/$ref",
      text: "`$ref` must be of type object",
    },
  ]);
});

test("an unknown member is named, and pointed at", () => {
  const unknown = error("/components", "unevaluatedProperties", { unevaluatedProperty: "media/types" });
  expect(causesOf([unknown])).toEqual([
    { pointer: "/components/media~1types", text: "`media/types` is unknown in `components`" },
  ]);
});

test("what is missing next to a fault below is told as well", () => {
  const missing = error("/info", "required", { missingProperty: "version" });
  expect(causesOf([error("/info/title", "type", { type: "string" }), missing])).toEqual([
    { pointer: "/info/title", text: "`title` must be of type string" },
    { pointer: "/info", text: "`info` must required" },
  ]);
});

test("no fault is left without a word, whatever the validator says", () => {
  const place = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 3 });
  const pointer = place.map((tokens) => tokens.map((token) => `/${token}`).join(""));
  const keyword = fc.constantFrom("oneOf", "not", "type", "pattern");
  fc.assert(
    fc.property(fc.array(fc.tuple(pointer, keyword), { minLength: 1 }), (all) => {
      const pointers = causesOf(all.map(([at, name]) => error(at, name))).map((one) => one.pointer);
      // Each place has a cause at it or below it.
      for (const [at] of all)
        expect(pointers.some((cause) => cause === at || cause.startsWith(`${at}/`))).toBe(true);
    }),
  );
});
