import { Worker } from "node:worker_threads";
import type { JsonObject } from "../document/json.js";
import { type PrintedTypes, printTypes } from "./print-types.js";
import { type SourceText, type SyntaxFault, syntaxFaults } from "./syntax.js";

export type { PrintedTypes } from "./print-types.js";
export type { SourceText, SyntaxFault } from "./syntax.js";

/** What needs the TypeScript compiler, nine megabytes of program. */
export type Compiler = {
  readonly printTypes: (document: JsonObject) => Promise<PrintedTypes>;
  readonly syntaxFaults: (sources: readonly SourceText[]) => Promise<readonly SyntaxFault[]>;
};

/** The compiler in this thread, loaded by the first question. */
export const compilerHere: Compiler = {
  printTypes: async (document) => printTypes(document),
  syntaxFaults: async (sources) => syntaxFaults(sources),
};

/** A question to the thread; the answers come in the order of the questions. */
export type CompilerQuestion =
  | { readonly kind: "types"; readonly document: JsonObject }
  | { readonly kind: "syntax"; readonly sources: readonly SourceText[] };

export type CompilerAnswer = PrintedTypes | readonly SyntaxFault[];

/** A small nursery: the thread's memory comes on top of the pipeline's, and its pace decides nothing. */
const resourceLimits = { maxYoungGenerationSizeMb: 4 };

/**
 * The compiler in a thread of its own: it loads while the specs are read, and works at the same time as the pipeline. Where
 * no thread can be started, or it ends early, this thread does the work.
 */
export const startCompiler = (): Compiler & { readonly stop: () => Promise<number> } => {
  const worker = new Worker(new URL("./thread.js", import.meta.url), { resourceLimits });
  const failure = new Promise<never>((_, reject) => worker.once("error", reject));
  failure.catch(() => undefined);
  let before: Promise<unknown> = Promise.resolve();
  const ask = <T extends CompilerAnswer>(question: CompilerQuestion): Promise<T> => {
    const answer = before
      .then(() => Promise.race([answerTo(worker, question), failure]))
      .catch(() => answerOf(question));
    before = answer.catch(() => undefined);
    return answer as Promise<T>; // Each kind of question has its kind of answer.
  };
  return {
    printTypes: (document) => ask({ kind: "types", document }),
    syntaxFaults: (sources) => ask({ kind: "syntax", sources }),
    stop: () => worker.terminate(),
  };
};

const answerTo = (worker: Worker, question: CompilerQuestion): Promise<CompilerAnswer> =>
  new Promise((resolve) => {
    worker.once("message", resolve);
    worker.postMessage(question);
  });

/** What the thread runs. */
export const answerOf = (question: CompilerQuestion): CompilerAnswer =>
  question.kind === "types" ? printTypes(question.document) : syntaxFaults(question.sources);
