import type { Json, JsonObject } from "../../1-load/index.js";
import { isObject } from "../merge.js";
import { bodySlots, isExtension, isSwagger2 } from "./document-spots.js";
import type { Repair } from "./repair.js";

const isMediaType = (key: string): boolean => /^[^\s/]+\/[^\s/]+/.test(key) && !isExtension(key);

/** Members of a Media Type Object. */
const ofMedia: ReadonlySet<string> = new Set(["schema", "example", "examples", "encoding"]);

type Found = { readonly content: JsonObject; readonly rest: JsonObject };

/** Media types in an object that has no place for them, or what one of them would say; and what else is there. */
const contentIn = (value: JsonObject): Found | undefined => {
  const parts = (wanted: (key: string, inner: Json) => boolean): Found => {
    const entries = Object.entries(value);
    return {
      content: Object.fromEntries(entries.filter(([key, inner]) => wanted(key, inner))),
      rest: Object.fromEntries(entries.filter(([key, inner]) => !wanted(key, inner))),
    };
  };
  const isType = (key: string, inner: Json | undefined): boolean => isMediaType(key) && isObject(inner);
  if (Object.keys(value).some((key) => isType(key, value[key]))) return parts(isType);
  if (!isObject(value.schema)) return undefined;
  const { content, rest } = parts((key) => ofMedia.has(key));
  return { content: { "application/json": content }, rest };
};

/** The body or response with its content in its place; undefined when nothing is wrong with it. */
const settled = (value: JsonObject): JsonObject | undefined => {
  const { content, ...others } = value;
  if (content === undefined || (isObject(content) && Object.keys(content).length === 0)) {
    const found = contentIn(others);
    return found && { ...found.rest, content: found.content };
  }
  if (!isObject(content) || Object.keys(content).some(isMediaType)) return undefined;
  const found = contentIn(content);
  return found && { ...withDescription(value, found.rest), content: found.content };
};

const withDescription = (value: JsonObject, { description }: JsonObject): JsonObject =>
  typeof description === "string" ? { description, ...value } : value;

/** A body whose description slipped among its media types. Alone it is dealt with elsewhere in a response. */
const withoutSlipped = (value: JsonObject): JsonObject => {
  const { content } = value;
  if (!isObject(content) || typeof content.description !== "string") return value;
  const { description: _, ...types } = content;
  return { ...withDescription(value, content), content: types };
};

/** A level left out: `schema` or media types directly in a body or response, or `schema` directly in its content. */
export const missingContent: Repair = {
  code: "patch/missing-content",
  slots: new Set([...bodySlots, "responses"]),
  begin:
    (document) =>
    (value, { slot, name, map }, { report, at }) => {
      if (typeof value === "string" || map || isSwagger2(document) || typeof value.$ref === "string")
        return value;
      if (slot === "responses" && isExtension(name)) return value;
      const ordered = withoutSlipped(value);
      const mended = settled(ordered) ?? (slot === "responses" ? value : ordered);
      if (mended === value) return value;
      report.add("patch/missing-content", at(), {
        types: isObject(mended.content) ? Object.keys(mended.content) : [],
      });
      return mended;
    },
};
