import {
  admittedTypes,
  asSchema,
  isRecord,
  type JsonSchema,
  rootSchema,
  type SchemaObject,
} from "@jackfield/contract";
import { holdsDigits } from "../digits.js";
import { membersOf } from "../schema-walk.js";
import type { Arguments } from "./given.js";

/** Keyword of a property whose key had to be changed for model APIs: its name in the description, and on the wire. */
const wireName = "x-wire-name";

const deepest = 64;

/**
 * Arguments as the API wants them below their own keys: nested fields get their names back, and the digits of an
 * integer beyond 2^53 become a `bigint`, which `jsonText` writes exactly. Most tools need neither; theirs come back
 * as they are.
 */
export const wireArguments = (input: JsonSchema, args: Arguments): Arguments => {
  const root = rootSchema(input);
  if (!needsWork(root) && !holdsDigits(args)) return args;
  const properties = asSchema(root.properties) ?? {};
  return Object.fromEntries(
    Object.entries(args).map(([key, value]) => [key, wireValue(value, asSchema(properties[key]), root, 0)]),
  );
};

const known = new WeakMap<SchemaObject, boolean>();

const needsWork = (root: SchemaObject): boolean => {
  const before = known.get(root);
  if (before !== undefined) return before;
  const isNeeded = /"x-wire-name":|"format":"u?int64"/.test(JSON.stringify(root));
  known.set(root, isNeeded);
  return isNeeded;
};

const wireValue = (
  value: unknown,
  schema: SchemaObject | undefined,
  root: SchemaObject,
  depth: number,
): unknown => {
  if (schema === undefined || depth > deepest) return value;
  const members = membersOf(schema, root);
  if (typeof value === "string")
    return isDigits(value) && (members.some(isLong) || isNumber(schema, root)) ? BigInt(value) : value;
  if (Array.isArray(value)) {
    const items = members.map((member) => asSchema(member.items)).find((schema) => schema !== undefined);
    return value.map((item) => wireValue(item, items, root, depth + 1));
  }
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const property = propertyOf(members, key);
      const name = property?.[wireName];
      return [typeof name === "string" ? name : key, wireValue(item, property, root, depth + 1)];
    }),
  );
};

const isDigits = (text: string): boolean => /^-?\d{1,400}$/.test(text);

/** A text here is what is left of a number that JavaScript cannot hold. */
const isNumber = (schema: SchemaObject, root: SchemaObject): boolean => {
  const types = admittedTypes(schema, root);
  return types?.has("number") === true && !types.has("string");
};

/** Where the type is text alone, as in APIs of gRPC, the digits are meant as text. */
const isLong = ({ format, type }: SchemaObject): boolean =>
  (format === "int64" || format === "uint64") &&
  [type].flat().some((one) => one === undefined || one === "integer" || one === "number");

const propertyOf = (members: readonly SchemaObject[], key: string): SchemaObject | undefined => {
  for (const member of members) {
    const properties = asSchema(member.properties);
    if (properties !== undefined && Object.hasOwn(properties, key)) return asSchema(properties[key]);
  }
  return members
    .map((member) => asSchema(member.additionalProperties))
    .find((schema) => schema !== undefined);
};
