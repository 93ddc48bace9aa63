import { createRanker } from "@jackfield/runtime";
import type { JsonObject } from "../json-rpc.js";

/** A tool and the server that has it. */
export type ToolPlace = { readonly server: string; readonly tool: JsonObject };

const wordsOf = (text: unknown): readonly string[] =>
  typeof text === "string"
    ? text
        .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u)
        .filter((word) => word !== "")
    : [];

const nameWeight = 4;

const weightsOf = ({ tool }: ToolPlace): ReadonlyMap<string, number> => {
  const weights = new Map<string, number>();
  const add = (words: readonly string[], weight: number): void => {
    for (const word of words) weights.set(word, (weights.get(word) ?? 0) + weight);
  };
  add(wordsOf(tool.name), nameWeight);
  add(wordsOf(tool.title), nameWeight);
  add(wordsOf(tool.description), 1);
  return weights;
};

/** The index of the runtime's search: words, and for each the distance to the next tool and its weight there. */
const indexOf = (tools: readonly ToolPlace[]): Parameters<typeof createRanker>[0] => {
  const postings = new Map<string, number[]>();
  const last = new Map<string, number>();
  tools.forEach((located, at) => {
    for (const [word, weight] of weightsOf(located)) {
      const list = postings.get(word) ?? [];
      list.push(at - (last.get(word) ?? 0), weight);
      postings.set(word, list);
      last.set(word, at);
    }
  });
  return {
    tools: tools.map(({ server, tool }) => [`${server} ${String(tool.name)}`, ""]),
    words: [...postings].map(([word, numbers]) => [word, ...numbers]),
  };
};

/** The tools that fit a query, best first. */
export const searchTools = (
  tools: readonly ToolPlace[],
  query: string,
  limit: number,
): readonly ToolPlace[] => {
  const byName = new Map(tools.map((located) => [`${located.server} ${String(located.tool.name)}`, located]));
  const hits = createRanker(indexOf(tools))(query, limit, () => true);
  return hits.flatMap(({ name }) => byName.get(name) ?? []);
};
