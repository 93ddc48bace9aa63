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

const matches = ({ name, operation }: NamedOperation, { names, tags }: Selector): boolean =>
  names.some((glob) => expressionOf(glob).test(name)) ||
  tags.some((glob) => operation.tags.some((tag) => expressionOf(glob).test(tag)));

const expressionOf = (glob: string): RegExp => {
  const parts = glob.split(/\*+/).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "iu");
};
