import { code } from "./code.js";

/** A path may have thousands of names, each of which has its message. */
const short = (path: string): string => (path.length > 200 ? `${path.slice(0, 199)}…` : path);

/** Names that one message lists. */
const mostNames = 5;

export const modelCodes = {
  "model/dangling-ref": code<{ ref: string; circular: boolean }>({
    severity: "warning",
    message: ({ ref, circular }) =>
      circular ? `Reference ${ref} leads back to itself.` : `Reference ${ref} points at nothing.`,
    fix: "Mend the reference, or add an overlay that does; until then anything is admitted here.",
  }),
  "model/bad-value": code<{ what: string; expected: string }>({
    severity: "warning",
    message: ({ what, expected }) => `This ${what} should be ${expected}; it is ignored.`,
    fix: "Mend the document or add an overlay.",
  }),
  "model/unknown-keyword": code<{ keyword: string }>({
    severity: "info",
    message: ({ keyword }) => `Schema keyword «${keyword}» is not one of JSON Schema 2020-12; it is ignored.`,
    fix: "Remove it with an overlay, or spell it as the keyword that was meant.",
  }),
  "model/too-deep": code<{ limit: number }>({
    severity: "warning",
    message: ({ limit }) => `Schemas are nested more than ${limit} deep; anything is admitted below.`,
    fix: "Give the inner schemas names under components and refer to them.",
  }),
  "model/undeclared-path-parameter": code<{ names: readonly string[]; path: string }>({
    severity: "warning",
    message: ({ names, path }) => {
      const shown = names.slice(0, mostNames).map((name) => `{${name}}`);
      const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : "";
      return `Path ${short(path)} has ${shown.join(", ")}${more}, which no parameter declares; read as text.`;
    },
    fix: "Declare the parameter with an overlay.",
  }),
  "model/unused-path-parameter": code<{ name: string; path: string }>({
    severity: "warning",
    message: ({ name, path }) => `Path parameter «${name}» does not occur in ${short(path)}; it is left out.`,
    fix: "Rename or remove the parameter with an overlay.",
  }),
  "model/unsupported-security": code<{ reason: string }>({
    severity: "warning",
    message: ({ reason }) => `Calls cannot authenticate with ${reason}.`,
    fix: "Use another security scheme of the API, or send a fixed header with --header-env.",
  }),
  "model/ready-authorization": code<{ scheme: string }>({
    severity: "warning",
    message: ({ scheme }) =>
      `HTTP authentication «${scheme}» is not computed; calls send a ready value from a variable after its name.`,
    fix: "Set the variable that --help names to what follows the scheme's name, or use another security scheme of the API.",
  }),
  "model/not-validated": code<Record<never, never>>({
    severity: "info",
    message: () =>
      "The validator needed too long or too much memory for this document; its opinion is missing.",
    fix: "Nothing needs to be done; validate the document with another tool if you want a second opinion.",
  }),
  "model/invalid": code<{ problem: string }>({
    severity: "warning",
    message: ({ problem }) => `Not valid OpenAPI: ${problem.replace(/\.+$/, "")}.`,
    fix: "Mend the document, or add an overlay that does.",
  }),
} as const;
