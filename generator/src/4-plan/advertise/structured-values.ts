import { isRecord } from "@jackfield/contract";
import type { Schema, SchemaObject } from "../../3-model/index.js";

/**
 * A schema whose `enum` or `const` has objects or lists, as a union of what each of them looks like: model APIs take `enum`
 * for plain values only. Undefined where all values are plain.
 */
export const withStructuredValues = (schema: SchemaObject): SchemaObject | undefined => {
  const { enum: choices, const: only, description, title } = schema;
  const values = only === undefined ? choices : [only];
  if (values === undefined || values.every(isPlain)) return undefined;
  const plain = values.filter(isPlain);
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    anyOf: [...(plain.length > 0 ? [{ enum: plain }] : []), ...values.filter(isStructure).map(shapeOf)],
  };
};

const isStructure = (value: unknown): boolean => typeof value === "object" && value !== null;
const isPlain = (value: unknown): boolean => !isStructure(value);

/** What nothing but this value fits. */
const shapeOf = (value: unknown): Schema => {
  if (Array.isArray(value))
    return {
      type: "array",
      ...(value.length > 0 && { prefixItems: value.map(shapeOf) }),
      minItems: value.length,
      maxItems: value.length,
    };
  if (!isRecord(value)) return { enum: [value] };
  const members = Object.entries(value).map(([key, member]): [string, Schema] => [key, shapeOf(member)]);
  return {
    type: "object",
    properties: Object.fromEntries(members),
    required: members.map(([key]) => key),
    additionalProperties: false,
  };
};
