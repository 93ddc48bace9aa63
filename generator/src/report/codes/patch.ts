import { code } from "./code.js";

/** A name that does not exist, and the one that was probably meant. */
type MissingHint = { missing?: string; meant?: string };

const hint = ({ missing, meant }: MissingHint): string => {
  const lack = missing === undefined ? "" : `; there is no "${missing}"`;
  return meant === undefined ? `${lack}.` : `${lack}, but there is "${meant}".`;
};

export const patchCodes = {
  "patch/unreadable": code<{ reason: string }>({
    severity: "error",
    message: ({ reason }) => `Cannot read the overlay: ${reason}.`,
    fix: "Check the path. Overlays must be files in the repository of the config.",
  }),
  "patch/listed-twice": code<{ spec: string }>({
    severity: "error",
    message: ({ spec }) => `The overlay is listed twice for ${spec}.`,
    fix: "List it once: applying it twice would add its list entries twice.",
  }),
  "patch/invalid": code<{ problem: string }>({
    severity: "error",
    message: ({ problem }) => `This is not a valid OpenAPI Overlay: ${problem}.`,
    fix: "See the Overlay Specification 1.0 or 1.1; Jackfield also reads x-reason, x-expect and x-optional.",
  }),
  "patch/no-reason": code<Record<never, never>>({
    severity: "warning",
    message: () => "The overlay has no x-reason.",
    fix: "Add x-reason at the top: one sentence that says what is wrong in the document.",
  }),
  "patch/target-syntax": code<{ target: string; problem: string }>({
    severity: "error",
    message: ({ target, problem }) => `${target} is not a valid JSONPath (RFC 9535): ${problem}`,
    fix: "Quote names that contain more than letters, digits and _: $.paths['/users/{id}'].get",
  }),
  "patch/other-document": code<{ extends: string; source: string }>({
    severity: "warning",
    message: (params) => `The overlay extends ${params.extends}, but it is applied to ${params.source}.`,
    fix: "List the overlay under the spec that it extends, or correct or remove extends.",
  }),
  "patch/no-match": code<{ target: string } & MissingHint>({
    severity: "error",
    message: ({ target, ...missing }) => `${target} matches nothing${hint(missing)}`,
    fix: "Correct the target. If the document no longer has this part, delete this patch; if the part is optional, set x-optional: true.",
  }),
  "patch/copy-source": code<{ from: string; matches: number } & MissingHint>({
    severity: "error",
    message: ({ from, matches, ...missing }) =>
      matches === 0
        ? `copy needs exactly one value, but ${from} matches nothing${hint(missing)}`
        : `copy needs exactly one value, but ${from} matches ${matches}.`,
    fix: "Name exactly one value. If the document no longer has it, delete this patch.",
  }),
  "patch/wrong-target": code<{ target: string; problem: string }>({
    severity: "error",
    message: ({ target, problem }) => `${target}: ${problem}.`,
    fix: "Update the object that holds the value, use overlay: 1.1.0 to replace a plain value in place, or remove the value first.",
  }),
  "patch/too-large": code<{ target: string }>({
    severity: "error",
    message: ({ target }) => `The action at ${target} would make the document too large or too deep.`,
    fix: "Narrow the target, or copy less.",
  }),
  "patch/repaired-upstream": code<{ target: string } & MissingHint>({
    severity: "error",
    message: ({ target, ...missing }) =>
      missing.missing === undefined
        ? `${target} already has the value that this action sets.`
        : `${target} already has the value that this action sets${hint(missing)}`,
    fix: "The fault is fixed upstream: delete this patch.",
  }),
  "patch/upstream-changed": code<{ target: string; value: string; by: string }>({
    severity: "error",
    message: ({ target, value, by }) => `${target} is not what x-expect says; ${by} changed it to ${value}`,
    fix: "Check the current value. If the fault is fixed, delete this patch; if not, update x-expect and the action.",
  }),
  "patch/no-effect": code<{ target: string }>({
    severity: "warning",
    message: ({ target }) => `The action changes nothing at ${target}.`,
    fix: "Correct its target or update, or delete this patch.",
  }),
  "patch/changes-nothing": code<Record<never, never>>({
    severity: "error",
    errorClass: "findings",
    message: () => "The config lists this overlay, but it changes nothing.",
    fix: "Delete the file and its line in the config.",
  }),
  "patch/not-listed": code<{ config: string }>({
    severity: "error",
    errorClass: "findings",
    message: ({ config }) => `The overlay is in the overlays folder of ${config}, which does not list it.`,
    fix: "Add it to the overlays of a spec in the config, or delete the file.",
  }),
  "patch/no-finding": code<{ wanted: string } & MissingHint>({
    severity: "error",
    message: ({ wanted, ...missing }) => `No diagnostic and no place matches ${wanted}${hint(missing)}`,
    fix: "`jackfield inspect --json` lists every diagnostic with its code and pointer; pass one of the two, or both.",
  }),
  "patch/several-findings": code<{ wanted: string; places: readonly string[] }>({
    severity: "error",
    message: ({ wanted, places }) => {
      const more = places.length > 20 ? `, and ${places.length - 20} more` : "";
      return `${places.length} diagnostics match ${wanted}: ${places.slice(0, 20).join(", ")}${more}.`;
    },
    fix: "Pass both the code and the pointer of one of them: a patch fixes one fault.",
  }),
  "patch/no-place": code<{ wanted: string } & MissingHint>({
    severity: "error",
    message: ({ wanted, ...missing }) => `${wanted} is not a place in the patched document${hint(missing)}`,
    fix: "Pass a JSON pointer such as /paths/~1users/get (~1 stands for a slash), or the name of a tool.",
  }),
} as const;
