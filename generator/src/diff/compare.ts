import type { Surface, SurfaceTool } from "../surface/index.js";
import { compareArguments } from "./arguments.js";
import { compareGuides } from "./guide.js";
import { compareOffers, pairTools } from "./pairs.js";

import { judged } from "./reasons.js";
import type { Comparison, Detail, SurfaceChange, Where } from "./types.js";
import { compareWebhooks } from "./webhooks.js";

/** What a caller of `before` meets in `after`. Two surfaces that are alike have no changes. */
export const compareSurfaces = (before: Surface, after: Surface): Comparison => {
  const { pairs, removed, added } = pairTools(before, after);
  const changes = folded([
    ...removed.map(({ name }) => judged({ kind: "tool-removed" }, { tool: name })),
    ...added.map(({ name, tokens }) => judged({ kind: "tool-added", tokens }, { tool: name })),
    ...pairs.flatMap((pair) => compareTools(pair.before, pair.after, before, after)),
    ...compareOffers(before, after, pairs),
    ...compareWebhooks(before, after),
    ...compareGuides(before, after),
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

/** Most urgent first, within breaking changes and within the others. */
const order: readonly SurfaceChange["kind"][] = [
  "tool-removed",
  "tool-renamed",
  "profile-removed",
  "profile-lost",
  "mode",
  "webhook-removed",
  "webhook-check",
  "webhook-name",
  "guide-removed",
  "argument-removed",
  "required",
  "argument-added",
  "type",
  "values",
  "limit",
  "other-fields",
  "rules",
  "unlisted",
  "tool-added",
  "profile-added",
  "profile-gained",
  "webhook-added",
  "webhook-payload",
  "instructions",
  "guide-text",
  "guide-added",
  "title",
  "hints",
  "security",
  "servers",
  "request",
  "place",
  "wire",
  "media",
  "default",
  "reply",
  "description",
  "schema",
  "patches",
  "tokens",
];

/**
 * The same change in several places is one: a schema that several tools, or several arguments of one, share shows its
 * change once. Only fields of one name are folded. Sorted: breaking ones, then by kind and place.
 */
const folded = (changes: readonly SurfaceChange[]): readonly SurfaceChange[] => {
  const groups = new Map<string, SurfaceChange>();
  for (const change of changes) {
    const { where, ...rest } = change;
    // Tools that came or went are told one by one.
    const alone = change.kind.startsWith("tool-");
    const key = JSON.stringify([where.map(({ at, tool }) => (alone ? tool : lastName(at))), rest]);
    const group = groups.get(key);
    groups.set(key, group ? { ...group, where: [...group.where, ...where] } : change);
  }
  return [...groups.values()]
    .map((change) => ({ ...change, where: [...change.where].sort(byPlace) }))
    .sort(
      (a, b) =>
        Number(b.breaking) - Number(a.breaking) ||
        order.indexOf(a.kind) - order.indexOf(b.kind) ||
        byPlace(a.where[0] ?? {}, b.where[0] ?? {}),
    );
};

const lastName = (at: string | undefined): string | undefined => at?.replace(/^.*\.(?=.)/s, "");

const byPlace = (a: Where, b: Where): number =>
  compare(a.tool ?? "", b.tool ?? "") || compare(a.at ?? "", b.at ?? "");

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
