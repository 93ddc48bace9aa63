// Which tool calls which operation: found by what reaches the API, since every package names tools in its own way.

import { isObject, pointerOf, valueAt } from "../../wire/pointer.mjs";
import { seeded } from "../../wire/random.mjs";
import { sample } from "../../wire/sampler.mjs";
import { matchPath, splitTemplate } from "../../wire/target.mjs";

const attempts = 4;

/** How much of a path is placeholders: of two that match, the one with fewer is meant. */
const holes = ({ path }) => (path.match(/\{/g) ?? []).length;

const operationOf = (request, operations, judge) => {
  const [path = ""] = request.target.split("?");
  return operations
    .filter(
      (operation) =>
        operation.method === request.method &&
        matchPath(splitTemplate(operation.path).path, judge.expectationFor(operation).base, path) !==
          undefined,
    )
    .sort((one, other) => holes(one) - holes(other))[0];
};

/** Draws from a tool's own schema, whose references are its own. */
const drawn = (schema, seed) => {
  const resolve = ({ $ref }) => {
    const pointer = pointerOf($ref);
    const target = pointer === undefined ? undefined : valueAt(schema, pointer);
    return isObject(target) ? target : {};
  };
  return sample(schema, { mode: "required", random: seeded(seed), awkward: false, resolve });
};

/**
 * @param {{ tools: readonly any[], operations: readonly any[], judge: any, call: (name: string, args: object) => Promise<any[]> }} side
 * @returns {Promise<Map<string, any>>} Tools by the pointer of their operation.
 */
export async function toolsByOperation({ tools, operations, judge, call }) {
  const byOperation = new Map();
  for (const tool of tools) {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const [request] = await call(tool.name, drawn(tool.inputSchema ?? {}, `${tool.name} ${attempt}`));
      const operation = request && operationOf(request, operations, judge);
      if (operation === undefined) continue;
      if (!byOperation.has(operation.pointer)) byOperation.set(operation.pointer, tool);
      break;
    }
  }
  return byOperation;
}
