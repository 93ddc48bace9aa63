import type { InputPart, StaticTypes } from "../4-plan/types.js";
import { quoted } from "./escape.js";

/** Type text that this file made: the only thing the template helper `type` prints. */
type TypeText = { readonly text: string };

const made = new WeakSet<TypeText>();

export const isTypeText = (value: unknown): value is TypeText =>
  typeof value === "object" && value !== null && made.has(value as TypeText); // a set tells only members apart

type ToolTypes = {
  /** Key of `operations`. */
  readonly operation: TypeText;
  readonly input: TypeText;
  readonly output: TypeText;
  /** Helper types of the runtime that the texts use. */
  readonly helpers: readonly string[];
};

/** How a tool's static types are spelled with `Op`, its entry in `operations`. Spec text comes in quotes only. */
export const toolTypes = (types: StaticTypes): ToolTypes => {
  return {
    operation: typeText(quoted(types.operation)),
    input: typeText(inputText(types.parts)),
    output: typeText(outputText(types.output)),
    helpers: [...new Set(types.parts.flatMap(helpersOf))].sort(),
  };
};

const helpersOf = (part: InputPart): readonly string[] => {
  if (part.kind === "whole" || part.kind === "choice" || part.kind === "untyped") return [];
  const rename = Object.keys(part.renamed).length > 0 ? ["Renamed"] : [];
  if (part.kind === "fields") return ["Fields", ...rename];
  return part.optional.length > 0 ? ["Loose", ...rename] : rename;
};

const typeText = (text: string): TypeText => {
  const value = Object.freeze({ text });
  made.add(value);
  return value;
};

const widestLine = 110 - "export type Input = ;".length;

const inputText = (parts: readonly InputPart[]): string => {
  const texts = parts.map(partText);
  if (texts.length === 0) return "Record<never, never>";
  const line = texts.join(" & ");
  return line.length <= widestLine ? line : texts.join(" &\n  ");
};

const partText = (part: InputPart): string => {
  switch (part.kind) {
    case "parameters":
      return loose(
        renamed(omitted(`NonNullable<Op["parameters"]["${part.in}"]>`, part.omitted), part.renamed),
        part.optional,
      );
    case "whole":
      return `{ ${member(part.key)}${part.required ? "" : "?"}: ${bodyText(part.mediaType)} }`;
    case "fields": {
      const fields = renamed(omitted(`Fields<${bodyText(part.mediaType)}>`, part.omitted), part.renamed);
      return part.required ? fields : `Partial<${fields}>`;
    }
    case "untyped":
      return `{ ${member(part.key)}${part.required ? "" : "?"}: unknown }`;
    case "choice":
      return `{ ${member(part.key)}?: ${union(part.values)} }`;
  }
};

const member = (key: string): string => (/^[A-Za-z_$][A-Za-z0-9_$]*$/.test(key) ? key : quoted(key));

const bodyText = (mediaType: string): string =>
  `NonNullable<Op["requestBody"]>["content"][${quoted(mediaType)}]`;

const renamed = (type: string, names: Readonly<Record<string, string>>): string => {
  const pairs = Object.entries(names).map(([wire, key]) => `${quoted(wire)}: ${quoted(key)}`);
  return pairs.length === 0 ? type : `Renamed<${type}, { ${pairs.join("; ")} }>`;
};

const omitted = (type: string, keys: readonly string[]): string =>
  keys.length === 0 ? type : `Omit<${type}, ${union(keys)}>`;

const loose = (type: string, keys: readonly string[]): string =>
  keys.length === 0 ? type : `Loose<${type}, ${union(keys)}>`;

const union = (values: readonly string[]): string =>
  values.length === 0 ? "never" : values.map(quoted).join(" | ");

const outputText = (output: StaticTypes["output"]): string => {
  if (output === undefined) return "void";
  const status = /^[1-9][0-9]{2}$/.test(output.status) ? output.status : quoted(output.status);
  return `Op["responses"][${status}]["content"][${quoted(output.mediaType)}]`;
};
