import { code } from "./code.js";

const quoted = (names: readonly string[]): string => names.map((name) => `«${name}»`).join(", ");

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

/** The repairs of any document. A config can switch each off by its code. */
export const repairTable = {
  "patch/string-ref": code<{ ref: string }>({
    severity: "warning",
    message: ({ ref }) => `Text that was meant to be a reference to ${ref}; read as one.`,
    fix: "Tell the author: in YAML a blank is missing after «$ref:».",
  }),
  "patch/ref-without-dollar": code<{ ref: string }>({
    severity: "warning",
    message: ({ ref }) => `«ref» was meant to be «$ref»; read as a reference to ${ref}.`,
    fix: "Tell the author, or write an overlay that says so.",
  }),
  "patch/misplaced-bounds": code<{ from: string; to: string; type: string }>({
    severity: "info",
    message: ({ from, to, type }) => `«${from}» says nothing about type ${type}; read as «${to}».`,
    fix: "Tell the author, or write an overlay that says so.",
  }),
  "patch/missing-description": code<{ status: string; description: string }>({
    severity: "info",
    message: ({ status, description }) => `Response ${status} has no description; read as «${description}».`,
    fix: "Tell the author, or write an overlay that says so.",
  }),
  "patch/version-number": code<{ field: string; version: string }>({
    severity: "info",
    message: ({ field, version }) => `«${field}» should be a whole version in quotes; read as "${version}".`,
    fix: "Nothing needs doing; tell the author.",
  }),
  "patch/null-member": code<{ field: string }>({
    severity: "info",
    message: ({ field }) => `«${field}» has no value (null); read as not said.`,
    fix: "Tell the author, or write an overlay that says what belongs there.",
  }),
  "patch/not-a-list": code<{ field: string }>({
    severity: "warning",
    message: ({ field }) => `«${field}» is not the list that it should be; read as one.`,
    fix: "Tell the author, or write an overlay that says so.",
  }),
  "patch/path-without-slash": code<{ from: string; to: string }>({
    severity: "warning",
    message: ({ from, to }) => `Path «${from}» does not begin with a slash; read as ${to}.`,
    fix: "Tell the author, or write an overlay that says so.",
  }),
  "patch/place-case": code<{ from: string; to: string }>({
    severity: "info",
    message: ({ from, to }) => `A parameter's place «${from}» is written «${to}» in OpenAPI; read as that.`,
    fix: "Tell the author, or write an overlay that says so.",
  }),
  "patch/method-case": code<{ from: string; to: string }>({
    severity: "warning",
    message: ({ from, to }) => `Method «${from}» is written «${to}» in OpenAPI; read as that.`,
    fix: "Tell the author, or write an overlay that says so.",
  }),
  "patch/status-spelling": code<{ from: string; to: string }>({
    severity: "info",
    message: ({ from, to }) => `«${from}» is no status; read as ${to}.`,
    fix: "Tell the author, or write an overlay that says so.",
  }),
  "patch/nested-response": code<{ inside: string; status: string; became: string }>({
    severity: "warning",
    message: ({ inside, status, became }) =>
      `Response ${status} stands inside response ${inside}; ${became}.`,
    fix: "Tell the author, or write an overlay that says so.",
  }),
  "patch/missing-responses": code<Record<never, never>>({
    severity: "info",
    message: () => "The operation has no responses; read as having any.",
    fix: "Tell the author, or write an overlay that says so.",
  }),
  "patch/text-for-boolean": code<{ field: string; text: string; meant: boolean }>({
    severity: "warning",
    message: ({ field, text, meant }) => `«${field}» is the text «${text}»; read as ${meant}.`,
    fix: "Tell the author: without quotes, true and false are the only booleans of YAML 1.2.",
  }),
  "patch/blank-operation-id": code<Record<never, never>>({
    severity: "info",
    message: () => "The operationId is empty; the tool is named after method and path.",
    fix: "Give the operation an operationId with an overlay.",
  }),
  "patch/operation-id-with-blanks": code<{ id: string; operationId: string }>({
    severity: "info",
    message: ({ id, operationId }) => `operationId «${id}» has blanks; read as ${operationId}.`,
    fix: "Tell the author, or write an overlay that says so.",
  }),
  "patch/duplicate-operation-id": code<{ id: string; given: string; first: string }>({
    severity: "warning",
    message: ({ id, given, first }) =>
      `operationId ${id} is that of ${first} as well; here it becomes ${given}.`,
    fix: "Tell the author, or give one of them another operationId with an overlay.",
  }),
  "patch/missing-content": code<{ types: readonly string[] }>({
    severity: "warning",
    message: ({ types }) =>
      types.length === 0
        ? "A description stands among the media types; moved out of them."
        : `The content stands on the wrong level; read as ${quoted(types)}.`,
    fix: "Tell the author, or write an overlay that says so.",
  }),
  "patch/empty-body": code<Record<never, never>>({
    severity: "warning",
    message: () => "The request body is empty; the operation is called without one.",
    fix: "If it takes a body, say so with an overlay.",
  }),
  "patch/body-without-schema": code<{ types: readonly string[] }>({
    severity: "info",
    message: ({ types }) =>
      `Nothing is said of the body${types.length === 0 ? "" : ` as ${quoted(types)}`}; any JSON is admitted.`,
    fix: "Describe the body with an overlay.",
  }),
  "patch/body-parameter": code<{ names: readonly string[]; has: boolean }>({
    severity: "warning",
    message: ({ names, has }) =>
      `In OpenAPI 3 no parameter is a body: ${quoted(names)} ${has ? "left out, since there is a request body" : "read as the request body"}.`,
    fix: "Tell the author, or write an overlay that says so.",
  }),
  "patch/parameter-without-schema": code<{ what: string; name: string; said: boolean; type: string }>({
    severity: "info",
    message: ({ what, name, said, type }) =>
      `${what} «${name}» ${said ? "says what it is in the wrong place" : "does not say what it is"}; read as ${type}.`,
    fix: "Tell the author, or write an overlay that says so.",
  }),
  "patch/misnamed-path-parameter": code<{ path: string; from: string; place: string; name: string }>({
    severity: "warning",
    message: ({ path, from, place, name }) =>
      `Path ${path} has {${name}}, which only ${place} parameter «${from}» can mean; read as that.`,
    fix: "Tell the author, or write an overlay that says so.",
  }),
  "patch/undeclared-path-parameter": code<{ names: readonly string[]; path: string; copied: boolean }>({
    severity: "warning",
    message: ({ names, path, copied }) =>
      `Path ${path} has ${names.map((name) => `{${name}}`).join(", ")}, which no parameter declares; read as ${copied ? "another operation of the path has it" : "text"}.`,
    fix: "Declare the parameter with an overlay.",
  }),
  "patch/unused-path-parameter": code<{ name: string; path: string }>({
    severity: "warning",
    message: ({ name, path }) => `Path parameter «${name}» does not occur in ${path}; left out.`,
    fix: "Rename or remove the parameter with an overlay.",
  }),
  "patch/optional-path-parameter": code<{ name: string }>({
    severity: "info",
    message: ({ name }) => `Path parameter «${name}» is not said to be required; no path goes without it.`,
    fix: "Nothing needs doing; tell the author.",
  }),
  "patch/copied-parameter-name": code<{ from: string; other: string; name: string }>({
    severity: "warning",
    message: ({ from, other, name }) =>
      `The parameter is called «${from}» like ${other}, beside which it is used; read as «${name}», as its key says.`,
    fix: "Tell the author, or write an overlay that says so.",
  }),
  "patch/duplicate-parameter": code<{ name: string; place: string; same: boolean }>({
    severity: "warning",
    message: ({ name, place, same }) =>
      `Parameter «${name}» in ${place} is declared twice${same ? "" : ", and differently"}; the first counts.`,
    fix: "Tell the author, or write an overlay that says so.",
  }),
  "patch/misplaced-keywords": code<{ keywords: readonly string[] }>({
    severity: "warning",
    message: ({ keywords }) =>
      `${keywords.map((keyword) => `«${keyword}»`).join(", ")} among the properties can only be ${keywords.length > 1 ? "keywords" : "a keyword"} of the schema; read as such.`,
    fix: "Tell the author: the indent is one level too deep.",
  }),
  "patch/dangling-ref": code<{ ref: string; circular: boolean; became: string }>({
    severity: "warning",
    message: ({ ref, circular, became }) =>
      `Reference ${ref} ${circular ? "leads back to itself" : "points at nothing"}; ${became}.`,
    fix: "Tell the author, or write an overlay that puts there what is missing.",
  }),
  "patch/items-without-type": code<Record<never, never>>({
    severity: "info",
    message: () => "A schema with «items» has no type; read as an array.",
    fix: "Tell the author, or write an overlay that says so.",
  }),
  "patch/mistyped-value": code<{
    type: string;
    mended: readonly { readonly keyword: string; readonly from: unknown; readonly to?: unknown }[];
  }>({
    severity: "info",
    message: ({ type, mended }) => {
      const each = mended.map(({ keyword, from, to }) => {
        const became = to === undefined ? "left out" : `read as ${shown(to)}`;
        return `«${keyword}» ${shown(from)} is not of type ${type}; ${became}`;
      });
      return `${each.join(". ")}.`;
    },
    fix: "Tell the author, or write an overlay that says so.",
  }),
  "patch/nullable": code<{ admits: boolean }>({
    severity: "info",
    message: ({ admits }) =>
      `«nullable» means nothing from OpenAPI 3.1 on; ${admits ? "null is admitted as a type" : "left out"}.`,
    fix: 'Tell the author: it is type: [string, "null"] now.',
  }),
} as const;
