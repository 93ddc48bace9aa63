import { recordOf } from "@jackfield/contract";
import type { Report } from "../report/index.js";
import { matchesFace } from "./select.js";
import type { LocalToolModule, PlannedHttpTool, PlannedLocalTool, PlannedTool, Selector } from "./types.js";

/**
 * Hand-written tools as part of the plan, without those that the config excludes. Each keeps its name: one that is
 * taken is an error at the tool, since callers of either would get the other.
 */
export const planLocalTools = (
  modules: readonly LocalToolModule[],
  operations: readonly PlannedHttpTool[],
  exclude: Selector,
  report: Report,
): readonly PlannedLocalTool[] => {
  const owners = new Map(
    operations.map(({ face, origin }) => [face.name, `${origin.file}#${origin.pointer}`]),
  );
  const wanted = modules.filter(({ face }) => !matchesFace(face.name, face.tags ?? [], exclude));
  return wanted.flatMap(({ face, module, origin }): readonly PlannedLocalTool[] => {
    const { file, exportName, line, column } = origin;
    const owner = owners.get(face.name);
    if (owner !== undefined) {
      report.add("tools/name-taken", { file, line, column }, { name: face.name, owner });
      return [];
    }
    owners.set(face.name, `${file}#${exportName}`);
    return [{ kind: "local", face, record: recordOf(face, true), module, origin }];
  });
};

/** What a tool runs, for people: the request of an operation, the module of a hand-written tool. */
export const callsOf = (planned: PlannedTool): string =>
  planned.kind === "http"
    ? `${planned.face.request.method} ${planned.face.request.path}`
    : planned.origin.file;
