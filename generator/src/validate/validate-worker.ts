// Runs in a thread of its own, started by validate.ts: the validator can neither block nor exhaust the generator.
import { parentPort, workerData } from "node:worker_threads";
import SwaggerParser from "@apidevtools/swagger-parser";
import { type ValidatorFinding, withoutDataReferences } from "./validate.js";

const findingsOf = (error: unknown): readonly ValidatorFinding[] => {
  const message = error instanceof Error ? error.message : String(error);
  const details =
    error instanceof Error && "details" in error && Array.isArray(error.details) ? error.details : [];
  const findings = details.flatMap((detail: unknown): ValidatorFinding[] => {
    if (typeof detail !== "object" || detail === null || !("message" in detail)) return [];
    const pointer = "instancePath" in detail ? String(detail.instancePath) : "";
    return [{ pointer, text: String(detail.message) }];
  });
  if (findings.length > 0) return findings;
  const [first = message] = message.split("\n").filter((line) => line.trim() !== "");
  return [{ pointer: "", text: first.trim() }];
};

const validate = async (document: unknown): Promise<readonly ValidatorFinding[]> => {
  try {
    // External references were bundled; the validator must not read files or fetch addresses of its own accord.
    await SwaggerParser.validate(document as Parameters<typeof SwaggerParser.validate>[0], {
      resolve: { external: false },
    });
    return [];
  } catch (error) {
    return findingsOf(error);
  }
};

// The types of the validator want a valid document; whether this is one is what we ask.
parentPort?.postMessage(await validate(withoutDataReferences(workerData)));
