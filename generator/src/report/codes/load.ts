import { code } from "./code.js";

export const loadCodes = {
  "load/not-found": code<{ from: string; reason: string }>({
    severity: "error",
    message: ({ from, reason }) => `Cannot read ${from}: ${reason}.`,
    fix: ({ from, reason }) => {
      if (from.startsWith("npm:"))
        return "Install the package next to the config, and check the path of the file in it.";
      if (/^https?:/i.test(from)) return "Check the address.";
      return reason === "it is a folder"
        ? "Name the spec itself; a server that is built starts with `node <folder>/dist/server.js`."
        : "Check the path: it is relative to the config, or without one to the working folder.";
    },
  }),
  "load/unauthorized": code<{ from: string; reason: string }>({
    severity: "error",
    message: ({ from, reason }) => `Cannot read ${from}: ${reason}.`,
    fix: "Put the value of the header into an environment variable and pass `--spec-header-env Authorization=VARIABLE`, or set headerEnv of the spec in the config; for a client certificate use `--spec-cert-env` or certificateEnv.",
  }),
  "load/repeats-key": code<{ from: string }>({
    severity: "warning",
    message: ({ from }) => `${from} repeats a key that it was fetched with; it is left out, as ***.`,
    fix: "Fetch the spec from an address that does not write the key of its reader into it, if that text matters.",
  }),
  "load/refused": code<{ from: string; reason: string }>({
    severity: "error",
    message: ({ from, reason }) => `Refused to read ${from}: ${reason}.`,
    fix: "Use a public https address or a file, or allow private and loopback addresses with --allow-private.",
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
  "load/optional-absent": code<{ spec: string; from: string }>({
    severity: "info",
    message: ({ spec, from }) => `${spec} is left out: ${from} was not pulled.`,
    fix: "Run `jackfield pull` to include it.",
  }),
  "load/none-pulled": code<Record<never, never>>({
    severity: "error",
    message: () => "Every spec of the config is optional, and none was pulled.",
    fix: "Run `jackfield pull`.",
  }),
  "load/not-text": code<{ content: string }>({
    severity: "error",
    message: ({ content }) => `Not a text document: ${content}.`,
    fix: "Provide the OpenAPI document itself as JSON or YAML, in UTF-8 or UTF-16.",
  }),
  "load/empty": code<Record<never, never>>({
    severity: "error",
    message: () => "The document is empty.",
    fix: "Provide an OpenAPI document.",
  }),
  "load/syntax": code<{ problem: string }>({
    severity: "error",
    message: ({ problem }) => `Not valid JSON or YAML: ${problem}`,
    fix: "Fix the document at this place.",
  }),
  "load/duplicate-key": code<{ key: string; first: number; second: number }>({
    severity: "error",
    message: ({ key, first, second }) =>
      `Key \`${key}\` occurs twice: in line ${first} and in line ${second}.`,
    fix: "Remove or rename one of them: parsers disagree about which one counts.",
  }),
  "load/too-deep": code<{ limit: number }>({
    severity: "error",
    message: ({ limit }) => `The document is nested more than ${limit} levels deep.`,
    fix: "Move inner parts to components and refer to them with $ref.",
  }),
  "load/too-many-aliases": code<{ limit: number }>({
    severity: "error",
    message: ({ limit }) => `The YAML aliases stand for more than ${limit} values.`,
    fix: "Use $ref instead of aliases of aliases.",
  }),
  "load/circular-alias": code<{ cycle: string }>({
    severity: "error",
    message: ({ cycle }) => `YAML aliases contain themselves: ${cycle}.`,
    fix: "Use $ref for a recursive structure.",
  }),
  "load/not-openapi": code<{ content: string }>({
    severity: "error",
    message: ({ content }) => `Not an OpenAPI document: ${content}.`,
    fix: "Provide a document that starts with `openapi: 3.x` or `swagger: 2.0`.",
  }),
  "load/unsupported-version": code<{ version: string }>({
    severity: "error",
    message: ({ version }) => `OpenAPI version ${version} is not supported.`,
    fix: "Convert the document to 2.0, 3.0, 3.1 or 3.2.",
  }),
  "load/ref-refused": code<{ ref: string; reason: string }>({
    severity: "warning",
    message: ({ ref, reason }) => `Reference ${ref} is not followed: ${reason}.`,
    fix: "Move the file into the folder of the document, or allow it with limits.allowFileRefs or limits.allowRefHosts.",
  }),
  "load/ref-unreadable": code<{ ref: string; reason: string }>({
    severity: "warning",
    message: ({ ref, reason }) => `Reference ${ref} cannot be resolved: ${reason}.`,
    fix: "Add the file, or fix the reference with an overlay (`jackfield patch new <pointer>`).",
  }),
  "load/incomplete": code<{ ref: string; reason: string }>({
    severity: "error",
    message: ({ ref, reason }) => `Reference ${ref} was not read: ${reason}.`,
    fix: "Raise limits.maxBytes or limits.timeoutMs in the config, or bundle the spec into one file first.",
  }),
  "load/partial-list": code<object>({
    severity: "warning",
    message: () => "This is one page of a tool list: its nextCursor says that more tools follow.",
    fix: "Ask for the other pages with `cursor`, and put the tools of all of them into one list.",
  }),
  "load/no-tool-list": code<{ reason: string }>({
    severity: "error",
    message: ({ reason }) => `Cannot read a list of tools: ${reason}.`,
    fix: 'Provide the result of tools/list as JSON, { "tools": [ … ] }, or the list of tools itself.',
  }),
} as const;
