import { versionOf } from "../../1-load/index.js";
import type { JsonObject } from "../../document/json.js";
import { isSchemaSlot } from "../../document/sections.js";
import { createJudge } from "./judge-reference.js";
import type { Repair } from "./repair.js";

/** What stands in for something that is missing, by its place; undefined: nothing could, and the reference stays. */
const standIn = (
  slot: string,
  said: string,
  swagger2: boolean,
): { value: JsonObject; became: string } | undefined => {
  if (isSchemaSlot(slot)) return { value: { description: said }, became: "anything is admitted here" };
  if (slot === "responses") return { value: { description: said }, became: "the response has no content" };
  if (slot === "headers") {
    const type: JsonObject = swagger2 ? { type: "string" } : { schema: {} };
    return { value: { description: said, ...type }, became: "any header value is admitted" };
  }
  if (slot === "content" || slot === "mediaTypes")
    return { value: { schema: {} }, became: "anything is admitted here" };
  const isEmpty = slot === "examples" || slot === "links" || slot === "callbacks";
  return isEmpty ? { value: {}, became: `nothing stands for it under «${slot}»` } : undefined;
};

/**
 * References into the document itself that point at nothing, or lead back to themselves. Where there is no doubt what
 * was meant, they lead there; else something open stands in, with a description that says what is missing. References
 * of path items and security schemes stay: what they stand for cannot be left open. Those elsewhere are loading's.
 */
export const danglingRef: Repair = {
  code: "patch/dangling-ref",
  begin: (document) => {
    const judge = createJudge(document);
    const swagger2 = versionOf(document) === "2.0";
    return (value, { slot, map, pointer }, { report, at }) => {
      if (typeof value === "string" || map || typeof value.$ref !== "string") return value;
      const { $ref: ref, ...beside } = value;
      const verdict = judge(String(ref), slot, pointer);
      if (verdict.kind === "fine") return value;
      if (verdict.kind === "meant") {
        const became = `read as ${verdict.ref}`;
        report.add("patch/dangling-ref", at(), { ref: String(ref), circular: false, became });
        return { ...value, $ref: verdict.ref };
      }
      const { circular } = verdict;
      const said = `Described by ${ref}, which ${circular ? "leads back to itself" : "is missing"}.`;
      const instead = standIn(slot, said, swagger2);
      if (instead === undefined) return value;
      report.add("patch/dangling-ref", at(), { ref: String(ref), circular, became: instead.became });
      return joined(instead.value, beside);
    };
  },
};

/** The stand-in with what stood beside the reference; two descriptions become one. */
const joined = (value: JsonObject, beside: JsonObject): JsonObject => {
  const texts = [beside.description, value.description].filter((text) => typeof text === "string");
  return { ...value, ...beside, ...(texts.length > 0 && { description: texts.join(" ") }) };
};
