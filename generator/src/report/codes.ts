import type { Severity } from "./diagnostic.js";

type Definition<Params> = {
  readonly severity: Severity;
  readonly message: (params: Params) => string;
  /** What the reader can do about it. */
  readonly fix: string;
};

const code = <Params>(definition: Definition<Params>): Definition<Params> => definition;

/**
 * Every diagnostic there is. A new one is one entry here, the line that reports it, and one golden case.
 * The part before the slash is the stage (or `config`, `write`) that reports it.
 */
export const codes = {
  "config/missing-flag": code<{ flag: string; with: string }>({
    severity: "error",
    message: ({ flag, with: other }) => `${other} needs ${flag} beside it.`,
    fix: "See jackfield generate --help.",
  }),
  "config/not-found": code<{ folder: string }>({
    severity: "error",
    message: ({ folder }) => `No config in ${folder}.`,
    fix: "Run «jackfield init», name a file with --config, or give --spec and --out.",
  }),
  "config/unreadable": code<{ reason: string }>({
    severity: "error",
    message: ({ reason }) => `Cannot read the config: ${reason}`,
    fix: "A config exports defineConfig({ … }) as default, or is a JSON object.",
  }),
  "config/unknown-option": code<{ option: string; meant?: string }>({
    severity: "error",
    message: ({ option, meant }) =>
      `There is no option ${option}${meant === undefined ? "." : `; did you mean ${meant}?`}`,
    fix: "Correct the name or remove the option.",
  }),
  "config/invalid": code<{ option: string; problem: string }>({
    severity: "error",
    message: ({ option, problem }) => `Option ${option}: ${problem}.`,
    fix: "Correct the value.",
  }),
  "config/outside": code<{ option: string; path: string }>({
    severity: "error",
    message: ({ option, path }) => `Option ${option}: ${path} leads out of the repository.`,
    fix: "Use a relative path to a place inside the repository that holds the config.",
  }),
  "load/not-found": code<{ from: string; reason: string }>({
    severity: "error",
    message: ({ from, reason }) => `Cannot read ${from}: ${reason}.`,
    fix: "Check the path or address; npm: sources need the package installed beside the config.",
  }),
  "load/refused": code<{ from: string; reason: string }>({
    severity: "error",
    message: ({ from, reason }) => `Will not read ${from}: ${reason}.`,
    fix: "Use a public https address or a file; --allow-private admits private and loopback addresses.",
  }),
  "load/too-large": code<{ from: string; maxBytes: number }>({
    severity: "error",
    message: ({ from, maxBytes }) => `${from} is larger than ${maxBytes} bytes.`,
    fix: "Raise limits.maxBytes in the config, or use a smaller document.",
  }),
  "load/timeout": code<{ from: string; timeoutMs: number }>({
    severity: "error",
    message: ({ from, timeoutMs }) => `${from} did not arrive within ${timeoutMs / 1000} s.`,
    fix: "Try again, raise limits.timeoutMs in the config, or save the document to a file.",
  }),
  "load/not-text": code<{ found: string }>({
    severity: "error",
    message: ({ found }) => `Not a text document: ${found}.`,
    fix: "Give the OpenAPI document itself as JSON or YAML in UTF-8 or UTF-16.",
  }),
  "load/empty": code<Record<never, never>>({
    severity: "error",
    message: () => "The document is empty.",
    fix: "Give an OpenAPI document.",
  }),
  "load/syntax": code<{ problem: string }>({
    severity: "error",
    message: ({ problem }) => `Not valid JSON or YAML: ${problem}`,
    fix: "Mend the document at this place.",
  }),
  "load/duplicate-key": code<{ key: string; first: number; second: number }>({
    severity: "error",
    message: ({ key, first, second }) => `Key «${key}» occurs twice: in line ${first} and in line ${second}.`,
    fix: "Remove or rename one of the two; readers disagree about which one counts.",
  }),
  "load/too-deep": code<{ limit: number }>({
    severity: "error",
    message: ({ limit }) => `The document is nested more than ${limit} levels deep.`,
    fix: "Give inner parts names under components and refer to them.",
  }),
  "load/too-many-aliases": code<{ limit: number }>({
    severity: "error",
    message: ({ limit }) => `The YAML aliases stand for more than ${limit} values.`,
    fix: "Use $ref in place of aliases of aliases.",
  }),
  "load/circular-alias": code<{ cycle: string }>({
    severity: "error",
    message: ({ cycle }) => `YAML aliases contain themselves: ${cycle}.`,
    fix: "Use $ref for a recursive structure.",
  }),
  "load/not-openapi": code<{ found: string }>({
    severity: "error",
    message: ({ found }) => `Not an OpenAPI document: ${found}.`,
    fix: "Give a document with «openapi: 3.x» or «swagger: 2.0» at its top.",
  }),
  "load/unsupported-version": code<{ version: string }>({
    severity: "error",
    message: ({ version }) => `OpenAPI version ${version} is not one we read.`,
    fix: "Convert the document to 2.0, 3.0, 3.1 or 3.2.",
  }),
  "load/ref-refused": code<{ ref: string; reason: string }>({
    severity: "warning",
    message: ({ ref, reason }) => `Reference ${ref} is not followed: ${reason}.`,
    fix: "Move the file below the document's folder, or allow it with limits.allowFileRefs or limits.allowRefHosts.",
  }),
  "load/ref-unreadable": code<{ ref: string; reason: string }>({
    severity: "warning",
    message: ({ ref, reason }) => `Reference ${ref} leads nowhere: ${reason}.`,
    fix: "Supply the file, or mend the reference with an overlay.",
  }),
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
  "model/undeclared-path-parameter": code<{ name: string; path: string }>({
    severity: "warning",
    message: ({ name, path }) =>
      `Path ${path} has {${name}}, which no parameter declares; it is taken as a string.`,
    fix: "Declare the parameter with an overlay.",
  }),
  "model/unused-path-parameter": code<{ name: string; path: string }>({
    severity: "warning",
    message: ({ name, path }) => `Path parameter «${name}» does not occur in ${path}; it is left out.`,
    fix: "Rename or remove the parameter with an overlay.",
  }),
  "model/unsupported-security": code<{ reason: string }>({
    severity: "warning",
    message: ({ reason }) => `Calls cannot authenticate with ${reason}.`,
    fix: "Use another security scheme of the API, or send a fixed header with --header-env.",
  }),
  "model/invalid": code<{ problem: string }>({
    severity: "warning",
    message: ({ problem }) => `Not valid OpenAPI: ${problem}.`,
    fix: "Mend the document, or add an overlay that does.",
  }),
  "plan/name-collision": code<{ wanted: string; name: string; other: string }>({
    severity: "warning",
    message: ({ wanted, name, other }) =>
      `Tool name ${wanted} is taken by ${other}; this operation becomes ${name}.`,
    fix: "Give one of them another operationId with an overlay.",
  }),
  "plan/schema-too-large": code<{ name: string; limit: number }>({
    severity: "warning",
    message: ({ name, limit }) =>
      `The arguments of ${name} take more than ${limit} characters to describe; only the required ones are listed.`,
    fix: "Simplify the schema with an overlay, or raise budgets.schemaHard.",
  }),
  "plan/schema-cut": code<{ name: string; size: number }>({
    severity: "info",
    message: ({ name, size }) =>
      `The arguments of ${name} are listed in ${size} characters, without their deepest parts; calls take all of them.`,
    fix: "Raise budgets.schemaSoft to list more.",
  }),
  "plan/unknown-tool": code<{ where: string; name: string; nearest: string | undefined }>({
    severity: "error",
    message: ({ where, name, nearest }) =>
      `${where} names «${name}», which is no tool${nearest === undefined ? "" : `; did you mean «${nearest}»?`}`,
    fix: "Correct the name; the tools are listed in surface.md.",
  }),
  "emit/no-types": code<{ api: string; problem: string }>({
    severity: "error",
    message: ({ api, problem }) => `The static types of ${api} could not be printed: ${problem}.`,
    fix: "Report it with the description; the tools themselves are not affected.",
  }),
  "write/unsafe-path": code<{ path: string }>({
    severity: "error",
    message: ({ path }) => `${path} does not lie inside the output folder, so nothing was written.`,
    fix: "Report it with the description.",
  }),
  "write/not-parsable": code<{ path: string; line: number; problem: string }>({
    severity: "error",
    message: ({ path, line, problem }) =>
      `${path}:${line} is no valid TypeScript (${problem}), so nothing was written.`,
    fix: "Report it with the description.",
  }),
  "write/foreign-file": code<{ path: string }>({
    severity: "error",
    message: ({ path }) =>
      `${path} was not made by an earlier run and would be lost, so nothing was written.`,
    fix: "Move the file away, or choose another output folder.",
  }),
  "write/symbolic-link": code<{ path: string }>({
    severity: "error",
    message: ({ path }) => `${path} is a symbolic link, so nothing was written.`,
    fix: "Put a real file or folder in its place, or choose another output folder.",
  }),
  "write/locked": code<{ by: string }>({
    severity: "error",
    message: ({ by }) => `Another run (${by}) is writing to this folder.`,
    fix: "Wait for it; if there is none, delete .jackfield.lock in the folder.",
  }),
  "write/failed": code<{ problem: string }>({
    severity: "error",
    message: ({ problem }) => `The output could not be written: ${problem}.`,
    fix: "Make room or correct the permissions, and run the command again: it completes what was begun.",
  }),
  "write/stale": code<{ path: string; missing: boolean }>({
    severity: "error",
    message: ({ path, missing }) => (missing ? `${path} is missing.` : `${path} is out of date.`),
    fix: "Run `jackfield generate`, review the difference and commit it.",
  }),
  "build/no-entry": code<{ tried: string }>({
    severity: "error",
    message: ({ tried }) => `There is no server to build here: neither ${tried} exists.`,
    fix: "Name a folder that `jackfield generate` made.",
  }),
  "build/failed": code<{ problem: string }>({
    severity: "error",
    message: ({ problem }) => `The bundle could not be made: ${problem}.`,
    fix: "Mend the file that is named, or run `jackfield generate` again.",
  }),
} as const;

export type Code = keyof typeof codes;
export type ParamsOf<C extends Code> = (typeof codes)[C] extends Definition<infer Params> ? Params : never;

/** The repairs of any document; a config can switch each off by its code. */
export const repairCodes = [
  "patch/string-ref",
  "patch/ref-without-dollar",
  "patch/misplaced-bounds",
  "patch/missing-description",
] as const satisfies readonly Code[];

export type RepairCode = (typeof repairCodes)[number];
