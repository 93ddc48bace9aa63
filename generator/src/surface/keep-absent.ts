import type { Surface } from "./types.js";

/**
 * The surface of a run that could not read some sources: their APIs and tools stay as the committed lock has them, so
 * a machine without these sources neither loses lines nor calls the lock stale. `absent` holds ids of APIs. Where a
 * tool that was made has the name of one that is kept, the one that was made stays.
 */
export const keepAbsent = (made: Surface, committed: Surface, absent: readonly string[]): Surface => {
  const gone = new Set(absent);
  const names = new Set(made.tools.map(({ name }) => name));
  const tools = [
    ...made.tools.filter(({ api }) => !gone.has(api)),
    ...committed.tools.filter(({ api, name }) => gone.has(api) && !names.has(name)),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
  const apis = [
    ...made.apis.filter(({ id }) => !gone.has(id)),
    ...committed.apis.filter(({ id }) => gone.has(id)),
  ].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    version: made.version,
    totals: { tools: tools.length, tokens: tools.reduce((sum, tool) => sum + tool.tokens, 0) },
    apis,
    tools,
  };
};
