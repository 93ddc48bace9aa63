import type { Json, JsonObject, Spot } from "../../1-load/index.js";
import type { Place, RepairCode, Report } from "../../report/index.js";

/** Mends one fault that any description may have. */
export type Repair = {
  readonly code: RepairCode;
  /**
   * The value without the fault, or the value itself. Called for every object of a description, and for strings that
   * stand where an object should. Reports what it mends.
   */
  readonly mend: (value: JsonObject | string, spot: Spot, told: Told) => Json;
};

export type Told = { readonly report: Report; readonly at: () => Place };
