import { type App, type Definition, localTenant } from "@jackfield/contract";
import { createEngine, offerTools, selectTools, serveChannel } from "@jackfield/runtime";
import { openFilesIn } from "./files.js";
import { helpText } from "./help.js";
import { type Io, processIo } from "./io.js";
import { readOptions, type ServeOptions } from "./options.js";
import { untilShutdown } from "./shutdown.js";
import { createStdioChannel } from "./stdio.js";

/** Exit code of a command line or environment that cannot be used. */
const usage = 2;

/** The line for the operator of a server that chose search mode by itself. */
const searching = (reason: string, { prefix }: Definition): string =>
  `${reason} exceed what clients accept; offering tools that search, describe and call them instead. ` +
  `--mode all or ${prefix}_MODE=all lists every tool; --tools, --profile and --tags choose some.`;

/** Serves an app over stdio until the client or a signal ends it; gives the exit code. Nothing else writes to the output meanwhile. */
export const serveStdio = async (app: App, options: ServeOptions, io: Io): Promise<number> => {
  const { name, version } = app.definition;
  const { environment } = io;
  const selection = await selectTools(app, { ...options, environment });
  if (!selection.ok) {
    io.log(`${name}: ${selection.problem}`);
    return usage;
  }
  const { headerVariables, noAuth, allowedTokenHosts, timeoutSeconds, baseUrl, mode } = options;
  if (mode === "search" && app.search === undefined) {
    io.log(`${name}: search mode needs a search index, and this server has none.`);
    return usage;
  }
  const engine = createEngine(app, {
    environment,
    timeoutSeconds,
    credentials: { headerVariables, noAuth, allowedTokenHosts },
    report: (line) => io.log(`${name}: ${line}`),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(options.files.length === 0 ? {} : { openFile: openFilesIn(options.files) }),
  });
  const offer = offerTools(engine, selection.app, {
    mode,
    onSearch: (reason) => io.log(`${name}: ${searching(reason, app.definition)}`),
  });
  const { output, release } = io.takeOutput();
  const channel = createStdioChannel(io.input, output);
  const server = serveChannel(offer, localTenant(environment), channel);
  if (io.terminal) io.log(`${name} ${version}: serving MCP on standard input and output; end with Ctrl+C.`);
  await untilShutdown(channel, io);
  await server.close();
  await engine.close();
  release();
  return 0;
};

/**
 * Runs a server from its command line (without node and script): flags, environment, help, then MCP over stdio.
 * Gives the exit code: 0 after an orderly end, 2 when flags or variables are wrong (one line on standard error says why).
 */
export const serve = async (app: App, argv: readonly string[], io: Io = processIo()): Promise<number> => {
  const parsed = readOptions(argv, app.definition, io.environment);
  switch (parsed.kind) {
    case "help":
      io.print(helpText(app));
      return 0;
    case "version":
      io.print(`${app.definition.name} ${app.definition.version}\n`);
      return 0;
    case "problem":
      io.log(`${app.definition.name}: ${parsed.problem}`);
      return usage;
    case "serve":
      return serveStdio(app, parsed.options, io);
  }
};
