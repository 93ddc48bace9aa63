import { readdir } from "node:fs/promises";
import { dirname, extname, join, resolve } from "node:path";
import { readDocument } from "../1-load/index.js";
import { overlayName, type PatchedSpec } from "../2-patch/index.js";
import { type Config, shownPath } from "../config/index.js";
import type { JsonObject } from "../document/json.js";
import type { Report } from "../report/index.js";

/** Overlays that every spec that lists them is left as it was by. */
const reportUseless = (config: Config, specs: readonly PatchedSpec[], report: Report): void => {
  const effective = new Set(specs.flatMap(({ changes }) => changes.map(({ by }) => by)));
  // Of a description that was not pulled nobody knows.
  const read = config.specs.filter(({ id }) => specs.some((spec) => spec.id === id));
  const listed = new Set(
    read.flatMap(({ overlays }) => overlays.map((path) => resolve(config.folder, path))),
  );
  for (const path of listed) {
    if (!effective.has(overlayName(path, config)))
      report.add("patch/changes-nothing", { file: shownPath(path) }, {});
  }
};

const isOverlay = (value: unknown): boolean =>
  value !== null &&
  typeof value === "object" &&
  typeof (value as JsonObject).overlay === "string" && // asked for, not relied on
  Object.hasOwn(value, "actions");

/** Overlays in the folders of listed ones, and where `patch new` writes, that the config does not list. */
const reportForgotten = async (config: Config, report: Report): Promise<void> => {
  const { folder, specs, limits } = config;
  const listed = new Set(specs.flatMap(({ overlays }) => overlays.map((path) => resolve(folder, path))));
  const places = [
    ...[...listed].map((path) => dirname(path)),
    ...specs.map(({ id }) => join(folder, "patches", id)),
  ];
  for (const place of new Set(places)) {
    const entries = await readdir(place, { withFileTypes: true }).catch(() => []);
    const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    for (const name of names.sort()) {
      const path = join(place, name);
      if (listed.has(path) || ![".yaml", ".yml", ".json"].includes(extname(name))) continue;
      const read = await readDocument({ kind: "file", path }, { limits });
      if (!read.ok || !isOverlay(read.value)) continue;
      report.add("patch/not-listed", { file: shownPath(path) }, { config: config.file ?? "the config" });
    }
  }
};

/** Reports patches that nobody needs any more, and those that nobody applies. */
export const reportDeadPatches = async (
  config: Config,
  specs: readonly PatchedSpec[],
  report: Report,
): Promise<void> => {
  if (config.file === undefined) return;
  reportUseless(config, specs, report);
  await reportForgotten(config, report);
};
