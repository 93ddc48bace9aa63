import { versionOf } from "../../1-load/index.js";
import type { JsonObject } from "../../document/json.js";
import { isSchemaSlot } from "../../document/sections.js";
import type { WalkSpot } from "../../document/walk.js";
import type { CodeDefinition, OwnCode, Severity } from "../../report/index.js";

type RepairPath = readonly (string | number)[];

/** One thing that a repair changed in a value. */
export type RepairChange<Params> = {
  /** Where the diagnostic points, below the value; the value itself by default. */
  readonly at?: RepairPath;
  /** What was replaced, if the diagnostic points into it; `at` by default. */
  readonly replaced?: RepairPath;
  /** What the message names. */
  readonly params: Params;
};

/** The value without the fault, and what was changed for that. */
export type Repaired<Params> = {
  readonly value: JsonObject;
  readonly changes: readonly RepairChange<Params>[];
};

/** Undefined: the value does not have the fault. */
type Attempt<Value, Params> = (value: Value, spot: WalkSpot) => Repaired<Params> | undefined;

type Fixer<Params> = {
  /** The slots of the values it wants to see (see `Spot`); all of them when absent. */
  readonly slots?: ReadonlySet<string>;
  /** The member that a value with the fault has; others are passed by, which costs less than a call. */
  readonly member?: string;
  /**
   * Called once for a document, before the walk: what a repair must know of the whole is worked out here, as late as
   * it can be, since most documents lack most faults. What it keeps lives as long as the walk. The result is called
   * for every object of a spec, parents first.
   */
  readonly begin: (document: JsonObject) => Attempt<JsonObject, Params>;
  /** Called for text that stands where an object should. */
  readonly text?: Attempt<string, Params>;
};

/** A repair as it is written: what it fixes and reports, which values it wants, and what it makes of them. */
export type RepairDefinition<Params> = CodeDefinition<Params> &
  Fixer<Params> & {
    /** The code of its diagnostics, such as `acme/legacy-dates`; a config can switch it off by that. */
    readonly code: OwnCode;
    /** The fault, and what becomes of it: one line for the documentation. */
    readonly summary: string;
  };

/** A change with its texts, whatever the repair's params were. */
export type ReadyChange = {
  readonly at: RepairPath;
  readonly replaced: RepairPath;
  readonly severity: Severity;
  readonly message: string;
  readonly fix: string;
};

type ReadyAttempt<Value> = (
  value: Value,
  spot: WalkSpot,
) => { readonly value: JsonObject; readonly changes: readonly ReadyChange[] } | undefined;

/** A repair as the walk uses it. */
export type Repair = {
  readonly code: OwnCode;
  readonly summary: string;
  readonly severity: Severity;
  readonly slots?: ReadonlySet<string>;
  readonly member?: string;
  readonly begin: (document: JsonObject) => ReadyAttempt<JsonObject>;
  readonly text?: ReadyAttempt<string>;
};

/**
 * A repair for one fault that any spec may have: data in, data out. It gives back the value without the fault,
 * and a second run finds nothing. Anyone who runs it reports and records what it changed.
 */
export const defineRepair = <Params>(definition: RepairDefinition<Params>): Repair => {
  const { code, summary, slots, member, begin, text, severity, message, fix } = definition;
  const ready =
    <Value>(attempt: Attempt<Value, Params>): ReadyAttempt<Value> =>
    (value, spot) => {
      const result = attempt(value, spot);
      if (result === undefined) return undefined;
      const changes = result.changes.map(({ at = [], replaced = at, params }) => {
        const texts = { message: message(params), fix: typeof fix === "string" ? fix : fix(params) };
        return { at, replaced, severity, ...texts };
      });
      return { value: result.value, changes };
    };
  return {
    code,
    summary,
    severity,
    ...(slots && { slots }),
    ...(member !== undefined && { member }),
    begin: (document) => ready(begin(document)),
    ...(text && { text: ready(text) }),
  };
};

/** The value after a single change. */
export const oneChange = <Params>(
  value: JsonObject,
  params: Params,
  ...at: readonly (string | number)[]
): Repaired<Params> => ({ value, changes: [{ at, params }] });

/** The fixed methods of a Path Item Object (OpenAPI 3.2 section 4.9.1). */
export const methods: ReadonlySet<string> = new Set(
  "get put post delete options head patch trace query".split(" "),
);

export const operationSlots: ReadonlySet<string> = new Set([...methods, "additionalOperations"]);
export const itemSlots: ReadonlySet<string> = new Set(["paths", "webhooks", "pathItems"]);
export const parameterSlots: ReadonlySet<string> = new Set(["parameters"]);
export const bodySlots: ReadonlySet<string> = new Set(["requestBody", "requestBodies"]);
export const rootSlots: ReadonlySet<string> = new Set([""]);

/** A name that the specification keeps for extensions, also where names are free. */
export const isExtension = (name: string | number): boolean => String(name).startsWith("x-");

export const isRoot = ({ slot, pointer }: WalkSpot): boolean => slot === "" && pointer() === "";

export const isPathItem = ({ slot, name, map }: WalkSpot): boolean =>
  itemSlots.has(slot) && !map && !isExtension(name);

/** A schema may have an unknown member `options`; only in a path item that is an operation. */
export const isOperation = ({ slot, within, map }: WalkSpot): boolean =>
  operationSlots.has(slot) && itemSlots.has(within) && !map;

/** A Parameter Object, in a list or among the components; a link has members of the same name. */
export const isParameter = (value: JsonObject, { slot, within, map }: WalkSpot): boolean =>
  slot === "parameters" && !map && within !== "links" && typeof value.name === "string";

export const isSwagger2 = (document: JsonObject): boolean => versionOf(document) === "2.0";

/** Whether a schema stands at a spot. Parameters and headers of Swagger 2.0 are schemas with a name. */
export const schemaSpots = (document: JsonObject): ((spot: WalkSpot) => boolean) => {
  const swagger2 = isSwagger2(document);
  return ({ slot, map }) =>
    !map && (isSchemaSlot(slot) || (swagger2 && (slot === "parameters" || slot === "headers")));
};
