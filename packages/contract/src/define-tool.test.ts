import { expect, test } from "vitest";
import { defineTool, type StandardSchema } from "./define-tool.js";
import type { LocalTool } from "./tool.js";

const context = { signal: new AbortController().signal } as Parameters<LocalTool["run"]>[1]; // no tool here looks at it

/** A schema as zod and others make them: takes `{ sides }`, gives it doubled. */
const sides: StandardSchema<{ readonly sides: number }> = {
  "~standard": {
    validate: (value) => {
      const { sides } = value as { readonly sides: number }; // what the tests give
      return sides > 0
        ? { value: { sides: sides * 2 } }
        : { issues: [{ message: "too few", path: [{ key: "sides" }] }] };
    },
    jsonSchema: {
      input: () => ({
        $schema: "x",
        type: "object",
        properties: { sides: { type: "integer" } },
        required: ["sides"],
      }),
    },
  },
};

const words = { name: "roll", description: "Rolls." };

test("a schema of a library is listed as JSON Schema, and run gets what it makes of the arguments", async () => {
  const tool = defineTool({ ...words, input: sides, run: (input) => `1 of ${input.sides}` });
  expect(tool.input).toEqual({
    type: "object",
    properties: { sides: { type: "integer" } },
    required: ["sides"],
    additionalProperties: false,
  });
  expect(await tool.run({ sides: 3 }, context)).toEqual({ content: [{ type: "text", text: "1 of 6" }] });
  expect(await tool.run({ sides: 0 }, context)).toMatchObject({
    isError: true,
    structuredContent: { code: "validation", details: [{ path: "sides", message: "too few" }] },
  });
});

test("hints are those of a tool that may do anything, unless it says less", () => {
  const input = { type: "object", properties: {}, additionalProperties: false } as const;
  const run = () => "";
  expect(defineTool({ ...words, input, run }).hints).toEqual({
    readOnly: false,
    destructive: true,
    idempotent: false,
  });
  expect(defineTool({ ...words, input, run, hints: { readOnly: true } }).hints).toEqual({
    readOnly: true,
    destructive: false,
    idempotent: true,
  });
});

test("what is not an object cannot be the arguments of a tool", () => {
  const list: StandardSchema = {
    "~standard": { ...sides["~standard"], jsonSchema: { input: () => ({ type: "array" }) } },
  };
  expect(() => defineTool({ ...words, input: list, run: () => "" })).toThrow("must be an object");
});
