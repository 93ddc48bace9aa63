import type { LoadedSpec } from "../1-load/types.js";
import type { Json, JsonObject } from "../document/json.js";
import type { Place } from "../report/index.js";

/** One change that an overlay or a repair made. */
export type Change = {
  /** The overlay file, from the root of its repository, if it is in one; or the repair's diagnostic code. */
  readonly by: string;
  readonly action: "update" | "remove" | "copy" | "repair";
  /** JSON pointer of the changed value in the patched document (for `remove`: where it was). */
  readonly pointer: string;
  /** What stood there; absent when nothing did. */
  readonly before?: Json;
  /** What stands there now; absent when nothing does. */
  readonly after?: Json;
  /** Why: the overlay's `x-reason`, or what the repair says of it. */
  readonly reason?: string;
  /** The action in its overlay; for a repair the place in the document. */
  readonly at: Place;
};

/** A loaded document after its overlays and the built-in repairs. */
export type PatchedSpec = LoadedSpec & {
  /** The document after its overlays and before the repairs: what one more overlay would be applied to. */
  readonly overlaid: JsonObject;
  readonly changes: readonly Change[];
};
