import { versionOf } from "../../1-load/index.js";
import type { JsonObject } from "../../document/json.js";
import { isSchemaSlot } from "../../document/sections.js";
import { isBound, orNull, spellNullable } from "../spell-nullable.js";
import { createInside } from "./referred-inside.js";
import type { Repair } from "./repair.js";

/** A schema that names its properties speaks of objects, though null would be one more value without a type. */
const typed = (schema: JsonObject): JsonObject =>
  schema.type === undefined && schema.properties !== undefined ? { type: "object", ...schema } : schema;

/** What the author meant: unlike in OpenAPI 3.0, choices and compositions are widened too. */
const admittingNull = (schema: JsonObject): JsonObject => {
  const { type, enum: choices } = schema;
  if (isBound(schema)) return Array.isArray(type) && type.includes("null") ? schema : orNull(schema);
  const widened = Array.isArray(choices) && !choices.includes(null);
  return spellNullable({ ...typed(schema), ...(widened && { enum: [...choices, null] }), nullable: true });
};

/** `nullable` is of OpenAPI 3.0 and means nothing from 3.1 on, where null is a type. */
export const nullable: Repair = {
  code: "patch/nullable",
  begin: (document) => {
    const version = versionOf(document);
    if (version === "2.0" || version === "3.0") return (value) => value;
    const isReferredTo = createInside(document);
    return (value, { slot, map, pointer }, { report, at }) => {
      if (typeof value === "string" || typeof value.nullable !== "boolean") return value;
      if (map || !isSchemaSlot(slot)) return value;
      const { nullable: admits, ...schema } = value;
      // An alternative to null stands one level deeper; references into it would miss it.
      if (admits && isBound(schema) && isReferredTo(pointer())) return value;
      report.add("patch/nullable", at(), { admits });
      return admits ? admittingNull(schema) : schema;
    };
  },
};
