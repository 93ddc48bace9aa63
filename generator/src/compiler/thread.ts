// The thread that index.ts starts.
import { parentPort } from "node:worker_threads";
import { answerOf, type CompilerQuestion } from "./index.js";
import { loadPrinter } from "./print-types.js";

loadPrinter();

parentPort?.on("message", (question: CompilerQuestion) => parentPort?.postMessage(answerOf(question)));
