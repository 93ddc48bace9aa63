import { code } from "./code.js";

/** `tool` is empty for the list as a whole; `clients` are those that the finding concerns, in words. */
type Lint = { tool: string; at: string; what: string; clients: string };

const part = ({ tool, at }: Lint): string => (at === "" ? tool : `${tool}: ${at}`);

export const lintCodes = {
  "lint/too-many-tools": code<Lint>({
    severity: "warning",
    message: ({ what, clients }) => `${what} in ${clients}.`,
    fix: "Serve fewer: a default profile, include and exclude; or leave --mode auto, which searches beyond 100.",
  }),
  "lint/tool-name": code<Lint>({
    severity: "error",
    message: ({ tool, what, clients }) => `${tool} ${what}; refused by ${clients}.`,
    fix: "Give the operation another operationId with an overlay: letters, digits, _ and -, at most 52.",
  }),
  "lint/long-name": code<Lint>({
    severity: "warning",
    message: ({ tool, what, clients }) => `${tool} ${what} in ${clients}; longer ones are hidden or refused.`,
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
    fix: "Arguments are an object: put the value under a property.",
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
    fix: "Say what the list holds with an overlay; items: {} admits anything.",
  }),
  "lint/object-without-properties": code<Lint>({
    severity: "error",
    message: (fault) => `${part(fault)} ${fault.what}; refused by APIs like that of ${fault.clients}.`,
    fix: "Name its properties with an overlay, or say additionalProperties.",
  }),
  "lint/reference": code<Lint>({
    severity: "error",
    message: (fault) => `${part(fault)} ${fault.what}, which is not resolved by ${fault.clients}.`,
    fix: "Write the schema out in its place.",
  }),
  "lint/unknown-keyword": code<Lint>({
    severity: "warning",
    message: (fault) => `${part(fault)} ${fault.what}, a keyword unknown to ${fault.clients}.`,
    fix: "Say it with type, properties, items, enum or anyOf, or in the description.",
  }),
  "lint/several-types": code<Lint>({
    severity: "warning",
    message: (fault) => `${part(fault)} ${fault.what}; one is taken by ${fault.clients}.`,
    fix: "Use anyOf with a type in each alternative.",
  }),
  "lint/branch-without-type": code<Lint>({
    severity: "warning",
    message: (fault) => `${part(fault)} ${fault.what}; refused by ${fault.clients}.`,
    fix: "Give every alternative a type with an overlay.",
  }),
  "lint/dialect": code<Lint>({
    severity: "error",
    message: (fault) => `${part(fault)} ${fault.what}; such tools are left out by ${fault.clients}.`,
    fix: "Leave the keyword out of what clients see; the runtime validates with the full schema all the same.",
  }),
  "lint/untyped-argument": code<Lint>({
    severity: "warning",
    message: (fault) => `${part(fault)} ${fault.what}; values are sent as text by ${fault.clients}.`,
    fix: "Give it a type with an overlay.",
  }),
  "lint/nullable-object": code<Lint>({
    severity: "warning",
    message: (fault) =>
      `${part(fault)} ${fault.what}; values are often sent as JSON text by ${fault.clients}.`,
    fix: "Leave null out where absence means the same, or read JSON text as well.",
  }),
} as const;
