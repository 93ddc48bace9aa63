import { code } from "./code.js";

/** `tool` is empty for the list as a whole; `clients` are those that the finding concerns, in words. */
type Lint = { tool: string; at: string; what: string; clients: string };

const part = ({ tool, at }: Lint): string => (at === "" ? tool : `${tool}: ${at}`);

/** What a description leaves out (`lint/smells.ts`). */
export const smellCodes = {
  "lint/no-purpose": code<Lint>({
    severity: "warning",
    message: ({ tool, what }) => `${tool} ${what}, so a model cannot know when to use it.`,
    fix: "Say in a sentence or two what it does and when to use it, with an overlay (`jackfield patch new <tool>`).",
  }),
  "lint/unexplained-input": code<Lint>({
    severity: "warning",
    message: ({ tool, what }) => `${tool} does not explain ${what}.`,
    fix: "Describe each input with an overlay (`jackfield patch new <tool>`): what it means and where a caller finds its value.",
  }),
  "lint/no-limits": code<Lint>({
    severity: "warning",
    message: ({ tool }) => `${tool} states no limit: nothing says which values or how many it takes.`,
    fix: "State what it refuses and how much it takes, in the description or as enum, maximum, maxLength, pattern or format.",
  }),
  "lint/no-example": code<Lint>({
    severity: "warning",
    message: ({ tool, what }) => `${tool} gives no example of ${what}.`,
    fix: 'Add `examples` to the schema, or one value after "for example" in its description, with an overlay.',
  }),
} as const;

export const lintCodes = {
  ...smellCodes,
  "lint/too-many-tools": code<Lint>({
    severity: "warning",
    message: ({ what, clients }) => `${what} in ${clients}.`,
    fix: "Offer fewer tools with a default profile, include or exclude, or keep --mode auto, which switches to search above 100 tools.",
  }),
  "lint/duplicate-name": code<Lint>({
    severity: "error",
    message: ({ what, clients }) =>
      `Several tools share the name ${what}, which must be unique: a call reaches one of them at most, in ${clients}.`,
    fix: "Give every tool a name of its own; tools of `jackfield generate` have one.",
  }),
  "lint/tool-name": code<Lint>({
    severity: "error",
    message: ({ tool, what, clients }) => `${tool} ${what}; refused by ${clients}.`,
    fix: "Give the operation another operationId with an overlay: letters, digits, _ and -, at most 52.",
  }),
  "lint/long-name": code<Lint>({
    severity: "warning",
    message: ({ tool, what, clients }) =>
      `${tool} ${what} in ${clients}; such clients hide or refuse longer names.`,
    fix: "Shorten the operationId with an overlay, or register the server under a shorter name.",
  }),
  "lint/long-description": code<Lint>({
    severity: "warning",
    message: ({ tool, what, clients }) => `${tool} ${what} reach the model in ${clients}.`,
    fix: "Lower budgets.descriptionMax, or shorten the text with an overlay.",
  }),
  "lint/root-not-object": code<Lint>({
    severity: "error",
    message: ({ tool, clients }) =>
      `The schema of ${tool} is not of type object, which protocol revisions before 2026-07-28 demand; refused by ${clients}.`,
    fix: "Arguments must be an object: put the value under a property.",
  }),
  "lint/root-combination": code<Lint>({
    severity: "error",
    message: ({ tool, what, clients }) => `${tool} ${what}; the whole list is refused by ${clients}.`,
    fix: "Merge the alternatives into one object, or put them under a property.",
  }),
  "lint/argument-name": code<Lint>({
    severity: "error",
    message: ({ tool, what, clients }) =>
      `${tool} names arguments ${what}; the whole list is refused by ${clients}.`,
    fix: "Use 1 to 64 letters, digits, _ . or - in the names of arguments.",
  }),
  "lint/array-without-items": code<Lint>({
    severity: "error",
    message: (fault) => `${part(fault)} ${fault.what}; refused by ${fault.clients}.`,
    fix: "Describe the items with an overlay (`jackfield patch new <tool>`); items: {} allows anything.",
  }),
  "lint/object-without-properties": code<Lint>({
    severity: "error",
    message: (fault) => `${part(fault)} ${fault.what}; refused by APIs like that of ${fault.clients}.`,
    fix: "Declare its properties or additionalProperties with an overlay (`jackfield patch new <tool>`).",
  }),
  "lint/reference": code<Lint>({
    severity: "error",
    message: (fault) => `${part(fault)} ${fault.what}, which is not resolved by ${fault.clients}.`,
    fix: "Replace the reference by the schema itself.",
  }),
  "lint/unknown-keyword": code<Lint>({
    severity: "warning",
    message: (fault) => `${part(fault)} ${fault.what}, a keyword unknown to ${fault.clients}.`,
    fix: "Use type, properties, items, enum or anyOf instead, or explain it in the description.",
  }),
  "lint/several-types": code<Lint>({
    severity: "warning",
    message: (fault) => `${part(fault)} ${fault.what}; only one of them is used by ${fault.clients}.`,
    fix: "Use anyOf with a type in each alternative.",
  }),
  "lint/branch-without-type": code<Lint>({
    severity: "warning",
    message: (fault) => `${part(fault)} ${fault.what}; refused by ${fault.clients}.`,
    fix: "Give every alternative a type with an overlay (`jackfield patch new <tool>`).",
  }),
  "lint/dialect": code<Lint>({
    severity: "error",
    message: (fault) => `${part(fault)} ${fault.what}; such tools are left out by ${fault.clients}.`,
    fix: "Remove the keyword from the advertised schema; the runtime still validates with the full schema.",
  }),
  "lint/untyped-argument": code<Lint>({
    severity: "warning",
    message: (fault) => `${part(fault)} ${fault.what}; values are sent as text by ${fault.clients}.`,
    fix: "Give it a type with an overlay (`jackfield patch new <tool>`).",
  }),
  "lint/nullable-object": code<Lint>({
    severity: "warning",
    message: (fault) =>
      `${part(fault)} ${fault.what}; values are often sent as JSON text by ${fault.clients}.`,
    fix: "Remove null if leaving the value out means the same, or accept JSON text too.",
  }),
} as const;
