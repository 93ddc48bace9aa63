import { listedTool } from "@jackfield/contract";
import { createRanker, listingOf } from "@jackfield/runtime";
import { expect, test } from "vitest";
import { type Plan, searchIndex } from "../src/4-plan/index.js";
import { appOf } from "../src/cli/serve.js";
import { tokenCounter } from "../src/compiler/index.js";
import { fromFlags } from "../src/config/index.js";
import { prepare } from "../src/pipeline.js";
import { createReport } from "../src/report/index.js";
import {
  bandwidthTasks,
  githubTasks,
  heldOutGithubTasks,
  moreGithubTasks,
  readmeTasks,
  type SearchTask,
} from "./search-tasks.js";

type Planned = { readonly plan: Plan; readonly ids: ReadonlyMap<string, string> };

const planOf = async (spec: string): Promise<Planned> => {
  const report = createReport();
  const folder = new URL("../", import.meta.url).pathname;
  const config = fromFlags({ spec }, folder, report);
  const prepared = config && (await prepare(config, { thorough: false }, report, () => {}));
  if (!prepared) throw new Error(`${spec} cannot be read`);
  const operations = prepared.apis.flatMap((api) => api.operations);
  return {
    plan: prepared.plan,
    ids: new Map(operations.map(({ method, path, id = "" }) => [`${method} ${path}`, id])),
  };
};

/** Place of the first right tool for each task, from 1; `-` when it is not among the first fifty. */
const placesOf = ({ plan, ids }: Planned, tasks: readonly SearchTask[]): readonly string[] => {
  const rank = createRanker(searchIndex(plan.tools));
  return tasks.map(([words, ...wanted]) => {
    const hits = rank(words, 50, () => true).map(({ calls }) => ids.get(calls) ?? "");
    const place = hits.findIndex((id) => wanted.includes(id)) + 1;
    return `${place === 0 ? "-" : place} ${words}`;
  });
};
const missed = (places: readonly string[]): readonly string[] =>
  places.filter((place) => !/^[1-5] /.test(place));

const listingTokens = async (plan: Plan): Promise<number> => {
  const count = tokenCounter();
  const { records } = await listingOf(appOf(plan), { mode: "search" });
  return count(JSON.stringify({ tools: records.map(listedTool) }));
};

test.each([
  ["npm:bandwidth-sdk/bandwidth.yml", bandwidthTasks],
  ["npm:@readme/oas-examples/3.1/json/readme.json", readmeTasks],
])("tasks in plain words find their operation among the first five: %s", async (spec, tasks) => {
  const planned = await planOf(spec);
  expect(missed(placesOf(planned, tasks))).toEqual([]);
  expect(await listingTokens(planned.plan)).toBeLessThan(1_500);
  // Same plan, same index.
  expect(searchIndex((await planOf(spec)).plan.tools)).toEqual(searchIndex(planned.plan.tools));
});

/** GitHub's spec is too large for a dependency: `JACKFIELD_GITHUB_SPEC` says where it is. */
const github = process.env.JACKFIELD_GITHUB_SPEC ?? "";

test.skipIf(github === "")("twenty tasks on GitHub's spec", async () => {
  const planned = await planOf(github);
  const lists = { githubTasks, moreGithubTasks, heldOutGithubTasks };
  for (const [name, tasks] of Object.entries(lists)) {
    const misses = missed(placesOf(planned, tasks));
    const found = tasks.length - misses.length;
    console.log(`${name}: ${found} of ${tasks.length} among the first five; missed: ${misses.join(", ")}`);
    expect(found / tasks.length).toBeGreaterThanOrEqual(name === "moreGithubTasks" ? 0.85 : 0.9);
  }
  expect(JSON.stringify(searchIndex(planned.plan.tools)).length).toBeLessThan(450_000);
  expect(await listingTokens(planned.plan)).toBeLessThan(1_500);
});
