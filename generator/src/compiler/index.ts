import type { JsonObject } from "../document/json.js";
import { tokenCounter } from "./count-tokens.js";
import { type PrintedTypes, printTypes } from "./print-types.js";
import { type SourceText, type SyntaxFault, syntaxFaults } from "./syntax.js";
import { threadsOf } from "./thread-pool.js";

export { tokenCounter } from "./count-tokens.js";
export type { PrintedTypes } from "./print-types.js";
export type { SourceText, SyntaxFault } from "./syntax.js";

/** What needs the TypeScript compiler, nine megabytes of program, or the vocabulary of tokens, two more. */
export type Compiler = {
  readonly printTypes: (document: JsonObject) => Promise<PrintedTypes>;
  readonly syntaxFaults: (sources: readonly SourceText[]) => Promise<readonly SyntaxFault[]>;
  /** How many o200k tokens each text is. */
  readonly countTokens: (texts: readonly string[]) => Promise<readonly number[]>;
};

/** The compiler in this thread, loaded by the first question. */
export const compilerHere: Compiler = {
  printTypes: async (document) => printTypes(document),
  syntaxFaults: async (sources) => syntaxFaults(sources),
  countTokens: async (texts) => texts.map(tokenCounter()),
};

/** A question to the thread; the answers come in the order of the questions. */
export type CompilerQuestion =
  /** As text, which takes a third of the time of a copy from thread to thread. */
  | { readonly kind: "types"; readonly document: string }
  | { readonly kind: "syntax"; readonly sources: readonly SourceText[] }
  | { readonly kind: "tokens"; readonly texts: readonly string[] };

type CompilerAnswer = PrintedTypes | readonly SyntaxFault[] | readonly number[];

/** A file that was asked about, and the faults of all that were asked about with it. */
type SyntaxCheck = { readonly text: string; readonly faults: Promise<readonly SyntaxFault[]> };

/** A small nursery: the thread's memory comes on top of the pipeline's. A smaller one than this costs more time than it saves room. */
const resourceLimits = { maxYoungGenerationSizeMb: 16 };

const threads = threadsOf(new URL("./thread.js", import.meta.url), resourceLimits);

/**
 * The compiler in a thread of its own: it loads while the specs are read, and works at the same time as the pipeline. Where
 * no thread can be started, or it ends early, this thread does the work. A file whose syntax was asked for before is not
 * checked again, so that one stage can have checked what a later one needs to know.
 */
export const startCompiler = (): Compiler & { readonly stop: () => Promise<void> } => {
  const worker = threads.take();
  const waiting: ((answer: CompilerAnswer) => void)[] = [];
  let isBroken = false;
  let last: Promise<unknown> = Promise.resolve();
  const hear = (answer: CompilerAnswer): void => waiting.shift()?.(answer);
  worker.on("message", hear);
  let fail = (_: Error): void => undefined;
  const failure = new Promise<never>((_, reject) => {
    fail = (error) => {
      isBroken = true;
      reject(error);
    };
  });
  failure.catch(() => undefined);
  worker.on("error", fail);
  const ask = <T extends CompilerAnswer>(question: CompilerQuestion): Promise<T> => {
    const answer = new Promise<CompilerAnswer>((resolve) => waiting.push(resolve));
    worker.postMessage(question);
    const sure = Promise.race([answer, failure]).catch(() => answerOf(question));
    last = sure;
    return sure as Promise<T>; // Each kind of question has its kind of answer.
  };
  const checks = new Map<string, SyntaxCheck>();
  return {
    printTypes: (document) => ask({ kind: "types", document: JSON.stringify(document) }),
    countTokens: (texts) => ask({ kind: "tokens", texts }),
    syntaxFaults: async (sources) => {
      const fresh = sources.filter(({ path, text }) => checks.get(path)?.text !== text);
      if (fresh.length > 0) {
        const faults = ask<readonly SyntaxFault[]>({ kind: "syntax", sources: fresh });
        for (const { path, text } of fresh) checks.set(path, { text, faults });
      }
      const answers = await Promise.all(new Set(sources.map(({ path }) => checks.get(path)?.faults ?? [])));
      const paths = new Set(sources.map(({ path }) => path));
      return answers.flat().filter(({ path }) => paths.has(path));
    },
    async stop() {
      // A thread that still works is worth the wait: the next run would have to warm another one.
      await last.catch(() => undefined);
      worker.off("message", hear).off("error", fail);
      threads.leave(worker, isBroken);
    },
  };
};

/** What the thread runs. */
export const answerOf = (question: CompilerQuestion): CompilerAnswer => {
  switch (question.kind) {
    case "types":
      return printTypes(JSON.parse(question.document));
    case "syntax":
      return syntaxFaults(question.sources);
    case "tokens":
      return question.texts.map(tokenCounter());
  }
};
