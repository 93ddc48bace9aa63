import type { Operation } from "../3-model/index.js";
import type { Report } from "../report/index.js";
import type { NamedOperation } from "./names.js";
import type { Marks, PlanOptions, Selector } from "./types.js";

/**
 * The operations that the config wants: all, or those that `include` names, without those that `exclude` names and those
 * that their spec marks as not for this use. The latter are counted in the report.
 */
export const selectOperations = (
  operations: readonly NamedOperation[],
  { include, exclude, marks = "mcp" }: Pick<PlanOptions, "include" | "exclude" | "marks">,
  report: Report,
): readonly NamedOperation[] => {
  const all = include.names.length + include.tags.length === 0;
  const wanted = operations.filter(
    (operation) => (all || matches(operation, include)) && !matches(operation, exclude),
  );
  reportMarks(wanted, marks, report);
  return wanted.filter(({ operation }) => !isHidden(operation, marks));
};

const isHidden = ({ mark }: Operation, marks: Marks): boolean =>
  mark !== undefined && marks !== "none" && (marks === "all" || mark.kind === "mcp");

/** One line an API for what was left out, and one for what could be. */
const reportMarks = (operations: readonly NamedOperation[], marks: Marks, report: Report): void => {
  const files = new Set(operations.map(({ api }) => api.file));
  for (const file of files) {
    const marked = operations.filter(({ api, operation }) => api.file === file && operation.mark);
    const hidden = marked.filter(({ operation }) => isHidden(operation, marks));
    const internal = marked.filter(({ operation }) => !hidden.some((one) => one.operation === operation));
    const at = { file, pointer: "/paths" };
    if (hidden.length > 0)
      report.add("plan/marked-operations", at, { count: hidden.length, names: namesOf(hidden) });
    if (internal.length > 0 && marks === "mcp")
      report.add("plan/internal-operations", at, { count: internal.length, names: namesOf(internal) });
  }
};

const namesOf = (operations: readonly NamedOperation[]): string =>
  [...new Set(operations.flatMap(({ operation }) => operation.mark?.name ?? []))].join(", ");

const matches = ({ name, operation }: NamedOperation, selector: Selector): boolean =>
  matchesFace(name, operation.tags, selector);

/** Whether a selector names a tool, by its name or by one of its tags. */
export const matchesFace = (name: string, ownTags: readonly string[], { names, tags }: Selector): boolean =>
  matchesName(name, names) || tags.some((glob) => ownTags.some((tag) => expressionOf(glob).test(tag)));

/** `*` stands for any characters, letter case does not matter. */
export const matchesName = (name: string, globs: readonly string[]): boolean =>
  globs.some((glob) => expressionOf(glob).test(name));

const expressionOf = (glob: string): RegExp => {
  const parts = glob.split(/\*+/).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "iu");
};
