import { code } from "./code.js";

/** A name that leads nowhere, and the one that was probably meant. */
type Missing = { missing?: string; meant?: string };

const hint = ({ missing, meant }: Missing): string =>
  `${missing === undefined ? "" : `; there is no «${missing}»`}${meant === undefined ? "" : `, but there is «${meant}»`}.`;

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
} as const;
