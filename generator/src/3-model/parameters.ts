import { isReservedHeader, type ParameterStyle, pointerTo } from "@jackfield/contract";
import { isObject, type Json, type JsonObject } from "../document/json.js";
import { readEncodings } from "./content.js";
import { type Reader, textOf } from "./reader.js";
import type { SchemaRegistry } from "./schema/registry.js";
import type { Parameter, ParameterWire } from "./types.js";

type ParameterPlace = Parameter["in"];

const places: readonly ParameterPlace[] = ["path", "query", "querystring", "header", "cookie"];

/** Of these OpenAPI 3 has two, in queries only; Swagger 2.0 has such lists everywhere. */
const delimited = ["spaceDelimited", "pipeDelimited", "tabDelimited"] as const;

/** Styles that OpenAPI allows at each place; the first is the default (OpenAPI 3.2 section 4.12.3). */
const styles: { readonly [P in ParameterPlace]: readonly [ParameterStyle, ...ParameterStyle[]] } = {
  path: ["simple", "label", "matrix", ...delimited],
  query: ["form", "deepObject", ...delimited],
  // Written as its media type; the style is never asked for.
  querystring: ["form"],
  header: ["simple", ...delimited],
  cookie: ["form", "cookie"],
};

/**
 * The parameters of a path item and an operation, merged: an operation's wins over the path item's of the same name
 * and place. Placeholders of the path that nobody declared become required strings.
 */
export const readParameters = (
  reader: Reader,
  schemas: SchemaRegistry,
  sources: readonly { readonly value: Json | undefined; readonly pointer: string }[],
  path: string,
  operation: string,
): readonly Parameter[] => {
  const merged = new Map<string, Parameter>();
  for (const source of sources) {
    if (!Array.isArray(source.value)) continue;
    source.value.forEach((entry: Json, index) => {
      const target = reader.follow(entry, pointerTo(source.pointer, index));
      const parameter = target && readParameter(reader, schemas, target.value, target.pointer);
      if (parameter) merged.set(`${parameter.in} ${parameter.name}`, parameter);
    });
  }
  const placeholders = new Set([...path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name ?? ""));
  const declared = [...merged.values()].filter((parameter) => {
    if (parameter.in !== "path" || placeholders.has(parameter.name)) return true;
    reader.report.add("model/unused-path-parameter", reader.at(parameter.pointer), {
      name: parameter.name,
      path,
    });
    return false;
  });
  const undeclared = [...placeholders].filter((name) => !merged.has(`path ${name}`));
  if (undeclared.length > 0)
    reader.report.add("model/undeclared-path-parameter", reader.at(operation), { names: undeclared, path });
  const missing = undeclared.map(
    (name): Parameter => ({
      pointer: operation,
      name,
      in: "path",
      required: true,
      deprecated: false,
      schema: { type: "string" },
      wire: { kind: "style", style: "simple", explode: false, allowReserved: false },
      allowSlash: false,
    }),
  );
  return [...declared, ...missing];
};

const readParameter = (
  reader: Reader,
  schemas: SchemaRegistry,
  raw: JsonObject,
  pointer: string,
): Parameter | undefined => {
  const name = typeof raw.name === "string" && raw.name !== "" ? raw.name : undefined;
  const place = places.find((known) => known === raw.in);
  if (name === undefined || place === undefined) {
    reader.report.add("model/bad-value", reader.at(pointer), {
      what: "parameter",
      expected: `a name, and one of ${places.join(", ")} as \`in\``,
    });
    return undefined;
  }
  if (place === "header" && isReservedHeader(name)) return undefined;
  const content = isObject(raw.content) ? Object.entries(raw.content)[0] : undefined;
  const [mediaType, media] = content ?? [];
  const schemaAt = content
    ? pointerTo(pointer, "content", content[0], "schema")
    : pointerTo(pointer, "schema");
  const schemaValue = content ? (isObject(media) ? media.schema : undefined) : raw.schema;
  const description = textOf(raw.description);
  return {
    pointer,
    name,
    in: place,
    required: raw.required === true || place === "path",
    ...(description !== undefined && { description }),
    deprecated: raw.deprecated === true,
    schema: schemaValue === undefined ? { type: "string" } : schemas.read(schemaValue, schemaAt),
    wire:
      mediaType === undefined
        ? readStyle(reader, raw, place, pointer)
        : {
            kind: "content",
            mediaType,
            encoding: readEncodings(isObject(media) ? media.encoding : undefined),
          },
    allowSlash: raw["x-allow-slash"] === true,
  };
};

/** Styles that give each member a pair of its own unless the spec says otherwise. */
export const explodes: ReadonlySet<ParameterStyle> = new Set(["form", "cookie", "deepObject"]);

const readStyle = (
  reader: Reader,
  raw: JsonObject,
  place: ParameterPlace,
  pointer: string,
): ParameterWire => {
  const allowed = styles[place];
  const named = allowed.find((known) => known === raw.style);
  if (raw.style !== undefined && named === undefined) {
    reader.report.add("model/bad-value", reader.at(pointerTo(pointer, "style")), {
      what: `style of a ${place} parameter`,
      expected: `one of ${allowed.join(", ")}`,
    });
  }
  const style = named ?? allowed[0];
  return {
    kind: "style",
    style,
    explode: typeof raw.explode === "boolean" ? raw.explode : explodes.has(style),
    allowReserved: raw.allowReserved === true,
  };
};
