import type { ServerDefinition } from "@jackfield/contract";
import { expect, it } from "vitest";
import { helpText } from "../help.js";
import { readOptions, serveFlags } from "./serve.js";

const definition: ServerDefinition = { name: "x", title: "X", version: "1", prefix: "X", apis: {} };

const read = (argv: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
  const parsed = readOptions(argv, { definition }, environment);
  if (parsed.kind === "problem") return parsed.problem;
  return parsed.kind === "serve" ? `${parsed.options.mode} ${parsed.options.readOnly}` : parsed.kind;
};

it.each<[readonly string[], Readonly<Record<string, string>>, string]>([
  [[], {}, "auto false"],
  [["--mode", "search", "--read-only"], {}, "search true"],
  [[], { X_MODE: " all " }, "all false"],
  [[], { X_MODE: "" }, "auto false"],
  [["--mode", "all"], { X_MODE: "search" }, "all false"],
  [["--mode", "al"], {}, '--mode must be one of auto, all, search, got "al".'],
  [["--mode", ""], {}, '--mode must be one of auto, all, search, got "".'],
  [[], { X_MODE: "seach" }, 'X_MODE must be one of auto, all, search, got "seach".'],
  [["--confirm", "yes"], {}, '--confirm must be one of off, marked, destructive, all, got "yes".'],
  [[], { X_CONFIRM: "al" }, 'X_CONFIRM must be one of off, marked, destructive, all, got "al".'],
  [["--client", "goose"], {}, "auto false"],
  [
    ["--client", "gose"],
    {},
    "--client must be one of claude-code, claude-desktop, chatgpt, codex, cursor, vscode, gemini-cli, goose, " +
      'got "gose" (did you mean "goose"?).',
  ],
  [["--client", "ci=goose"], {}, "--client ci=…: no --bearer has this name."],
  [
    ["--client", "goose", "--client", "cursor"],
    {},
    "--client names one client; for one caller: --client <bearer>=<name>.",
  ],
  [
    ["--transport", "http", "--shutdown-delay", "soon"],
    {},
    '--shutdown-delay must be a number of seconds from 0 to 300, got "soon".',
  ],
  [["--limits", "calls=5"], {}, "--limits needs --transport http."],
  [["--port", "80"], { X_TRANSPORT: "stdio" }, "--port needs --transport http."],
  [["--public-url", "https://x.example"], {}, "auto false"],
  [["--channel", "any"], {}, "--channel needs events to pass on; receive them with --events-port."],
  [
    ["--channel", "any", "--channel", "a=b", "--events-port", "0"],
    {},
    "--channel any admits everybody; leave the others out.",
  ],
  [
    ["--channel", "somebody", "--events-port", "0"],
    {},
    "--channel takes any, or who may wake the model, as field=value.",
  ],
  [
    ["--channel", "any", "--transport", "http"],
    {},
    "--channel is for standard input and output; over HTTP clients read events with the tools.",
  ],
  [
    ["--events", "memory", "--events-keep", "events=1000,hours=0"],
    {},
    '--events-keep takes <events=<n>,megabytes=<n>,hours=<n>>, got "hours=0".',
  ],
  [["--events-port", "0"], { X_CHANNEL: "a.b=c, d=e" }, "auto false"],
  [
    ["--webhook-sender", "gitub:KEY"],
    {},
    "--webhook-sender must begin with one of basic, github, shopify, slack, standard, stripe " +
      '(did you mean "github"?).',
  ],
  [
    ["--webhook-sender", "github:the secret itself"],
    {},
    "--webhook-sender github takes a variable with the secret, as github:VARIABLE.",
  ],
  [
    ["--webhook-sender", "basic:USER"],
    {},
    "--webhook-sender basic takes variables, as basic:USER_VARIABLE,PASSWORD_VARIABLE.",
  ],
])("%j %j: %s", (argv, environment, want) => {
  expect(read(argv, environment)).toBe(want);
});

it("shows every flag and the variables of selection in the help", () => {
  const app = { definition, catalog: async () => [], load: () => Promise.reject(new Error("none")) };
  const help = helpText(app);
  for (const name of Object.keys(serveFlags)) expect(help).toContain(`  --${name}`);
  for (const name of ["X_MODE", "X_READ_ONLY", "X_PROFILE"]) expect(help).toContain(`  ${name} `);
});

it.each<[readonly string[], boolean]>([
  [[], true],
  [["--host", "localhost"], true],
  [["--no-console"], false],
  [["--bearer", "ann=TOKEN"], false],
  [["--public-url", "https://mcp.example.com"], false],
  [["--host", "0.0.0.0", "--allow-anonymous", "--public-url", "http://10.0.0.1"], false],
])("%j: whether there is a console, which nobody may reach from elsewhere", (argv, isThere) => {
  const parsed = readOptions(
    ["--transport", "http", ...argv],
    { definition },
    { TOKEN: "a-token-of-24-characters" },
  );
  expect(parsed).toMatchObject({ kind: "serve", options: { http: { console: isThere } } });
});
