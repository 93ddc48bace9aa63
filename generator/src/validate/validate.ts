import type { PatchedSpec } from "../2-patch/types.js";
import { threadsOf } from "../compiler/thread-pool.js";
import type { Json, JsonObject } from "../document/json.js";
import { rewrite } from "../document/walk.js";
import type { Place, Report } from "../report/index.js";

export type ValidatorFinding = { readonly pointer: string; readonly text: string };

/** What the thread answers: what it found, and whether it ends with that. */
export type ValidatorAnswer = { readonly findings: readonly ValidatorFinding[]; readonly ends: boolean };

/** Findings that are reported; a broken document can yield thousands of them. */
const most = 50;

/**
 * The validator writes every reference out, so a small document can keep it busy for ever; a large one is given more
 * time. On a free processor 14,000 objects and lists take 0.7 s.
 */
const limits = { milliseconds: 5_000, millisecondsPerContainer: 0.25, megabytes: 1_024 };

/**
 * An independent opinion on a patched document, by swagger-parser. Its findings are warnings: the pipeline goes on
 * with what it could read. Begins at once, at the same time as everything else; what it gives reports the findings when they are
 * there. Documents of OpenAPI 3.2 are not checked, since the validator does not know them.
 */
export const startValidation = (spec: PatchedSpec): ((report: Report) => Promise<void>) => {
  if (spec.version === "3.2") return async () => undefined;
  const verdict = inWorker(spec);
  const isOfModel = (code: string, { file }: Place): boolean =>
    code.startsWith("model/") && file === spec.file;
  return async (report) => {
    const findings = await verdict;
    if (findings === undefined) report.add("model/not-validated", { file: spec.file }, {});
    const known = new Set(
      report.diagnostics.flatMap(({ code, at }) => (isOfModel(code, at) ? [at.pointer] : [])),
    );
    const fresh = findings?.filter(({ pointer }) => !known.has(pointer)) ?? [];
    for (const { pointer, text } of fresh.slice(0, most)) {
      report.add("model/invalid", { file: spec.file, pointer }, { problem: text });
    }
  };
};

const threads = threadsOf(new URL("./validate-worker.js", import.meta.url), {
  maxOldGenerationSizeMb: limits.megabytes,
});

/** Undefined when the validator needed too long, too much memory, or failed in itself. */
const inWorker = async ({ document }: PatchedSpec): Promise<readonly ValidatorFinding[] | undefined> => {
  const worker = threads.take();
  let timer: NodeJS.Timeout | undefined;
  let stop = (): void => undefined;
  const answer = await new Promise<ValidatorAnswer | undefined>((resolve) => {
    const give = (): void => resolve(undefined);
    // The size is worked out only for a document that takes long.
    const extend = (): void => {
      timer = setTimeout(give, containersIn(document) * limits.millisecondsPerContainer);
    };
    timer = setTimeout(extend, limits.milliseconds);
    stop = () => void worker.off("message", resolve).off("error", give);
    worker.on("message", resolve).on("error", give).postMessage(document);
  });
  clearTimeout(timer);
  stop();
  threads.leave(worker, answer?.ends ?? true);
  return answer?.findings;
};

/** Objects and lists, each once, however often aliases put it into the document. */
const containersIn = (document: unknown): number => {
  const seen = new Set<object>();
  const waiting: unknown[] = [document];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    for (const inner of Object.values(value)) waiting.push(inner);
  }
  return seen.size;
};

/** Keywords whose value is data; under `value` that of an example. */
const ofData = ["example", "examples", "default", "enum", "const", "value"] as const;

/** Whether a member called `$ref` is anywhere in a value; looks at each part once, since aliases may share it. */
const referenceFinder = (): ((data: Json | undefined) => boolean) => {
  const known = new WeakMap<object, boolean>();
  const has = (data: Json | undefined): boolean => {
    if (typeof data !== "object" || data === null) return false;
    const before = known.get(data);
    if (before !== undefined) return before;
    const refers = Object.hasOwn(data, "$ref") || Object.values(data).some(has);
    known.set(data, refers);
    return refers;
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
