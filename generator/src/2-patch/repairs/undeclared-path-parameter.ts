import type { Json, JsonObject } from "../../document/json.js";
import { isSwagger2 } from "./document-spots.js";
import {
  declaredNames,
  inPath,
  nameOf,
  type OnPath,
  operationsIn,
  pathSlots,
  pathTracker,
} from "./path-templates.js";
import type { Repair } from "./repair.js";

/** Path parameters as the operations of a path declare them, by name; the first one's, when they differ. */
const declaredBeside = ({ item, read }: OnPath): ReadonlyMap<string, Json> => {
  const all = operationsIn(item).flatMap(({ parameters }) => read(parameters).filter(inPath));
  return new Map(all.reverse().map((listed) => [nameOf(listed), listed.entry]));
};

/** A name in the path that nothing declares: what another operation of the path says of it, else text. */
export const undeclaredPathParameter: Repair = {
  code: "patch/undeclared-path-parameter",
  slots: pathSlots,
  begin: (document) => {
    const track = pathTracker(document);
    const text: JsonObject = isSwagger2(document) ? { type: "string" } : { schema: { type: "string" } };
    let beside: ReadonlyMap<string, Json> | undefined;
    return (value, spot, { report, at }) => {
      const on = typeof value === "string" ? undefined : track(value, spot);
      if (!on || typeof value === "string") return value;
      if (on.isItem) beside = undefined;
      const { parameters = [] } = value;
      if (on.isItem || on.names.size === 0 || !Array.isArray(parameters)) return value;
      const own = declaredNames(on.read, parameters);
      const missing = [...on.names].filter((name) => !own.has(name) && !on.inherited.has(name));
      if (missing.length === 0) return value;
      beside ??= declaredBeside(on);
      const copies = beside;
      const told = (names: readonly string[], copied: boolean): void => {
        if (names.length > 0)
          report.add("patch/undeclared-path-parameter", at("parameters"), { names, path: on.path, copied });
      };
      told(
        missing.filter((name) => copies.has(name)),
        true,
      );
      told(
        missing.filter((name) => !copies.has(name)),
        false,
      );
      const added = missing.map((name) => copies.get(name) ?? { name, in: "path", required: true, ...text });
      return { ...value, parameters: [...parameters, ...added] };
    };
  },
};
