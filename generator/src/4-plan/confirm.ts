import { nearest } from "@jackfield/contract";
import type { Report } from "../report/index.js";
import type { PlannedTool, PlanOptions } from "./types.js";

/**
 * The tools with what the option `confirm` says of them, in place of what their operations say. A name that is no tool is an
 * error, since the tool that was meant would run unasked, unless an API is absent.
 */
export const markConfirmed = (
  tools: readonly PlannedTool[],
  { confirm = {}, absent = [] }: PlanOptions,
  report: Report,
): readonly PlannedTool[] => {
  const names = tools.map(({ face }) => face.name);
  const known = new Set(names);
  for (const name of Object.keys(confirm).filter((one) => !known.has(one))) {
    const at = { file: "config" };
    const where = "The option confirm";
    if (absent.length > 0) report.add("plan/absent-tool", at, { where, name, absent: absent.join(" or ") });
    else report.add("plan/unknown-tool", at, { where, name, nearest: nearest(name, names) });
  }
  return tools.map((planned): PlannedTool => {
    const reason = Object.hasOwn(confirm, planned.face.name) ? confirm[planned.face.name] : undefined;
    if (reason === undefined) return planned;
    const record = { ...planned.record, confirm: reason };
    return planned.kind === "http"
      ? { ...planned, face: { ...planned.face, confirm: reason }, record }
      : { ...planned, face: { ...planned.face, confirm: reason }, record };
  });
};
