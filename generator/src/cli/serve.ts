import type { App } from "@jackfield/contract";
import { readOptions, serve, serveFlags } from "@jackfield/host";
import { type Plan, searchIndex } from "../4-plan/index.js";
import { fromFlags } from "../config/index.js";
import { prepare } from "../pipeline.js";
import { defineCommand, nameFlag, specFlags, usageFault } from "./command.js";
import type { Session } from "./session.js";

type ServeFlags = {
  readonly overlay?: readonly string[];
  readonly name?: string;
  readonly specHeaderEnv?: readonly string[];
  readonly marks?: "none" | "mcp" | "all";
  readonly allowPrivate?: boolean;
  readonly allowFileRefs?: string;
};

/** `jackfield serve`: a spec as an MCP server on standard input and output, with nothing written to disk. */
export const runServe = async (
  spec: string,
  flags: ServeFlags,
  serverArguments: readonly string[],
  session: Session,
): Promise<number> => {
  const { report } = session;
  const config = fromFlags({ ...flags, spec }, process.cwd(), report);
  const payloads = showsPayloads(serverArguments);
  const prepared = config && (await prepare(config, { thorough: false, payloads }, report, session.progress));
  const ended = session.finish({
    ...(prepared && { skipped: prepared.apis.flatMap((api) => api.skipped).length }),
  });
  if (!prepared || ended !== 0) return ended;
  return serve(appOf(prepared.plan), serverArguments);
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
  flags: { ...nameFlag, ...specFlags },
  passThrough: true,
  help: `Server flags:\n${serverFlagsHelp()}

Examples:
  jackfield serve openapi.yaml                                          every tool, or search if there are more than clients accept
  jackfield serve openapi.yaml --base-url http://localhost:8080 --no-auth
  jackfield serve https://api.example.com/openapi.json --tags pets --read-only
  jackfield serve openapi.yaml --overlay fix.yaml --mode search         patched, behind four tools`,
  run: async (given, [spec = "", ...serverArguments], session) => {
    const problem = spec === "-" ? servesMcp : serverProblem(serverArguments);
    if (problem !== undefined) return usageFault(session, problem, "jackfield serve --help");
    return runServe(spec, given, serverArguments, session);
  },
});
