import { join } from "node:path";
import { staleFiles, textIn } from "../6-write/index.js";
import { shownPath } from "../config/index.js";
import { compareSurfaces, counted, sentence } from "../diff/index.js";
import type { Report } from "../report/index.js";
import { keepAbsent, type ReadSurface, readSurface, type Surface, surfaceFiles } from "./index.js";

/**
 * What the lock in a folder should say after a run: what the run made, and of the optional sources that it could not
 * read, what is committed. That is lost when the lock cannot be read, which is reported.
 */
export const lockedSurface = (
  { surface, absent }: { readonly surface: Surface; readonly absent: readonly string[] },
  folder: string,
  report: Report,
): Surface => {
  const committed = absent.length === 0 ? undefined : textIn(folder, "surface.json");
  const read = committed === undefined ? undefined : readSurface(committed);
  if (read?.kind === "surface") return keepAbsent(surface, read.surface, absent);
  const file = shownPath(join(folder, "surface.json"));
  if (read !== undefined) report.add("lock/lost", { file }, { absent: absent.join(", ") });
  return surface;
};

/** Changes that a finding names. */
const mostNamed = 3;

/**
 * Reports the lock files that do not say what they should after a run: what that would change for callers, breaking
 * changes first, and `refreshCommand`, the command that makes them again. Writes nothing.
 */
export const reportStaleLock = (
  surface: Surface,
  { lockFolder, refreshCommand }: { readonly lockFolder: string; readonly refreshCommand: string },
  report: Report,
): void => {
  for (const { path, missing, text } of staleFiles(surfaceFiles(surface), lockFolder)) {
    const committed = path.endsWith(".json") && text !== undefined ? readSurface(text) : undefined;
    const newer = committed?.kind === "version" && committed.version > surface.version;
    const differences = committed && differencesOf(committed, surface);
    const details = {
      path,
      missing,
      refreshCommand,
      newer,
      ...(differences !== undefined && { differences }),
    };
    report.add("write/stale", { file: shownPath(join(lockFolder, path)) }, details);
  }
};

const differencesOf = (read: ReadSurface, surface: Surface): string => {
  if (read.kind === "other") return `it is not a surface lock (${read.problem})`;
  if (read.kind === "version") return `it has form ${read.version}, not ${surface.version}`;
  const { changes, totals } = compareSurfaces(read.surface, surface);
  if (changes.length === 0)
    return "nothing changed for callers, but not every line is as it would be written";
  const named = changes
    .slice(0, mostNamed)
    .map((change) => (change.breaking ? `breaking: ${sentence(change)}` : sentence(change)));
  const more = changes.length - named.length;
  const rest = more > 0 ? [`… and ${more} more`] : [];
  return `${counted(totals.breaking, totals.other)} (${[...named, ...rest].join("; ")})`;
};
