import type { Json, JsonObject } from "../../document/json.js";
import { define } from "../draft.js";
import { isObject } from "../merge.js";
import { isExtension } from "./document-spots.js";
import type { Repair } from "./repair.js";

/** Keywords for which neither OpenAPI nor JSON Schema admits null: what has no value was left empty. */
const keywords: ReadonlySet<string> = new Set(
  `description summary title termsOfService contact license externalDocs servers tags security parameters requestBody
  responses callbacks deprecated operationId schema content headers links encoding style explode allowReserved
  allowEmptyValue collectionFormat consumes produces schemes host basePath components schemas definitions
  securitySchemes securityDefinitions paths webhooks properties patternProperties items allOf anyOf oneOf
  additionalProperties required enum format pattern minLength maxLength minimum maximum multipleOf minItems maxItems
  uniqueItems minProperties maxProperties readOnly writeOnly xml discriminator`.split(/\s+/),
);

/** Maps whose members mean something by their name alone: a status without words, a media type without a schema. */
const telling = ["responses", "content"] as const;

const filled = (map: JsonObject): JsonObject => {
  const whole: JsonObject = {};
  for (const [key, value] of Object.entries(map)) define(whole, key, value ?? (isExtension(key) ? null : {}));
  return whole;
};

const holesIn = (map: Json | undefined): readonly string[] =>
  isObject(map) ? Object.keys(map).filter((name) => map[name] === null && !isExtension(name)) : [];

/** `description:` and nothing behind it. YAML reads null, and some programs write every field that they have. */
export const nullMember: Repair = {
  code: "patch/null-member",
  begin:
    () =>
    (value, { slot, map }, { report, at }) => {
      // In a link and an example null is a value.
      if (typeof value === "string" || map || slot === "links" || slot === "examples") return value;
      // Every object of a description comes by, so a look at its members has to do for most.
      const nulls = Object.keys(value).filter((key) => value[key] === null);
      const dropped = nulls.filter((key) => keywords.has(key));
      const holed = telling.filter((key) => holesIn(value[key]).length > 0);
      if (dropped.length === 0 && holed.length === 0) return value;
      const mended: { [key: string]: Json } = {};
      for (const [key, inner] of Object.entries(value))
        if (!dropped.includes(key)) define(mended, key, inner);
      for (const key of holed) define(mended, key, filled(value[key] as JsonObject)); // an object: filtered above
      for (const field of dropped) report.add("patch/null-member", at(field), { field });
      for (const key of holed)
        for (const field of holesIn(value[key])) report.add("patch/null-member", at(key, field), { field });
      return mended;
    },
};
