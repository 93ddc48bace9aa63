import { type SurfaceArgument, type SurfaceTool, segment } from "../surface/index.js";
import { limitChanges } from "./limits.js";
import { judged } from "./reasons.js";
import type { Detail, SurfaceChange } from "./types.js";

/** The arguments of one side, by place. */
type Arguments = ReadonlyMap<string, SurfaceArgument>;

/** Gone or come by itself: what holds it is on both sides, and neither side stops listing there. */
const isTop = (at: string, there: Arguments, here: Arguments): boolean => {
  const parent = parentOf(at);
  if (parent === undefined) return true;
  const holder = there.get(parent);
  return holder !== undefined && holder.cut === undefined && here.get(parent)?.cut === undefined;
};

/** The last step of a path: a field, `[]`, `.*` or one of several alternatives. */
const lastStep = /(?:\.(?:[\w*-]+|"(?:[^"\\]|\\.)*")|\[\]|\((?:[\w-]+|"(?:[^"\\]|\\.)*")\))$/;

/** Undefined for an argument itself. */
const parentOf = (at: string): string | undefined => {
  const shorter = at.replace(lastStep, "");
  return shorter === at ? undefined : shorter;
};

/**
 * Items and other fields that a side says nothing of may be anything, where its holder takes a list or fields at all.
 * Refused other fields are a change of the holder: then what they were is no change of its own.
 */
const unsaid = (at: string, there: Arguments, here: Arguments): SurfaceArgument | undefined => {
  const parent = /(\[\]|\.\*)$/.test(at) ? parentOf(at) : undefined;
  const holder = parent === undefined ? undefined : there.get(parent);
  if (parent === undefined || holder === undefined || !isTop(at, there, here)) return undefined;
  const first = `${parent}(`;
  if ([...there.keys(), ...here.keys()].some((other) => other.startsWith(first))) return undefined;
  const kind = at.endsWith("]") ? "array" : "object";
  const takes = holder.type === undefined || holder.type.split("|").includes(kind);
  return takes && !(kind === "object" && holder.closed) ? { at } : undefined;
};

const isBranch = (at: string): boolean => at.endsWith(")");

const hasBranches = (at: string, list: Arguments): boolean =>
  [...list.keys()].some((other) => isBranch(other) && parentOf(other) === parentOf(at));

/** The siblings that callers could give before, and cannot give without this argument. */
const meant = ({ at, with: keys = [] }: SurfaceArgument, old: Arguments): readonly string[] => {
  const parent = parentOf(at);
  const prefix = parent === undefined ? "" : `${parent}.`;
  if (!keys.includes("*")) return keys.filter((key) => old.has(`${prefix}${segment(key)}`));
  return [...old.values()]
    .filter((other) => other.at !== at && parentOf(other.at) === parent)
    .filter((other) => parent !== undefined || other.in === "body")
    .map((other) => other.at);
};

/** What changed in the arguments of one tool, or below them. What came or went whole is one change. */
export const compareArguments = (before: SurfaceTool, after: SurfaceTool): readonly SurfaceChange[] => {
  const tool = after.name;
  const old = new Map(before.arguments.map((argument) => [argument.at, argument]));
  const now = new Map(after.arguments.map((argument) => [argument.at, argument]));
  const changes: SurfaceChange[] = [];
  for (const [at, argument] of old) {
    const next = now.get(at);
    const counterpart = next ?? unsaid(at, now, old);
    if (counterpart)
      changes.push(
        ...compareArgument(argument, counterpart, old).map((detail) => judged(detail, { tool, at })),
      );
    else if (isTop(at, now, old)) {
      const harmless = harmlessLoss(argument, now);
      changes.push(judged({ kind: "argument-removed" }, { tool, at }, harmless));
    }
  }
  for (const [at, argument] of now) {
    if (old.has(at) || !isTop(at, old, now)) continue;
    const before = unsaid(at, old, now);
    const details = before ? compareArgument(before, argument, old) : [addition(argument, old)];
    changes.push(...details.map((detail) => judged(detail, { tool, at })));
  }
  return [...changes, ...hashed(before, after, changes)];
};

const harmlessLoss = (argument: SurfaceArgument, now: Arguments): string | undefined => {
  if (argument.in === "reply") return "It is not sent, and still taken.";
  const holder = argument.at.endsWith(".*") ? now.get(parentOf(argument.at) ?? "") : undefined;
  if (holder?.closed) return "That other fields are refused is a change of what holds them.";
  const free = isBranch(argument.at) && !hasBranches(argument.at, now);
  return free ? "What remains is listed without alternatives." : undefined;
};

/** Alternatives where there were none take something away; one more of them does not. */
const addition = (argument: SurfaceArgument, old: Arguments): Detail => {
  const narrows = isBranch(argument.at) && !hasBranches(argument.at, old);
  return {
    kind: "argument-added",
    required: argument.required === true || meant(argument, old).length > 0 || narrows,
  };
};

