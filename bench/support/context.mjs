// What the benches of one run share: the document, a folder that is gone afterwards, and the built server.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { syntheticSpec } from "../synthetic.mjs";
import { jackfield } from "./paths.mjs";
import { runNode } from "./processes.mjs";

/** The budgets of the generator are meant for a document of this size. */
export const fullSize = 1_223;

/**
 * @typedef {object} Context
 * @property {string} spec A file.
 * @property {string} folder Empty at first; removed by `close`.
 * @property {number} runs Rounds of a quick bench.
 * @property {number} heavyRuns Rounds of one that takes seconds.
 * @property {(size: number) => string} synthetic File of a synthetic document.
 * @property {() => Promise<string>} built Start module of the document's generated and built server; made once.
 * @property {(text: string) => void} note
 * @property {() => void} close
 */

/**
 * @param {{ spec?: string, runs?: number, note: (text: string) => void }} options
 * @returns {Context}
 */
export function createContext({ spec, runs, note }) {
  const folder = mkdtempSync(join(tmpdir(), "jackfield-bench-"));
  const synthetic = (size) => {
    const file = join(folder, `synthetic-${size}.json`);
    writeFileSync(file, JSON.stringify(syntheticSpec(size), null, 1));
    return file;
  };
  const document = spec ?? synthetic(fullSize);
  let server;
  return {
    spec: document,
    folder,
    runs: runs ?? 5,
    heavyRuns: runs ?? 3,
    synthetic,
    built() {
      server ??= buildServer(document, join(folder, "server"), note);
      return server;
    },
    note,
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function buildServer(spec, out, note) {
  note("generating and building the server");
  await runNode([jackfield, "--quiet", "generate", "--spec", spec, "--out", out, "--name", "bench"]);
  await runNode([jackfield, "--quiet", "build", out]);
  return join(out, "dist/server.js");
}
