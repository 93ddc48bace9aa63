import { code } from "./code.js";

/** A path may have thousands of names, each of which has its message. */
const short = (path: string): string => (path.length > 200 ? `${path.slice(0, 199)}…` : path);

/** Names that one message lists. */
const mostNames = 5;

export const modelCodes = {
  "model/dangling-ref": code<{ ref: string; circular: boolean }>({
    severity: "warning",
    message: ({ ref, circular }) =>
      circular ? `Reference ${ref} refers to itself.` : `Reference ${ref} points at nothing.`,
    fix: "Report it upstream, or fix the reference with an overlay (`jackfield patch new <pointer>`); until then any value is accepted here.",
  }),
  "model/bad-value": code<{ what: string; expected: string }>({
    severity: "warning",
    message: ({ what, expected }) => `This ${what} should be ${expected}; it is ignored.`,
    fix: "Report it upstream, or fix it with an overlay (`jackfield patch new <pointer>`).",
  }),
  "model/unknown-keyword": code<{ keyword: string }>({
    severity: "info",
    message: ({ keyword }) =>
      `Schema keyword \`${keyword}\` is not one of JSON Schema 2020-12; it is ignored.`,
    fix: "Remove it or correct its spelling with an overlay (`jackfield patch new <pointer>`).",
  }),
  "model/too-deep": code<{ limit: number }>({
    severity: "warning",
    message: ({ limit }) =>
      `Schemas are nested more than ${limit} levels deep; deeper values are not checked.`,
    fix: "Move inner schemas to components and refer to them with $ref.",
  }),
  "model/undeclared-path-parameter": code<{ names: readonly string[]; path: string }>({
    severity: "warning",
    message: ({ names, path }) => {
      const shown = names.slice(0, mostNames).map((name) => `{${name}}`);
      const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : "";
      return `Path ${short(path)} has ${shown.join(", ")}${more}, which no parameter declares; read as text.`;
    },
    fix: "Report it upstream, or declare the parameter with an overlay (`jackfield patch new <pointer>`).",
  }),
  "model/unused-path-parameter": code<{ name: string; path: string }>({
    severity: "warning",
    message: ({ name, path }) =>
      `Path parameter \`${name}\` does not occur in ${short(path)}; it is left out.`,
    fix: "Report it upstream, or rename or remove the parameter with an overlay (`jackfield patch new <pointer>`).",
  }),
  "model/unsupported-security": code<{ reason: string }>({
    severity: "warning",
    message: ({ reason }) => `Calls cannot authenticate with ${reason}.`,
    fix: "Use another security scheme of the API, or send a header with --header-env Name=VARIABLE.",
  }),
  "model/ready-authorization": code<{ scheme: string }>({
    severity: "warning",
    message: ({ scheme }) =>
      `HTTP authentication \`${scheme}\` needs a ready-made value: calls send its name and the value of a variable.`,
    fix: "Set the variable that --help names to the text after the scheme name, or use another security scheme of the API.",
  }),
  "model/not-validated": code<Record<never, never>>({
    severity: "info",
    message: () => "The validator ran out of time or memory, so the document was not validated.",
    fix: "Nothing to do; to validate it, use another tool.",
  }),
  "model/invalid": code<{ problem: string }>({
    severity: "warning",
    message: ({ problem }) => `Not valid OpenAPI: ${problem.replace(/\.+$/, "")}.`,
    fix: "Report it upstream, or fix it with an overlay (`jackfield patch new <pointer>`).",
  }),
} as const;
