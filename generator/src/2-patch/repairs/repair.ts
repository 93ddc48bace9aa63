import type { Json, JsonObject } from "../../document/json.js";
import type { Spot } from "../../document/walk.js";
import type { Place, RepairCode, Report } from "../../report/index.js";

/** Mends one fault that any description may have. */
export type Repair = {
  readonly code: RepairCode;
  /** The slots of the values it wants to see; all of them when absent. */
  readonly slots?: ReadonlySet<string>;
  /**
   * Called once for a document, before the walk: what a repair must know of the whole is worked out here, as late as
   * it can be, since most documents lack most faults. What it keeps lives as long as the walk.
   */
  readonly begin: (document: JsonObject) => Mend;
};

/**
 * The value without the fault, or the value itself. Called for every object of a description, parents first, and for
 * strings that stand where an object should. Reports what it mends.
 */
export type Mend = (value: JsonObject | string, spot: Spot, told: Told) => Json;

export type Told = {
  readonly report: Report;
  /**
   * The place of the value, or of what the tokens lead to in it. Only for what is changed, and all of that: a change is
   * recorded for each place that was asked for.
   */
  readonly at: (...inside: readonly (string | number)[]) => Place;
};
