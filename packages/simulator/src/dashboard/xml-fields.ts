import type { Element } from "../xml.js";

/** The elements in an element; text between them is none. */
export const childrenOf = (element: Element | undefined, name?: string): readonly Element[] =>
  (element?.content ?? []).filter(
    (part): part is Element => typeof part !== "string" && (name === undefined || part.name === name),
  );

export const childOf = (element: Element | undefined, ...path: readonly string[]): Element | undefined =>
  path.reduce<Element | undefined>((found, name) => childrenOf(found, name)[0], element);

/** The text of an element below, without blanks at its ends; undefined when there is no such element. */
export const textAt = (element: Element | undefined, ...path: readonly string[]): string | undefined => {
  const found = childOf(element, ...path);
  return found && plainText(found);
};

/** The texts of all elements of a name. */
export const textsAt = (element: Element | undefined, name: string): readonly string[] =>
  childrenOf(element, name).map(plainText);

/** The text of an element itself. */
export const plainText = (element: Element): string =>
  element.content
    .filter((part) => typeof part === "string")
    .join("")
    .trim();
