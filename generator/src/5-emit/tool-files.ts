import { type Plan, searchIndex } from "../4-plan/index.js";
import type { PlannedHttpTool } from "../4-plan/types.js";
import { print } from "./templates.js";
import type { OutputFile } from "./types.js";
import { toolTypes } from "./types-text.js";

/** The module of one tool: data only, its types tied to the API's types file. */
export const toolFile = ({ face, module, origin, types }: PlannedHttpTool): OutputFile => {
  const printed = toolTypes(types);
  const imports = ["AllListed", "HttpTool", "ListedKeys", "RequiredKeys", ...printed.helpers].sort();
  return {
    path: module.replace(/\.js$/, ".ts"),
    text: print("tool.ts", {
      file: origin.file,
      pointer: origin.pointer,
      imports: imports.join(", "),
      api: origin.api,
      types: printed,
      tool: face,
    }),
  };
};

/** A JSON array with an item a line, so that a difference is a line. */
export const lines = (items: readonly unknown[]): string =>
  items.length === 0 ? "[]" : `[\n${items.map((item) => JSON.stringify(item)).join(",\n")}\n]`;

/** The index a server lists its tools from: one record a line. */
export const catalogFile = (plan: Plan): OutputFile => ({
  path: "catalog.json",
  text: `${lines(plan.tools.map(({ record, module }) => ({ ...record, module })))}\n`,
});

/** The index of search mode: a tool and a word a line. */
export const searchFile = (plan: Plan): OutputFile => {
  const { tools, words } = searchIndex(plan.tools);
  return { path: "search.json", text: `{\n"tools": ${lines(tools)},\n"words": ${lines(words)}\n}\n` };
};

/** What the APIs send by themselves: a webhook a line. */
export const webhooksFile = ({ webhooks }: Plan): OutputFile => ({
  path: "webhooks.json",
  text: `${lines(webhooks.map(({ webhook }) => webhook))}\n`,
});
