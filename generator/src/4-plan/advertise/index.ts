import type { JsonSchema } from "@jackfield/contract";
import type { Definitions, SchemaObject } from "../../3-model/index.js";
import type { Budgets } from "../types.js";
import { type ListDetail, nodeLength, type Spot } from "./facets.js";
import { simplify } from "./simplify.js";

type Advertised = {
  readonly schema: JsonSchema;
  /** Characters as JSON. */
  readonly size: number;
  /** What was left out to fit: nothing, deep or long details, or optional fields. */
  readonly cut: "nothing" | "details" | "fields";
};

const tersest: ListDetail = { depth: -1, words: 40, enums: 8 };

/** From rich to terse; the first that fits the soft budget is taken. Optional parts go before required ones, deep before shallow. */
const details: readonly ListDetail[] = [
  { depth: 6, words: 400, enums: 300 },
  { depth: 5, words: 240, enums: 250 },
  { depth: 4, words: 160, enums: 80 },
  { depth: 3, words: 120, enums: 40 },
  { depth: 2, words: 100, enums: 30 },
  { depth: 1, words: 80, enums: 20 },
  { depth: 0, words: 60, enums: 12 },
  tersest,
];

/** The schema that clients list: references inlined, within what model APIs accept, within the budget of one tool. */
export const advertise = (input: SchemaObject, definitions: Definitions, budgets: Budgets): Advertised => {
  const at = (level: number): Advertised => {
    const isLast = level === details.length - 1;
    const { schema, isOver } = root(
      input,
      { definitions, detail: details[level] ?? tersest },
      { soft: budgets.schemaSoft, isLast },
    );
    const size = isOver && !isLast ? Number.POSITIVE_INFINITY : JSON.stringify(schema).length;
    return { schema, size, cut: level === 0 ? "nothing" : "details" };
  };
  const whole = at(0);
  if (whole.size <= budgets.schemaSoft) return whole;
  // Each level is smaller than the one before: the richest that fits is searched for by halves.
  let best = at(details.length - 1);
  for (let [low, high] = [1, details.length - 2]; best.size <= budgets.schemaSoft && low <= high; ) {
    const middle = (low + high) >> 1;
    const tried = at(middle);
    if (tried.size <= budgets.schemaSoft) [best, high] = [tried, middle - 1];
    else low = middle + 1;
  }
  // What must be given is worth more than the wanted size.
  if (best.size <= budgets.schemaHard) return best;
  const schema = requiredOnly(input, definitions, budgets.schemaSoft);
  return { schema, size: JSON.stringify(schema).length, cut: "fields" };
};

/** `isOver`: it has too many nodes to fit; unless it is the last to be tried, nothing more of it is made then. */
const root = (
  input: SchemaObject,
  shared: Pick<Spot, "definitions" | "detail">,
  { soft, isLast }: { readonly soft: number; readonly isLast: boolean },
): { readonly schema: Record<string, unknown>; readonly isOver: boolean } => {
  // More schemas than this cannot fit; it also bounds the work.
  const left = Math.max(Math.ceil(soft / nodeLength), Object.keys(input.properties ?? {}).length * 2);
  const nodes = { left, spare: isLast ? left * 4 : 0 };
  const schema = rootOf(input, { ...shared, nodes });
  return { schema, isOver: nodes.left < 0 };
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
      { definitions, detail: { depth: -2, words: 0, enums: 5 } },
      { soft, isLast: true },
    ).schema,
    ...(left.length > 0 && { description: `Also accepted: ${left.join(", ")}.` }),
    additionalProperties: true,
  };
};
