import type { App } from "@jackfield/contract";
import { processIo, readOptions, serve, serveFlags, type Watch } from "@jackfield/host";
import { type Plan, searchIndex } from "../4-plan/index.js";
import { type Config, type Flags, fromFlags } from "../config/index.js";
import { prepare } from "../pipeline.js";
import { defineCommand, nameFlag, specFlags, usageFault } from "./command.js";
import type { SpecApp } from "./reload.js";
import { exit, type Session } from "./session.js";

type ServeFlags = Omit<Flags, "spec" | "out"> & { readonly watch: boolean };

/** Everything that a plain start needs is there already; `--watch` alone needs more. */
const watchOf = async (
  config: Config,
  first: SpecApp,
  given: Parameters<typeof import("./reload.js").reloading>[2],
): Promise<Watch | string> => {
  const { canWatch, reloading } = await import("./reload.js");
  if (canWatch(config, first)) return reloading(config, first, given);
  return "--watch needs a file on this machine, and this spec is fetched from elsewhere: save it to a file, or add an --overlay";
};

/** `jackfield serve`: a spec as an MCP server on standard input and output, with nothing written to disk. */
export const runServe = async (
  spec: string,
  flags: ServeFlags,
  serverArguments: readonly string[],
  session: Session,
): Promise<number> => {
  const since = Date.now();
  const config = fromFlags({ ...flags, spec }, process.cwd(), session.report);
  const payloads = showsPayloads(serverArguments);
  const read = async ({ report, progress }: Session): Promise<SpecApp | undefined> => {
    const prepared = config && (await prepare(config, { thorough: false, payloads }, report, progress));
    if (prepared === undefined) return undefined;
    const skipped = prepared.apis.flatMap((api) => api.skipped).length;
    return { app: appOf(prepared.plan), specs: prepared.specs, skipped };
  };
  const first = await read(session);
  const watch =
    config && first && flags.watch ? await watchOf(config, first, { ...session, since, read }) : undefined;
  if (typeof watch === "string") return usageFault(session, watch, "jackfield serve --help");
  const code = session.finish({ isStream: true, ...(first && { skipped: first.skipped }) });
  if (!first || code !== exit.fine) return code;
  return serve(first.app, serverArguments, processIo(), watch);
};

/** The planned server as an app: the same catalog and descriptors that `generate` prints, from memory. */
export const appOf = ({ definition, tools, webhooks }: Plan): App => {
  const byName = new Map(tools.map((planned) => [planned.face.name, planned]));
  return {
    definition,
    catalog: async () => tools.map(({ record }) => record),
    search: async () => searchIndex(tools),
    ...(webhooks.length > 0 && { webhooks: async () => webhooks.map(({ webhook }) => webhook) }),
    load: async ({ name }) => {
      const planned = byName.get(name);
      if (planned?.kind === "http") return planned.face;
      throw new Error(planned ? `${name} runs in the built server only` : `there is no tool ${name}`);
    },
  };
};

/** The server's flags, read before anything is known of the spec: as if it declared everything that flags may ask for. */
const parsedFlags = (serverArguments: readonly string[]) => {
  const definition = { name: "jackfield serve", title: "", version: "", apis: {}, prefix: "JACKFIELD" };
  return readOptions(serverArguments, { definition: { ...definition, webhooks: true } }, process.env);
};

/** The server's flags are wrong: told before anything is read. */
const serverProblem = (serverArguments: readonly string[]): string | undefined => {
  const parsed = parsedFlags(serverArguments);
  return parsed.kind === "problem" ? parsed.problem : undefined;
};

/** Clients are shown what webhooks send. */
const showsPayloads = (serverArguments: readonly string[]): boolean => {
  const parsed = parsedFlags(serverArguments);
  return parsed.kind === "serve" && parsed.options.events?.draft !== undefined;
};

/** The flags of the server are unknown to the command, so its words are both: the spec is the first that belongs to no flag. */
const specAmong = (
  words: readonly string[],
): { readonly spec?: string; readonly serverArguments: readonly string[] } => {
  const flags = new Map<string, object>(Object.entries(serveFlags));
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "--") break;
    const [, name = "", value] = /^--([^=]+)(=[\s\S]*)?$/.exec(word) ?? [];
    if (word === "-" || !word.startsWith("-"))
      return { spec: word, serverArguments: words.filter((_, index) => index !== at) };
    // Its value is the next word.
    if (value === undefined && "value" in (flags.get(name) ?? {})) at++;
  }
  return { serverArguments: words };
};

/** Flags that `serve` hands on to the server; `--name` and the like are its own. */
const serverFlagsHelp = (): string =>
  Object.entries(serveFlags)
    .filter(([name]) => name !== "help" && name !== "version")
    .map(
      ([name, flag]) => `  ${`--${name}${"value" in flag ? ` ${flag.value}` : ""}`.padEnd(28)}  ${flag.doc}`,
    )
    .join("\n");

/** Exit 0 and silence would look like a server that ended at once. */
const servesMcp =
  "serve cannot read the spec from standard input, which carries MCP: save it to a file, or give its address";

export const serveCommand = defineCommand({
  usage: "serve <spec>",
  summary:
    "Serve a spec (a file, an https URL, npm:package/file) as an MCP server on standard input and output.",
  flags: {
    ...nameFlag,
    ...specFlags,
    watch: {
      doc: "read the spec again when it, a file that it refers to or an overlay changes; clients hear of the new list",
    },
  },
  passThrough: true,
  help: `Server flags:\n${serverFlagsHelp()}

Examples:
  jackfield serve openapi.yaml                                          every tool, or search if there are more than clients accept
  jackfield serve openapi.yaml --base-url http://localhost:8080 --no-auth
  jackfield serve https://api.example.com/openapi.json --tags pets --read-only
  jackfield serve openapi.yaml --overlay fix.yaml --mode search         patched, behind four tools
  jackfield serve openapi.yaml --overlay fix.yaml --watch               while you edit either of them`,
  run: async (given, words, session) => {
    const { spec, serverArguments } = specAmong(words);
    if (spec === undefined)
      return usageFault(session, 'Missing required argument "spec".', "jackfield serve --help");
    const problem = spec === "-" ? servesMcp : serverProblem(serverArguments);
    if (problem !== undefined) return usageFault(session, problem, "jackfield serve --help");
    return runServe(spec, given, serverArguments, session);
  },
});