const compareArgument = (
  before: SurfaceArgument,
  after: SurfaceArgument,
  old: Arguments,
): readonly Detail[] => {
  const values = valuesChange(before, after);
  const type = typeChange(before.type, after.type);
  const details: (Detail | undefined)[] = [
    requiredChange(before, after, old),
    // A value that was lost says what its type would say again.
    values?.removed.length ? undefined : type,
    values,
    ...limitChanges(before, after),
    before.closed !== after.closed
      ? { kind: "other-fields", direction: after.closed ? "narrowed" : "widened" }
      : undefined,
    before.rules !== after.rules
      ? { kind: "rules", direction: after.rules === undefined ? "widened" : "narrowed" }
      : undefined,
    before.in !== after.in
      ? { kind: "place", ...(before.in && { from: before.in }), ...(after.in && { to: after.in }) }
      : undefined,
    before.wire !== after.wire
      ? { kind: "wire", from: before.wire ?? before.at, to: after.wire ?? after.at }
      : undefined,
    same(before.default, after.default)
      ? undefined
      : {
          kind: "default",
          ...(before.default !== undefined && { from: before.default }),
          ...(after.default !== undefined && { to: after.default }),
        },
  ];
  return details.filter((detail) => detail !== undefined);
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const requiredChange = (
  before: SurfaceArgument,
  after: SurfaceArgument,
  old: Arguments,
): Detail | undefined => {
  if (before.required) return after.required ? undefined : optional(after);
  if (after.required) return { kind: "required", now: "required" };
  const [needed, needs] = [meant(before, old), meant(after, old)];
  const more = needs.filter((key) => !needed.includes(key));
  if (more.length > 0) {
    const all = after.with?.includes("*") === true;
    return { kind: "required", now: "required", with: all ? ["*"] : more };
  }
  return needed.some((key) => !needs.includes(key)) ? optional(after) : undefined;
};

const optional = ({ with: siblings }: SurfaceArgument): Detail => ({
  kind: "required",
  now: "optional",
  ...(siblings && { with: siblings }),
});

const typeChange = (from: string | undefined, to: string | undefined): Detail | undefined => {
  if (from === to) return undefined;
  const now = to?.split("|");
  const takes = (type: string): boolean =>
    now === undefined || now.includes(type) || (type === "integer" && now.includes("number"));
  const kept = from === undefined ? now === undefined : from.split("|").every(takes);
  return {
    kind: "type",
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    direction: kept ? "widened" : "narrowed",
  };
};

const valuesChange = (
  before: SurfaceArgument,
  after: SurfaceArgument,
): Extract<Detail, { readonly kind: "values" }> | undefined => {
  const { enum: from } = before;
  const { enum: to } = after;
  if (same(from, to)) return undefined;
  if (to === undefined) return { kind: "values", added: [], removed: [], list: "removed" };
  if (typeof from === "string" || typeof to === "string")
    return { kind: "values", added: [], removed: [], list: from === undefined ? "added" : "unknown" };
  if (from === undefined) return { kind: "values", added: to, removed: [], list: "added" };
  const without = (list: readonly unknown[], others: readonly unknown[]): readonly unknown[] =>
    list.filter((value) => !others.some((other) => same(value, other)));
  const added = without(to, from);
  const removed = without(from, to);
  return added.length + removed.length > 0 ? { kind: "values", added, removed } : undefined;
};

/** Rules over several arguments, and what is deeper than the lock lists. */
const hashed = (
  before: SurfaceTool,
  after: SurfaceTool,
  listed: readonly SurfaceChange[],
): readonly SurfaceChange[] => {
  const tool = after.name;
  const changes: SurfaceChange[] = [];
  if (before.rules !== after.rules) {
    const direction = after.rules === undefined ? "widened" : "narrowed";
    changes.push(judged({ kind: "rules", direction }, { tool }));
  }
  if (before.unlisted !== after.unlisted) {
    changes.push(judged({ kind: "unlisted" }, { tool }, harmlessDepth(before, after, listed)));
  }
  return changes;
};

/** A schema that is used again further down changes there too: one change must not look like two. */
const harmlessDepth = (
  before: SurfaceTool,
  after: SurfaceTool,
  listed: readonly SurfaceChange[],
): string | undefined => {
  if (!same(cutsOf(before), cutsOf(after)))
    return "The list ends elsewhere now, so deeper levels cannot be compared.";
  return listed.some(({ breaking }) => breaking)
    ? "The lock has only a hash of this level; the breaking changes above may be all of them."
    : undefined;
};

const cutsOf = (tool: SurfaceTool): readonly string[] =>
  tool.arguments.filter(({ cut }) => cut !== undefined).map(({ at }) => at);
