import type { Surface, SurfaceProfile } from "./types.js";

/**
 * The surface of a run that could not read some sources: their APIs and tools stay as the committed lock has them, so
 * a machine without these sources neither loses lines nor calls the lock stale. `absent` holds ids of APIs. Where a
 * tool that was made has the name of one that is kept, the one that was made stays.
 */
export const keepAbsent = (made: Surface, committed: Surface, absent: readonly string[]): Surface => {
  const gone = new Set(absent);
  const names = new Set(made.tools.map(({ name }) => name));
  const tools = [
    ...made.tools.filter(({ api = "" }) => !gone.has(api)),
    ...committed.tools.filter(({ api = "", name }) => gone.has(api) && !names.has(name)),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
  const apis = [
    ...made.apis.filter(({ id }) => !gone.has(id)),
    ...committed.apis.filter(({ id }) => gone.has(id)),
  ].sort((a, b) => (a.id < b.id ? -1 : 1));
  const webhooks = [
    ...(made.webhooks ?? []).filter(({ api }) => !gone.has(api)),
    ...(committed.webhooks ?? []).filter(({ api }) => gone.has(api)),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    version: made.version,
    totals: { tools: tools.length, tokens: tools.reduce((sum, tool) => sum + tool.tokens, 0) },
    server: made.server,
    profiles: profilesWith(made, committed, gone),
    apis,
    tools,
    ...(webhooks.length > 0 && { webhooks }),
    ...(made.guide && { guide: made.guide }),
  };
};

/** The profiles of a run, each with the tools of sources that the run could not read. */
const profilesWith = (
  made: Surface,
  committed: Surface,
  gone: ReadonlySet<string>,
): readonly SurfaceProfile[] => {
  const kept = new Set(committed.tools.filter(({ api = "" }) => gone.has(api)).map(({ name }) => name));
  return made.profiles.map((profile) => {
    const before = committed.profiles.find(({ name }) => name === profile.name);
    if (before === undefined) return profile;
    if (profile.tools === undefined || before.tools === undefined)
      return kept.size > 0 ? { ...profile, mode: before.mode } : profile;
    const more = before.tools.filter((name) => kept.has(name));
    if (more.length === 0) return profile;
    return { ...profile, mode: before.mode, tools: [...new Set([...profile.tools, ...more])].sort() };
  });
};
