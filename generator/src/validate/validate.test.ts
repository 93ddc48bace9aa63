import { expect, test } from "vitest";
import { withoutDataReferences } from "./validate.js";

test("data with a member called $ref is left out, and references stay", () => {
  const data = { deep: [{ $ref: "#/nowhere" }] };
  const ref = { $ref: "#/components/schemas/A" };
  const schema = {
    default: data,
    const: data,
    enum: [data],
    examples: [data],
    example: { a: 1 },
    items: ref,
  };
  const properties = { default: ref, example: ref, enum: ref, value: ref };
  const examples = { one: { summary: "s", value: data }, two: ref };
  expect(
    withoutDataReferences({
      schema,
      components: { schemas: { A: { properties } } },
      content: { "a/b": { examples } },
    }),
  ).toEqual({
    schema: { example: { a: 1 }, items: ref },
    components: { schemas: { A: { properties } } },
    content: { "a/b": { examples: { one: { summary: "s" }, two: ref } } },
  });
});

test("a document without such data stays as it is", () => {
  const document = { components: { schemas: { A: { default: { a: [1] }, items: { $ref: "#/b" } } } } };
  expect(withoutDataReferences(document)).toBe(document);
});
