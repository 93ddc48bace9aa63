import { codePointName, concealing } from "@jackfield/contract";
import type { Operation, SchemaObject } from "../3-model/index.js";

/** Phrases that speak to a model about its orders instead of about an API. */
const orders: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:previous|prior|above|earlier|all|other|system)\b.{0,20}\b(?:instructions?|prompts?|rules?|messages?)\b/i,
  /\bdo not (?:tell|inform|mention|reveal|show)\b.{0,30}\b(?:the )?(?:user|human|person)\b/i,
  /\b(?:system prompt|hidden instructions?|secret instructions?)\b/i,
  /\byou (?:must|should) (?:always|first|now) (?:call|use|invoke|read|send)\b.{0,40}\b(?:tool|file|secret|token|credential)/i,
  /<\s*(?:important|system|instructions?)\s*>/i,
];

/** Code points of hidden characters in what the document says of an operation, at most five. */
export const hiddenCharactersOf = (operation: Operation, input: SchemaObject): readonly string[] => {
  const found = textsOf(operation, input).flatMap((text) => text.match(concealing) ?? []);
  return [...new Set(found)].slice(0, 5).map(codePointName);
};

/** The first passage that gives a model orders. */
export const ordersOf = (operation: Operation, input: SchemaObject): string | undefined => {
  for (const text of textsOf(operation, input)) {
    const found = orders.map((order) => order.exec(text)?.[0]).find((passage) => passage !== undefined);
    if (found !== undefined) return found.replaceAll(/\s+/g, " ").slice(0, 80);
  }
  return undefined;
};

const textsOf = (operation: Operation, input: SchemaObject): readonly string[] => {
  const properties = Object.values(input.properties ?? {});
  const told = properties.map((schema) => (typeof schema === "object" ? schema.description : undefined));
  return [operation.summary, operation.description, operation.body?.description, ...told].filter(
    (text) => text !== undefined,
  );
};
