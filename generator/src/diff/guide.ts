import type { Surface, SurfaceGuidePart } from "../surface/index.js";
import { judged } from "./reasons.js";
import type { Detail, SurfaceChange } from "./types.js";

const titleOf = ({ kind, name }: SurfaceGuidePart): string => (name === "" ? kind : `${kind} ${name}`);

/** What clients read apart from tools, before and after. */
export const compareGuides = (before: Surface, after: Surface): readonly SurfaceChange[] => {
  const next = new Map((after.guide ?? []).map((part) => [titleOf(part), part]));
  const details = (before.guide ?? []).flatMap((part): readonly Detail[] => {
    const title = titleOf(part);
    const now = next.get(title);
    next.delete(title);
    if (now === undefined) return [{ kind: "guide-removed", part: title }];
    return now.text === part.text ? [] : [{ kind: "guide-text", part: title }];
  });
  const added = [...next.keys()].map((part): Detail => ({ kind: "guide-added", part }));
  return [...details, ...added].map((detail) => judged(detail, {}));
};
