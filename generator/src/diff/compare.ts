import type { Surface, SurfaceTool } from "../surface/index.js";
import { compareArguments } from "./arguments.js";
import { folded } from "./fold.js";
import { compareOffers } from "./offers.js";
import { pairTools } from "./pairs.js";
import { judged } from "./reasons.js";
import type { Comparison, Detail, SurfaceChange } from "./types.js";

/** What a caller of `before` meets in `after`. Two surfaces that are alike have no changes. */
export const compareSurfaces = (before: Surface, after: Surface): Comparison => {
  const { pairs, removed, added } = pairTools(before, after);
  const changes = folded([
    ...removed.map(({ name }) => judged({ kind: "tool-removed" }, { tool: name })),
    ...added.map(({ name, tokens }) => judged({ kind: "tool-added", tokens }, { tool: name })),
    ...pairs.flatMap((pair) => compareTools(pair.before, pair.after, before, after)),
    ...compareOffers(before, after, pairs),
    ...totalCost(before, after),
  ]);
  const breaking = changes.filter((change) => change.breaking).length;
  return {
    changes,
    totals: {
      breaking,
      other: changes.length - breaking,
      tools: { from: before.totals.tools, to: after.totals.tools },
      tokens: { from: before.totals.tokens, to: after.totals.tokens },
    },
  };
};

const compareTools = (
  before: SurfaceTool,
  after: SurfaceTool,
  old: Surface,
  now: Surface,
): readonly SurfaceChange[] => {
  const request = ({ method, path, source }: SurfaceTool): string =>
    method === undefined ? source : `${method} ${path}`;
  const details: (Detail | undefined)[] = [
    before.name === after.name ? undefined : { kind: "tool-renamed", from: before.name, to: after.name },
    request(before) === request(after)
      ? undefined
      : { kind: "request", from: request(before), to: request(after) },
    listChange("hints", before.hints, after.hints),
    listChange("security", before.security, after.security),
    listChange("media", before.media ?? [], after.media ?? []),
    listChange("servers", serversOf(before, old), serversOf(after, now)),
    before.description === after.description ? undefined : { kind: "description" },
    before.reply === after.reply ? undefined : { kind: "reply" },
    listChange("patches", before.patches, after.patches),
    cost(before, after),
  ];
  const own = details.filter((detail) => detail !== undefined);
  const inside = compareArguments(before, after);
  // A hash follows from every change inside; alone it says that only words or forms are others.
  const hashes = before.schema !== after.schema || before.input !== after.input;
  const words: readonly Detail[] = hashes && inside.length === 0 ? [{ kind: "schema" }] : [];
  return [...[...own, ...words].map((detail) => judged(detail, { tool: after.name })), ...inside];
};

const serversOf = ({ servers, api }: SurfaceTool, { apis }: Surface): readonly string[] =>
  servers ?? apis.find(({ id }) => id === api)?.servers ?? [];

const listChange = (
  kind: "hints" | "security" | "media" | "servers" | "patches",
  from: readonly string[],
  to: readonly string[],
): Detail | undefined => (JSON.stringify(from) === JSON.stringify(to) ? undefined : { kind, from, to });

/** A tool's cost is worth a line when it moves by fifty tokens and a tenth. */
const cost = ({ tokens: from }: SurfaceTool, { tokens: to }: SurfaceTool): Detail | undefined => {
  const moved = Math.abs(to - from);
  return moved >= 50 && moved * 10 >= from ? { kind: "tokens", from, to } : undefined;
};

/** The list's cost is worth a line when it moves by fifty tokens and a hundredth. */
const totalCost = (before: Surface, after: Surface): readonly SurfaceChange[] => {
  const from = before.totals.tokens;
  const to = after.totals.tokens;
  const moved = Math.abs(to - from);
  return moved >= 50 && moved * 100 >= from ? [judged({ kind: "tokens", from, to }, {})] : [];
};
