import type { LoadedSpec } from "../1-load/index.js";
import type { Report } from "../report/index.js";
import { applyOverlays, type PatchConfig } from "./overlays.js";
import { type Repair, repair, reportUnknownRepairs } from "./repairs/index.js";
import type { PatchedSpec } from "./types.js";

export { overlap } from "./changes.js";
export type { WrittenAction } from "./difference.js";
export { overlayFormat } from "./format.js";
export { placeIn } from "./json-path.js";
export { overlayName, type PatchConfig } from "./overlays.js";
export { type FormField, formBody, wholeBody } from "./repairs/bodies.js";
export { builtInRepairs, type Repair } from "./repairs/index.js";
export { listStyle } from "./repairs/parameter-schemas.js";
export { spellNullable } from "./repairs/schema-types.js";
export { overlayText, type PatchFinding, scaffold } from "./scaffold.js";
export type { Change, PatchedSpec } from "./types.js";

/**
 * The specs after their overlays, in the config's order, and then the repairs that are not switched off: the built-in
 * ones, then those of plugins.
 * Nothing is insisted on: what does not apply is reported and the rest goes on. `specs` are not touched.
 */
export const patch = async (
  specs: readonly LoadedSpec[],
  config: PatchConfig,
  report: Report,
  own: readonly Repair[] = [],
): Promise<readonly PatchedSpec[]> => {
  reportUnknownRepairs(config, own, report);
  const patched: PatchedSpec[] = [];
  for (const spec of specs) {
    const overlaid = await applyOverlays(spec, config, report);
    const repaired = repair(overlaid.document, config.repairs.off, { report, file: spec.file }, own);
    const changes = [...overlaid.changes, ...repaired.changes];
    patched.push({ ...spec, document: repaired.document, overlaid: overlaid.document, changes });
  }
  return patched;
};
