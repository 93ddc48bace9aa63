import { schemaPlaces } from "@jackfield/contract";
import type { Json, JsonObject, OpenApiVersion } from "./json.js";

/** Where a spec keeps what is referred to, by what it is. */
export type Section =
  | "schemas"
  | "parameters"
  | "responses"
  | "requestBodies"
  | "headers"
  | "examples"
  | "links"
  | "callbacks"
  | "securitySchemes";

const sections: readonly Section[] = [
  "schemas",
  "parameters",
  "responses",
  "requestBodies",
  "headers",
  "examples",
  "links",
  "callbacks",
  "securitySchemes",
];

const schemaSlots: ReadonlySet<string> = new Set([
  ...["schema", "schemas", "itemSchema"],
  ...Object.values(schemaPlaces).flat(),
]);

/** Whether a schema stands where the walk says `slot`. */
export const isSchemaSlot = (slot: string): boolean => schemaSlots.has(slot);

/** Tokens above the names of a section: `components/schemas`, or `definitions` in Swagger 2. */
export const sectionPath = (section: Section, version: OpenApiVersion): readonly string[] | undefined => {
  if (version !== "2.0") return ["components", section];
  if (section === "schemas") return ["definitions"];
  return section === "parameters" || section === "responses" ? [section] : undefined;
};

/** The section for something that is referred to from `slot`; undefined: it has none and is put in place. */
export const sectionFor = (slot: string, version: OpenApiVersion): Section | undefined => {
  const section = schemaSlots.has(slot)
    ? "schemas"
    : slot === "requestBody"
      ? "requestBodies"
      : sections.find((known) => known === slot);
  return section && sectionPath(section, version) ? section : undefined;
};

export const sectionsOf = (version: OpenApiVersion): readonly Section[] =>
  sections.filter((section) => sectionPath(section, version));

const memberOf = (value: Json | undefined, key: string): Json | undefined =>
  value && typeof value === "object" && Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined; // has that key of its own

/** What the document has in a section. */
export const sectionOf = (
  document: JsonObject,
  section: Section,
  version: OpenApiVersion,
): Json | undefined => (sectionPath(section, version) ?? []).reduce<Json | undefined>(memberOf, document);

/** The document with more members in a section. */
export const withMembers = (
  document: JsonObject,
  section: Section,
  members: ReadonlyMap<string, Json>,
  version: OpenApiVersion,
): JsonObject => {
  const add = (value: Json | undefined, path: readonly string[]): JsonObject => {
    const object: JsonObject =
      value && typeof value === "object" && !Array.isArray(value) ? (value as JsonObject) : {}; // an object, by the test
    const [key, ...rest] = path;
    return key === undefined
      ? { ...object, ...Object.fromEntries(members) }
      : { ...object, [key]: add(memberOf(object, key), rest) };
  };
  return add(document, sectionPath(section, version) ?? []);
};

/** A component name for what is at `pointer` in `document`, not yet in `taken`; taken after the call. */
export const claimName = (wanted: string, taken: Set<string>): string => {
  const plain = wanted.replaceAll(/[^A-Za-z0-9._-]+/g, "-").replaceAll(/^-+|-+$/g, "") || "part";
  let name = plain;
  for (let count = 2; taken.has(name); count++) name = `${plain}_${count}`;
  taken.add(name);
  return name;
};
