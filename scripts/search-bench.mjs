// How well search mode finds operations: `pnpm search-bench <folder>`. The folder has queries.jsonl, a line a query:
// {set, query, gold: ["METHOD /path", ...], spec}; `spec` is an OpenAPI file next to it. Plain BM25 is measured next to our
// ranking in the same run.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { searchIndex } from "../generator/dist/4-plan/index.js";
import { fromFlags } from "../generator/dist/config/index.js";
import { prepare } from "../generator/dist/pipeline.js";
import { createReport } from "../generator/dist/report/index.js";
import { createRanker } from "../packages/runtime/dist/index.js";

/** @typedef {{ set: string, query: string, gold: string[], spec: string }} Query */
/** @typedef {(query: string) => string[]} Search Gives the calls of the best ten, best first. */

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write("Usage: pnpm search-bench <folder with queries.jsonl>\n");
  process.exit(2);
}

const wordsOf = (/** @type {string} */ text) =>
  text
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, " ")
    .toLowerCase()
    .match(/[a-z0-9]+/g) ?? [];

/**
 * BM25 (k1 1.2, b 0.75) over operationId, summary, description and path, without stemming or synonyms.
 * @param {{ calls: string, text: string }[]} documents
 * @returns {Search}
 */
const plainSearch = (documents) => {
  const counts = documents.map(({ text }) => {
    const words = wordsOf(text);
    /** @type {Map<string, number>} */
    const count = new Map();
    for (const word of words) count.set(word, (count.get(word) ?? 0) + 1);
    return { count, length: words.length };
  });
  const average = counts.reduce((sum, { length }) => sum + length, 0) / counts.length;
  const holding = (/** @type {string} */ word) => counts.filter(({ count }) => count.has(word)).length;
  return (query) => {
    const scores = counts.map(() => 0);
    for (const word of new Set(wordsOf(query))) {
      const found = holding(word);
      const rarity = Math.log(1 + (counts.length - found + 0.5) / (found + 0.5));
      counts.forEach(({ count, length }, at) => {
        const times = count.get(word) ?? 0;
        if (times > 0)
          scores[at] += (rarity * times * 2.2) / (times + 1.2 * (0.25 + (0.75 * length) / average));
      });
    }
    return [...scores.keys()]
      .sort((a, b) => scores[b] - scores[a])
      .slice(0, 10)
      .map((at) => documents[at].calls);
  };
};

/**
 * @param {string} file
 * @returns {Promise<Record<string, Search>>}
 */
const searchesOf = async (file) => {
  const report = createReport();
  const config = fromFlags({ spec: file, name: "bench" }, process.cwd(), report);
  const prepared = config && (await prepare(config, { thorough: false }, report, () => {}));
  if (!prepared) throw new Error(`${file} cannot be read`);
  const tools = prepared.plan.tools.filter((one) => one.kind === "http");
  const rank = createRanker(searchIndex(tools));
  const documents = tools.map(({ face, record }) => {
    const { method, path } = face.request;
    return {
      calls: `${method} ${path}`,
      text: `${face.name} ${record.title ?? ""} ${record.description} ${path}`,
    };
  });
  return {
    ours: (query) => rank(query, 10, () => true).map(({ calls }) => calls),
    BM25: plainSearch(documents),
  };
};

/** @type {Query[]} */
const queries = readFileSync(join(folder, "queries.jsonl"), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line));

/** @type {Map<string, { count: number, recall: number, reciprocal: number, milliseconds: number }>} */
const rows = new Map();
for (const spec of new Set(queries.map((one) => one.spec))) {
  const searches = await searchesOf(resolve(folder, spec));
  for (const { set, query, gold } of queries.filter((one) => one.spec === spec)) {
    for (const [name, search] of Object.entries(searches)) {
      const begun = performance.now();
      const calls = search(query);
      const milliseconds = performance.now() - begun;
      const first = calls.findIndex((call) => gold.includes(call));
      for (const group of [`${spec} (all)`, set]) {
        const key = `${group.padEnd(28)} ${name}`;
        const row = rows.get(key) ?? { count: 0, recall: 0, reciprocal: 0, milliseconds: 0 };
        rows.set(key, row);
        row.count += 1;
        row.recall += gold.filter((call) => calls.slice(0, 5).includes(call)).length / gold.length;
        row.reciprocal += first < 0 ? 0 : 1 / (first + 1);
        row.milliseconds += milliseconds;
      }
    }
  }
}
process.stdout.write(`${"set".padEnd(28)} ranking  queries  recall@5    MRR   ms a query\n`);
for (const [key, { count, recall, reciprocal, milliseconds }] of rows) {
  const cells = [
    String(count).padStart(9),
    ((100 * recall) / count).toFixed(1).padStart(9),
    (reciprocal / count).toFixed(3).padStart(7),
    (milliseconds / count).toFixed(1).padStart(12),
  ];
  process.stdout.write(`${key.padEnd(34)}${cells.join(" ")}\n`);
}
