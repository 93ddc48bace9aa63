import { type JsonSchema, withVisible } from "@jackfield/contract";
import { type Definitions, membersOf, type Schema, type SchemaObject } from "../3-model/index.js";
import { plain, shortened } from "./describe.js";

/** Levels of objects and lists, and fields and alternatives of one. */
const deepest = 2;
const mostFields = 40;
const mostBranches = 5;
/** Schemas in one outline; the outer ones come first. */
const mostParts = 60;
const mostValues = 20;
const longestText = 120;

type OutlineSpot = {
  readonly definitions: Definitions;
  readonly depth: number;
  readonly parts: { left: number };
};

/**
 * A schema that only describes, for readers and not for a validator: fields, types, values and a few words, without
 * references and within bounds, however large the schema is.
 */
export const outlineOf = (schema: Schema, definitions: Definitions): JsonSchema =>
  // The same schema, but for characters in its strings.
  withVisible(outline(schema, { definitions, depth: 0, parts: { left: mostParts } })) as JsonSchema;

const outline = (schema: Schema, spot: OutlineSpot): JsonSchema => {
  spot.parts.left -= 1;
  const members = membersOf(schema, spot.definitions);
  const first = <Key extends keyof SchemaObject>(key: Key): SchemaObject[Key] | undefined =>
    members.find((member) => member[key] !== undefined)?.[key];
  const [type, format, text, values] = [first("type"), first("format"), first("description"), first("enum")];
  const words = shortened(plain(text ?? ""), longestText);
  return {
    ...(type !== undefined && { type }),
    ...(format !== undefined && { format }),
    ...(words !== "" && { description: words }),
    ...(first("const") !== undefined && { const: first("const") }),
    ...(values !== undefined && values.length <= mostValues && { enum: values }),
    ...(spot.depth < deepest && spot.parts.left > 0 && inside(members, spot)),
  };
};

const inside = (members: readonly SchemaObject[], spot: OutlineSpot): Readonly<Record<string, unknown>> => {
  const within = { ...spot, depth: spot.depth + 1 };
  const fields = new Map(members.flatMap(({ properties = {} }) => Object.entries(properties)));
  const shown = [...fields].slice(0, mostFields);
  const required = new Set(members.flatMap(({ required: names = [] }) => names));
  const needed = shown.flatMap(([name]) => (required.has(name) ? [name] : []));
  const items = members.find((member) => member.items !== undefined)?.items;
  const branches = members.find(({ oneOf, anyOf }) => oneOf !== undefined || anyOf !== undefined);
  const choices = (branches?.oneOf ?? branches?.anyOf ?? []).slice(0, mostBranches);
  return {
    ...(shown.length > 0 && {
      properties: Object.fromEntries(shown.map(([name, field]) => [name, outline(field, within)])),
    }),
    ...(needed.length > 0 && { required: needed }),
    ...(items !== undefined && { items: outline(items, within) }),
    ...(choices.length > 0 && { anyOf: choices.map((choice) => outline(choice, within)) }),
  };
};
