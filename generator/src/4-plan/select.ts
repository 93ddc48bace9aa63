import type { NamedOperation } from "./names.js";
import type { Selector } from "./types.js";

/** The operations that the config wants: all, or those that `include` names, without those that `exclude` names. */
export const selectOperations = (
  operations: readonly NamedOperation[],
  include: Selector,
  exclude: Selector,
): readonly NamedOperation[] => {
  const all = include.names.length + include.tags.length === 0;
  return operations.filter(
    (operation) => (all || matches(operation, include)) && !matches(operation, exclude),
  );
};

const matches = ({ name, operation }: NamedOperation, selector: Selector): boolean =>
  matchesFace(name, operation.tags, selector);

/** Whether a selector names a tool, by its name or by one of its tags. */
export const matchesFace = (name: string, ownTags: readonly string[], { names, tags }: Selector): boolean =>
  names.some((glob) => expressionOf(glob).test(name)) ||
  tags.some((glob) => ownTags.some((tag) => expressionOf(glob).test(tag)));

const expressionOf = (glob: string): RegExp => {
  const parts = glob.split(/\*+/).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "iu");
};
