import type { Json, JsonObject } from "../document/json.js";
import { rewrite } from "../document/walk.js";

/** Keywords whose value is data; under `value` that of an example. */
const ofData = ["example", "examples", "default", "enum", "const", "value"] as const;

/** Whether a member called `$ref` is anywhere in a value; looks at each part once, since aliases may share it. */
const referenceFinder = (): ((data: Json | undefined) => boolean) => {
  const known = new WeakMap<object, boolean>();
  const has = (data: Json | undefined): boolean => {
    if (typeof data !== "object" || data === null) return false;
    const before = known.get(data);
    if (before !== undefined) return before;
    const found = Object.hasOwn(data, "$ref") || Object.values(data).some(has);
    known.set(data, found);
    return found;
  };
  return has;
};

/** The document without data that look like references: the validator would follow them. */
export const withoutDataReferences = (document: JsonObject): Json => {
  const hasReference = referenceFinder();
  return rewrite(document, (value, { slot, map }) => {
    if (typeof value === "string" || map) return value;
    const misread = ofData.filter(
      (key) =>
        (key !== "examples" || Array.isArray(value.examples)) &&
        (key !== "value" || slot === "examples") &&
        hasReference(value[key]),
    );
    if (misread.length === 0) return value;
    return Object.fromEntries(Object.entries(value).filter(([key]) => !misread.some((one) => one === key)));
  });
};
