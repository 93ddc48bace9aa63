import { code, quoted, upstream } from "./code.js";
import { schemaRepairs } from "./schema-repairs.js";

/** The repairs of any document. A config can switch each off by its code. */
export const repairTable = {
  "patch/string-ref": code<{ ref: string }>({
    severity: "warning",
    message: ({ ref }) => `This is a string, not a reference; read as a reference to ${ref}.`,
    fix: 'Report it upstream: YAML needs a space after "$ref:".',
  }),
  "patch/ref-without-dollar": code<{ ref: string }>({
    severity: "warning",
    message: ({ ref }) => `"ref" should be "$ref"; read as a reference to ${ref}.`,
    fix: upstream,
  }),
  "patch/misplaced-bounds": code<{ from: string; to: string; type: string }>({
    severity: "info",
    message: ({ from, to, type }) => `"${from}" does not apply to type ${type}; read as "${to}".`,
    fix: upstream,
  }),
  "patch/missing-description": code<{ status: string; description: string }>({
    severity: "info",
    message: ({ status, description }) => `Response ${status} has no description; "${description}" is used.`,
    fix: upstream,
  }),
  "patch/version-number": code<{ field: string; version: string }>({
    severity: "info",
    message: ({ field, version }) => `"${field}" must be a full version in quotes; read as "${version}".`,
    fix: upstream,
  }),
  "patch/null-member": code<{ field: string }>({
    severity: "info",
    message: ({ field }) => `"${field}" has no value (null); treated as absent.`,
    fix: upstream,
  }),
  "patch/not-a-list": code<{ field: string }>({
    severity: "warning",
    message: ({ field }) => `"${field}" must be a list, with entries of the right kind; read as one.`,
    fix: upstream,
  }),
  "patch/path-without-slash": code<{ from: string; to: string }>({
    severity: "warning",
    message: ({ from, to }) => `Path "${from}" does not start with a slash; read as ${to}.`,
    fix: upstream,
  }),
  "patch/place-case": code<{ from: string; to: string }>({
    severity: "info",
    message: ({ from, to }) => `"in: ${from}" is not how OpenAPI spells it; read as "in: ${to}".`,
    fix: upstream,
  }),
  "patch/method-case": code<{ from: string; to: string }>({
    severity: "warning",
    message: ({ from, to }) => `Method "${from}" must be lower case; read as "${to}".`,
    fix: upstream,
  }),
  "patch/status-spelling": code<{ from: string; to: string }>({
    severity: "info",
    message: ({ from, to }) => `"${from}" is not a status; read as ${to}.`,
    fix: upstream,
  }),
  "patch/nested-response": code<{ inside: string; status: string; became: string }>({
    severity: "warning",
    message: ({ inside, status, became }) => `Response ${status} is inside response ${inside}; ${became}.`,
    fix: upstream,
  }),
  "patch/missing-responses": code<Record<never, never>>({
    severity: "info",
    message: () => "The operation declares no responses; any response is accepted.",
    fix: upstream,
  }),
  "patch/text-for-boolean": code<{ field: string; text: string; meant: boolean }>({
    severity: "warning",
    message: ({ field, text, meant }) => `"${field}" is the text "${text}"; read as ${meant}.`,
    fix: "Report it upstream: in YAML 1.2 only true and false, without quotes, are booleans.",
  }),
  "patch/blank-operation-id": code<Record<never, never>>({
    severity: "info",
    message: () => "The operationId is empty; the tool is named after method and path.",
    fix: "Give the operation an operationId with an overlay.",
  }),
  "patch/operation-id-with-blanks": code<{ id: string; operationId: string }>({
    severity: "info",
    message: ({ id, operationId }) => `operationId "${id}" contains spaces; read as ${operationId}.`,
    fix: upstream,
  }),
  "patch/duplicate-operation-id": code<{ id: string; given: string; first: string }>({
    severity: "warning",
    message: ({ id, given, first }) =>
      `operationId ${id} is also used by ${first}; renamed to ${given} here.`,
    fix: "Report it upstream, or give one of them another operationId with an overlay.",
  }),
  "patch/media-type-spelling": code<{ from: readonly string[]; to?: string }>({
    severity: "warning",
    message: ({ from, to }) =>
      `${quoted(from)} is not a media type; ${to === undefined ? "the others count" : `read as ${to}`}.`,
    fix: upstream,
  }),
  "patch/part-without-name": code<{ name: string }>({
    severity: "warning",
    message: ({ name }) => `A form has fields, but this one is a single value; sent as the field "${name}".`,
    fix: "Name the field with an overlay, if it has another name.",
  }),
  "patch/missing-content": code<{ types: readonly string[] }>({
    severity: "warning",
    message: ({ types }) =>
      types.length === 0
        ? "A description is listed as a media type; moved to where it belongs."
        : `The content is at the wrong level; read as ${quoted(types)}.`,
    fix: upstream,
  }),
  "patch/empty-body": code<Record<never, never>>({
    severity: "warning",
    message: () => "The request body is empty; the operation is called without one.",
    fix: "If the operation takes a body, describe it with an overlay.",
  }),
  "patch/body-without-schema": code<{ types: readonly string[] }>({
    severity: "info",
    message: ({ types }) =>
      `The body has no schema${types.length === 0 ? "" : ` for ${quoted(types)}`}; any JSON is accepted.`,
    fix: "Describe the body with an overlay.",
  }),
  "patch/body-parameter": code<{ names: readonly string[]; has: boolean }>({
    severity: "warning",
    message: ({ names, has }) =>
      `OpenAPI 3 has no body parameters: ${quoted(names)} ${has ? "left out, since there is a request body" : "read as the request body"}.`,
    fix: upstream,
  }),
  "patch/parameter-without-schema": code<{ what: string; name: string; misplaced: boolean; type: string }>({
    severity: "info",
    message: ({ what, name, misplaced, type }) =>
      `${what} "${name}" ${misplaced ? "has its type in the wrong place" : "has no type"}; read as ${type}.`,
    fix: upstream,
  }),
  "patch/misnamed-path-parameter": code<{ path: string; from: string; place: string; name: string }>({
    severity: "warning",
    message: ({ path, from, place, name }) =>
      `{${name}} in ${path} can only be the ${place} parameter "${from}"; read as that.`,
    fix: upstream,
  }),
  "patch/undeclared-path-parameter": code<{ names: readonly string[]; path: string; copied: boolean }>({
    severity: "warning",
    message: ({ names, path, copied }) =>
      `No parameter declares ${names.map((name) => `{${name}}`).join(", ")} of ${path}; ${copied ? "taken from another operation of the path" : "read as text"}.`,
    fix: "Report it upstream, or declare the parameter with an overlay (`jackfield patch new <pointer>`).",
  }),
  "patch/unused-path-parameter": code<{ name: string; path: string }>({
    severity: "warning",
    message: ({ name, path }) => `Path parameter "${name}" does not occur in ${path}; left out.`,
    fix: "Report it upstream, or rename or remove the parameter with an overlay (`jackfield patch new <pointer>`).",
  }),
  "patch/optional-path-parameter": code<{ name: string }>({
    severity: "info",
    message: ({ name }) => `Path parameter "${name}" lacks "required: true"; it is required.`,
    fix: upstream,
  }),
  "patch/copied-parameter-name": code<{ from: string; other: string; name: string }>({
    severity: "warning",
    message: ({ from, other, name }) =>
      `The parameter has the name "${from}" of ${other}, and both are used together; read as "${name}", after its key.`,
    fix: upstream,
  }),
  "patch/duplicate-parameter": code<{ name: string; place: string; same: boolean }>({
    severity: "warning",
    message: ({ name, place, same }) =>
      `Parameter "${name}" in ${place} is declared twice${same ? "" : ", with differences"}; the first one counts.`,
    fix: upstream,
  }),
  "patch/misplaced-keywords": code<{ keywords: readonly string[] }>({
    severity: "warning",
    message: ({ keywords }) =>
      `${quoted(keywords)} under "properties" can only be ${keywords.length > 1 ? "keywords" : "a keyword"} of the schema; moved up.`,
    fix: "Report it upstream: these lines are indented one level too deep.",
  }),
  "patch/dangling-ref": code<{ ref: string; circular: boolean; became: string; like?: string }>({
    severity: "warning",
    message: ({ ref, circular, became, like }) =>
      `Reference ${ref} ${circular ? "refers to itself" : "points at nothing"}${like === undefined ? "" : ` (did you mean ${like}?)`}; ${became}.`,
    fix: "Report it upstream, or add the missing part with an overlay (`jackfield patch new patch/dangling-ref`).",
  }),
  ...schemaRepairs,
  "patch/path-expression": code<{ from: string; to: string }>({
    severity: "info",
    message: ({ from, to }) => `Path "${from}" has more than names in its braces; read as ${to}.`,
    fix: upstream,
  }),
  "patch/query-in-path": code<{ from: string; to: string }>({
    severity: "info",
    message: ({ from, to }) => `Path "${from}" repeats parameters of the query; read as ${to}.`,
    fix: upstream,
  }),
  "patch/incomplete-parameter": code<{ name: string; place: string }>({
    severity: "warning",
    message: ({ name, place }) =>
      name === ""
        ? "A parameter has no name; left out."
        : `Parameter "${name}" lacks "in"; read as "in: ${place}".`,
    fix: "Complete the parameter with an overlay.",
  }),
  "patch/dynamic-ref": code<{ ref: string }>({
    severity: "info",
    message: ({ ref }) => `$dynamicRef ${ref} is read as a $ref.`,
    fix: "Nothing to do, unless another schema must extend this one.",
  }),
  "patch/nullable": code<{ admits: boolean }>({
    severity: "info",
    message: ({ admits }) =>
      `"nullable" has no meaning since OpenAPI 3.1; ${admits ? "read as a type that includes null" : "left out"}.`,
    fix: 'Report it upstream: since OpenAPI 3.1 it is type: [string, "null"].',
  }),
} as const;
