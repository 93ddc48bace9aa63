import { resolve } from "node:path";
import type { App } from "@jackfield/contract";
import type { Revision, Watch } from "@jackfield/host";
import type { PatchedSpec } from "../2-patch/index.js";
import type { Config } from "../config/index.js";
import type { Diagnostic, Report } from "../report/index.js";
import { exit, type GlobalOptions, openSession, type Session } from "./session.js";
import { afterQuiet, fileWatcher } from "./watch.js";

/** A spec that was read, patched and planned, and the files that this took. */
export type SpecApp = { readonly app: App; readonly specs: readonly PatchedSpec[]; readonly skipped: number };

/** References to files that could not be read. */
const unreadIn = ({ diagnostics }: Report): readonly Diagnostic[] =>
  diagnostics.filter(({ code }) => code === "load/ref-unreadable");

const placesOf = (diagnostics: readonly Diagnostic[]): ReadonlySet<string> =>
  new Set(diagnostics.map(({ at }) => `${at.file}#${at.pointer}`));

/** Absolute paths of the overlays. */
const overlaysOf = ({ specs, folder }: Config): readonly string[] =>
  specs.flatMap(({ overlays }) => overlays.map((path) => resolve(folder, path)));

const filesOf = (config: Config, { specs }: Pick<SpecApp, "specs">): ReadonlySet<string> => {
  const read = specs.flatMap(({ path, parts = [] }) => [path, ...parts]);
  return new Set([...overlaysOf(config), ...read.filter((path) => path !== undefined)]);
};

/** Whether there is anything on this machine to watch. */
export const canWatch = (config: Config, served: Pick<SpecApp, "specs">): boolean =>
  filesOf(config, served).size > 0;

/** What is watched, and what is not. */
const watchedText = (files: number, { specs }: Pick<SpecApp, "specs">): string => {
  const remote = specs.flatMap(({ path, file, parts = [] }) => [
    ...(path === undefined ? [file] : []),
    ...(parts.includes(undefined) ? ["references to other hosts"] : []),
  ]);
  const rest =
    remote.length === 0 ? "" : `; ${remote.join(" and ")} cannot be watched, only read again with the rest`;
  return `watching ${files} ${files === 1 ? "file" : "files"} for changes${rest}.`;
};

/** A diagnostic takes a line with its fix. */
const problemsIn = (text: string): readonly string[] =>
  text
    .replaceAll(/\n\s+/g, " ")
    .split("\n")
    .filter((line) => line !== "");

type SpecReading = {
  readonly revision: Revision;
  readonly served?: SpecApp;
  readonly unread: readonly Diagnostic[];
};

type ReloadParts = {
  readonly options: GlobalOptions;
  /** When the spec was first read. */
  readonly since: number;
  /** The report of that. */
  readonly report: Report;
  readonly read: (session: Session) => Promise<SpecApp | undefined>;
};

/**
 * One reading: errors are for the operator, warnings were told at the start. `unread` are references that had no file the
 * last time: operations that lose theirs now are not given up, since somebody is at work on it.
 */
const attempt = async (
  { read, options }: Pick<ReloadParts, "read" | "options">,
  unread: readonly Diagnostic[],
): Promise<SpecReading> => {
  const texts: string[] = [];
  const terminal = { isTerminal: false, out: () => undefined, err: (text: string) => void texts.push(text) };
  const session = openSession({ ...options, json: false, quiet: !options.strict }, terminal);
  const served = await read(session);
  const before = placesOf(unread);
  const now = unreadIn(session.report);
  const findings = now.filter((one) => [...placesOf([one])].some((place) => !before.has(place)));
  const code = session.finish({ findings, ...(served && { skipped: served.skipped }) });
  const outcome = { unread: now, ...(served && { served }) };
  return served !== undefined && code === exit.fine
    ? { revision: { kind: "app", app: served.app }, ...outcome }
    : { revision: { kind: "broken", problems: problemsIn(texts.join("")) }, ...outcome };
};

/** Reads a spec again whenever one of its files changes. */
export const reloading =
  (config: Config, first: SpecApp, { since, report, ...reading }: ReloadParts): Watch =>
  async (take, tell) => {
    let unread = unreadIn(report);
    let watched = filesOf(config, first);
    let { skipped } = first;
    const reload = async (): Promise<void> => {
      const begun = Date.now();
      const { revision, served, unread: now } = await attempt(reading, unread);
      const read = served === undefined ? [] : filesOf(config, served);
      // What is broken may not say all of its files, so those of before stay.
      watched = new Set(revision.kind === "app" ? read : [...watched, ...read]);
      await files.watch(watched, begun);
      await take(revision);
      if (served === undefined || revision.kind === "broken") return;
      unread = now;
      if (served.skipped > skipped)
        tell(`operations that are left out: ${served.skipped}; jackfield inspect says why.`);
      skipped = served.skipped;
    };
    const failed = (error: unknown): void =>
      tell(`the reload failed: ${error instanceof Error ? error.message : String(error)}`);
    const changes = afterQuiet(() => reload().catch(failed));
    const files = fileWatcher({
      onChange: changes.changed,
      onError: ({ message }) => tell(`a file cannot be watched: ${message}`),
    });
    await files.watch(watched, since);
    tell(watchedText(watched.size, first));
    return async () => {
      await files.close();
      await changes.end();
    };
  };
