// The thread that index.ts starts.
import { parentPort } from "node:worker_threads";
import { loadVocabulary } from "./count-tokens.js";
import { answerOf, type CompilerQuestion } from "./index.js";
import { loadPrinter } from "./print-types.js";

loadPrinter();
loadVocabulary();

parentPort?.on("message", (question: CompilerQuestion) => parentPort?.postMessage(answerOf(question)));
