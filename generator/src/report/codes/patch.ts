import { code } from "./code.js";

const quoted = (names: readonly string[]): string => names.map((name) => `«${name}»`).join(", ");

/** A name that leads nowhere, and the one that was probably meant. */
type Missing = { missing?: string; meant?: string };

const hint = ({ missing, meant }: Missing): string =>
  `${missing === undefined ? "" : `; there is no «${missing}»`}${meant === undefined ? "" : `, but there is «${meant}»`}.`;
const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

export const patchCodes = {
  "patch/unreadable": code<{ reason: string }>({
    severity: "error",
    message: ({ reason }) => `Cannot read the overlay: ${reason}.`,
    fix: "Check the path; overlays are files inside the repository of the config.",
  }),
  "patch/listed-twice": code<{ spec: string }>({
    severity: "error",
    message: ({ spec }) => `The overlay is listed twice for ${spec}.`,
    fix: "List it once; applied twice it would add its lists twice.",
  }),
  "patch/invalid": code<{ problem: string }>({
    severity: "error",
    message: ({ problem }) => `Not a valid OpenAPI Overlay: ${problem}.`,
    fix: "See the Overlay Specification 1.0 or 1.1; our own fields are x-reason, x-expect and x-optional.",
  }),
  "patch/no-reason": code<Record<never, never>>({
    severity: "warning",
    message: () => "The overlay does not say why it exists.",
    fix: "Add one x-reason at its top: what is wrong in the document, in a sentence.",
  }),
  "patch/target-syntax": code<{ target: string; problem: string }>({
    severity: "error",
    message: ({ target, problem }) => `${target} is no JSONPath (RFC 9535): ${problem}`,
    fix: "Quote names with other signs than letters, digits and _: $.paths['/users/{id}'].get",
  }),
  "patch/other-document": code<{ extends: string; source: string }>({
    severity: "warning",
    message: (params) =>
      `The overlay was made for ${params.extends}; here it is applied to ${params.source}.`,
    fix: "List the overlay with the document that it extends, or correct or drop its extends.",
  }),
  "patch/no-match": code<{ target: string } & Missing>({
    severity: "error",
    message: ({ target, ...missing }) => `${target} matches nothing${hint(missing)}`,
    fix: "Correct the target. If the document no longer has this part, delete this patch; if it need not have it, say x-optional: true.",
  }),
  "patch/copy-source": code<{ from: string; matches: number } & Missing>({
    severity: "error",
    message: ({ from, matches, ...missing }) =>
      matches === 0
        ? `copy takes one value, but ${from} matches nothing${hint(missing)}`
        : `copy takes one value, but ${from} matches ${matches}.`,
    fix: "Name exactly one value. If the document no longer has it, delete this patch.",
  }),
  "patch/wrong-target": code<{ target: string; problem: string }>({
    severity: "error",
    message: ({ target, problem }) => `${target}: ${problem}.`,
    fix: "Update what holds the value, say overlay: 1.1.0 to replace a plain value in its place, or remove first what has another kind.",
  }),
  "patch/too-large": code<{ target: string }>({
    severity: "error",
    message: ({ target }) => `The action at ${target} would make the document too large or too deep.`,
    fix: "Make the target narrower, or copy less.",
  }),
  "patch/repaired-upstream": code<{ target: string } & Missing>({
    severity: "error",
    message: ({ target, ...missing }) =>
      missing.missing === undefined
        ? `${target} already is what this action makes of it.`
        : `${target} already is what this action makes of it${hint(missing)}`,
    fix: "Upstream repaired the fault: delete this patch.",
  }),
  "patch/upstream-changed": code<{ target: string; found: string; by: string }>({
    severity: "error",
    message: ({ target, found, by }) => `${target} is not what x-expect says; ${by} changed it to ${found}`,
    fix: "Look at what stands there now. If the fault is gone, delete this patch; if not, adapt x-expect and the action.",
  }),
  "patch/no-effect": code<{ target: string }>({
    severity: "warning",
    message: ({ target }) => `The action changes nothing at ${target}.`,
    fix: "The document says the same without it: delete this patch.",
  }),
  "patch/changes-nothing": code<Record<never, never>>({
    severity: "error",
    message: () => "The overlay is listed in the config and changes nothing.",
    fix: "Delete the file and its line in the config.",
  }),
  "patch/not-listed": code<{ config: string }>({
    severity: "error",
    message: ({ config }) => `The overlay lies beside those of ${config}, which does not list it.`,
    fix: "List it in overlays of a spec, or delete it.",
  }),
  "patch/no-finding": code<{ wanted: string } & Missing>({
    severity: "error",
    message: ({ wanted, ...missing }) => `No diagnostic and no place is ${wanted}${hint(missing)}`,
    fix: "`jackfield inspect --json` lists every diagnostic with its code and pointer; give one of the two, or both.",
  }),
  "patch/several-findings": code<{ wanted: string; places: readonly string[] }>({
    severity: "error",
    message: ({ wanted, places }) => {
      const more = places.length > 20 ? `, and ${places.length - 20} more` : "";
      return `${places.length} diagnostics are ${wanted}: ${places.slice(0, 20).join(", ")}${more}.`;
    },
    fix: "Give the code and the pointer of one of them: one patch for one reason.",
  }),
  "patch/no-place": code<{ wanted: string } & Missing>({
    severity: "error",
    message: ({ wanted, ...missing }) => `${wanted} is no place of the patched document${hint(missing)}`,
    fix: "Give a JSON pointer such as /paths/~1users/get, where ~1 stands for a slash, or the name of a tool.",
  }),
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
  "patch/nested-response": code<{ inside: string; status: string; moved: boolean }>({
    severity: "warning",
    message: ({ inside, status, moved }) =>
      `Response ${status} stands inside response ${inside}; ${moved ? "moved beside it" : `dropped, since ${status} has a response already`}.`,
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
