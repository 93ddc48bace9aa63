// The thread that index.ts starts.
import { parentPort } from "node:worker_threads";
import type { CompilerAnswer, CompilerQuestion } from "./index.js";
import { loadPrinter, printTypes } from "./print-types.js";
import { syntaxFaults } from "./syntax.js";

loadPrinter();

parentPort?.on("message", (question: CompilerQuestion) => {
  const answer: CompilerAnswer =
    question.kind === "types" ? printTypes(question.document) : syntaxFaults(question.sources);
  parentPort?.postMessage(answer);
});
