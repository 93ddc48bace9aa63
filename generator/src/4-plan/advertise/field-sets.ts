import type { Schema, SchemaObject } from "../../3-model/index.js";

/** An alternative that says nothing but which fields must be there. */
const isFieldSet = (branch: Schema): branch is SchemaObject =>
  typeof branch === "object" &&
  Object.keys(branch).every((key) => key === "required" || key === "title" || key === "description");

/**
 * Alternatives that only name fields, each as an object that has them: what is drawn from one of them is a whole value.
 * The first tells all fields, the others their own; where exactly one may hold, none has the fields of another.
 * Undefined when the alternatives say more, or nothing.
 */
export const fieldSets = (schema: SchemaObject): readonly SchemaObject[] | undefined => {
  const { anyOf, oneOf, description: _description, title: _title, default: _default, ...base } = schema;
  const branches = (anyOf ?? oneOf ?? []).filter((one) => typeof one !== "object" || one.type !== "null");
  const { properties = {}, required = [], additionalProperties } = base;
  if (!branches.every(isFieldSet) || Object.keys(properties).length === 0) return undefined;
  const known = (name: string): boolean => Object.hasOwn(properties, name) || additionalProperties !== false;
  const sets = branches.map((branch) => branch.required ?? []).filter((set) => set.every(known));
  if (sets.length === 0 || sets.some((set) => set.length === 0)) return undefined;
  return sets.map((set, index) => {
    const own = new Set([...required, ...set]);
    const foreign = new Set(anyOf === undefined ? sets.flat().filter((name) => !own.has(name)) : []);
    const told = Object.entries(properties).filter(([name]) =>
      index === 0 ? !foreign.has(name) : own.has(name),
    );
    return { ...base, properties: Object.fromEntries(told), required: [...own] };
  });
};
