import { code } from "./code.js";

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
    fix: "See the Overlay Specification 1.0; our own fields are x-reason and x-expect.",
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
  "patch/no-match": code<{ target: string; missing?: string; meant?: string }>({
    severity: "error",
    message: ({ target, missing, meant }) => {
      const hint = missing === undefined ? "" : `; there is no «${missing}»`;
      return `${target} matches nothing${hint}${meant === undefined ? "." : `, but there is «${meant}».`}`;
    },
    fix: "Correct the target; delete the action when the document no longer has this part.",
  }),
  "patch/wrong-target": code<{ target: string; problem: string }>({
    severity: "error",
    message: ({ target, problem }) => `${target}: ${problem}.`,
    fix: "Point the action at an object or a list; to replace a value, update the object that holds it.",
  }),
  "patch/repaired-upstream": code<{ target: string }>({
    severity: "error",
    message: ({ target }) => `${target} already is what this action makes of it.`,
    fix: "Upstream repaired the fault: delete this patch.",
  }),
  "patch/upstream-changed": code<{ target: string; found: string }>({
    severity: "error",
    message: ({ target, found }) => `${target} is not what x-expect says; upstream changed it to ${found}`,
    fix: "Look at the new document, then adapt x-expect and the action, or delete the patch.",
  }),
  "patch/no-effect": code<{ target: string }>({
    severity: "warning",
    message: ({ target }) => `The action changes nothing at ${target}.`,
    fix: "Upstream says the same by now: delete this patch.",
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
