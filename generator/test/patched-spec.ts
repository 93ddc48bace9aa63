import type { PatchedSpec } from "../src/2-patch/types.js";
import type { JsonObject } from "../src/document/json.js";

/** A spec that no overlay and no repair touched, as the stages after `2-patch` get it. It has no lines. */
export const patchedSpec = (document: JsonObject, given: Partial<PatchedSpec> = {}): PatchedSpec => ({
  id: "t",
  file: "t.yaml",
  source: "t.yaml",
  version: "3.1",
  document,
  overlaid: document,
  hash: "",
  locate: () => undefined,
  changes: [],
  ...given,
});
