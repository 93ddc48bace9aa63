// Runs in a thread of its own, started by validate.ts: the validator can neither block nor exhaust the generator.
import { getHeapStatistics } from "node:v8";
import { parentPort } from "node:worker_threads";
import SwaggerParser from "@apidevtools/swagger-parser";
import { isObject, type Json, type JsonObject } from "../document/json.js";
import { causesOf } from "./causes.js";
import { type ValidatorAnswer, type ValidatorFinding, withoutDataReferences } from "./validate.js";

const findingsOf = (error: unknown): readonly ValidatorFinding[] => {
  const message = error instanceof Error ? error.message : String(error);
  const details =
    error instanceof Error && "details" in error && Array.isArray(error.details) ? error.details : [];
  const findings = causesOf(details.filter(isObject));
  if (findings.length > 0) return findings;
  const [first = message] = message.split("\n").filter((line) => line.trim() !== "");
  return [{ pointer: "", text: first.trim() }];
};

/**
 * External references were bundled; the validator must not read files or fetch addresses of its own accord. Its schemas of
 * OpenAPI 3 know references, so there it judges what a reference leads to once, where that is declared. Its rules of
 * Swagger 2.0 need references written out.
 */
const optionsFor = (document: Json): SwaggerParser.Options => ({
  resolve: { external: false },
  ...(!isObject(document) || document.swagger === undefined
    ? { dereference: { excludedPathMatcher: () => true, circular: "ignore" } }
    : {}),
});

const validate = async (document: Json): Promise<readonly ValidatorFinding[]> => {
  try {
    const unproven = document as Parameters<typeof SwaggerParser.validate>[0]; // its types want what it is asked about
    await SwaggerParser.validate(unproven, optionsFor(document));
    return [];
  } catch (error) {
    return findingsOf(error);
  }
};

/** A heap of more bytes is given back at once: the run that goes on needs the room, and its own thread may be busy for long. */
const mostKept = 64 * 2 ** 20;

parentPort?.on("message", async (document: JsonObject) => {
  const findings = await validate(withoutDataReferences(document));
  const ends = getHeapStatistics().total_heap_size > mostKept;
  const answer: ValidatorAnswer = { findings, ends };
  parentPort?.postMessage(answer);
  if (ends) parentPort?.close();
});
