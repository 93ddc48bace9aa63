import type { JsonSchema } from "@jackfield/contract";
import type { SchemaObject } from "../../3-model/index.js";
import type { Definitions } from "../request-view.js";
import type { Budgets } from "../types.js";
import type { Detail, Spot } from "./facets.js";
import { simplify } from "./simplify.js";

export type Advertised = {
  readonly schema: JsonSchema;
  /** Characters as JSON. */
  readonly size: number;
  /** What was left out to fit: nothing, deep or long details, or optional fields. */
  readonly cut: "nothing" | "details" | "fields";
};

/** From rich to terse; the first that fits the soft budget is taken. Optional parts go before required ones, deep before shallow. */
const details: readonly Detail[] = [
  { depth: 6, words: 400, enums: 300 },
  { depth: 5, words: 240, enums: 250 },
  { depth: 4, words: 160, enums: 80 },
  { depth: 3, words: 120, enums: 40 },
  { depth: 2, words: 100, enums: 30 },
  { depth: 1, words: 80, enums: 20 },
  { depth: 0, words: 60, enums: 12 },
  { depth: -1, words: 40, enums: 8 },
];

/** The schema that clients list: references inlined, within what model APIs accept, within the budget of one tool. */
export const advertise = (input: SchemaObject, definitions: Definitions, budgets: Budgets): Advertised => {
  let last: Advertised | undefined;
  for (const detail of details) {
    const schema = root(input, definitions, detail, budgets.schemaSoft);
    const size = JSON.stringify(schema).length;
    last = { schema, size, cut: detail === details[0] ? "nothing" : "details" };
    if (size <= budgets.schemaSoft) return last;
  }
  if (last !== undefined && last.size <= budgets.schemaHard) return last;
  const schema = requiredOnly(input, definitions, budgets.schemaSoft);
  return { schema, size: JSON.stringify(schema).length, cut: "fields" };
};

const root = (
  input: SchemaObject,
  definitions: Definitions,
  detail: Detail,
  soft: number,
): Record<string, unknown> => {
  // No schema node takes fewer than ten characters, so more nodes than this cannot fit; it also bounds the work.
  const nodes = { left: Math.max(Math.ceil(soft / 10), Object.keys(input.properties ?? {}).length * 2) };
  return rootOf(input, { definitions, detail, nodes });
};

const rootOf = (
  input: SchemaObject,
  shared: Pick<Spot, "definitions" | "detail" | "nodes">,
): Record<string, unknown> => ({
  type: "object",
  properties: Object.fromEntries(
    Object.entries(input.properties ?? {}).map(([key, schema]) => [
      key,
      simplify(schema, {
        ...shared,
        depth: 0,
        required: input.required?.includes(key) ?? false,
        above: [],
      }),
    ]),
  ),
  ...(input.required && { required: input.required }),
  additionalProperties: false,
});

/** The last resort: what must be given, in the fewest words, and the names of the rest. */
const requiredOnly = (
  input: SchemaObject,
  definitions: Definitions,
  soft: number,
): Record<string, unknown> => {
  const names = Object.keys(input.properties ?? {});
  const needed = new Set(input.required ?? []);
  const kept = Object.entries(input.properties ?? {})
    .filter(([key]) => needed.has(key))
    .slice(0, 100);
  const left = names.filter((name) => !needed.has(name)).slice(0, 200);
  return {
    ...root(
      { ...input, properties: Object.fromEntries(kept) },
      definitions,
      { depth: -2, words: 0, enums: 5 },
      soft,
    ),
    ...(left.length > 0 && { description: `Also accepted: ${left.join(", ")}.` }),
    additionalProperties: true,
  };
};
