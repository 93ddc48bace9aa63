import { type App, type Environment, personalTenant, type Tenant } from "@jackfield/contract";
import { type ChannelOptions, memoryUpdates, serveChannel, type Updates } from "@jackfield/runtime";
import type { Events } from "./events/open.js";
import type { Senders } from "./events/senders.js";
import { helpText } from "./help.js";
import { type Io, processIo } from "./io.js";
import { announceReady, type Opened, openApp } from "./offer.js";
import { readOptions, type ServeOptions } from "./options/serve.js";
import { Problem } from "./problem.js";
import { openWatched, type Revised, type Watch } from "./revisions.js";
import { untilShutdown } from "./shutdown.js";
import { createStdioChannel, type StdioChannel } from "./stdio.js";
import type { TenantsServer } from "./tenants/command.js";
import { openTracing } from "./trace/wanted.js";

/** Exit code of a command line or environment that cannot be used. */
const usage = 2;

/** Loaded only where the operator wants events, so that no other server pays for them. */
const openEvents = async (
  app: App,
  { events }: ServeOptions,
  {
    tenant,
    ...parts
  }: {
    readonly tenant: Tenant;
    readonly environment: Environment;
    readonly updates: Updates;
    readonly log: (line: string) => void;
  },
) => {
  if (events === undefined) return undefined;
  const { openOwnEvents } = await import("./events/open.js");
  const tenantOf = async (id: string) => (id === tenant.id ? tenant : undefined);
  return openOwnEvents({ app, options: events, tenantOf, ...parts });
};

/** Loaded only for clients that are woken by events. */
const wakingBy = async (
  { reader }: Pick<Events, "reader">,
  senders: Senders,
  parts: {
    readonly tenant: Tenant;
    readonly channel: StdioChannel;
    readonly signal: AbortSignal;
    log(line: string): void;
  },
): Promise<ChannelOptions> => {
  const { passOn } = await import("./events/channel.js");
  const { channel, tenant, signal, log } = parts;
  const own = reader(tenant.id);
  const after = await own.newest();
  const { send } = channel;
  return {
    waking: {
      experimental: { "claude/channel": {} },
      onInitialized: () => void passOn({ reader: own, senders, after, signal, send, log }),
    },
  };
};

/** Serves an app over stdio until the client or a signal ends it. Nothing else writes to the output meanwhile. */
const serveStdio = async (
  app: App,
  options: ServeOptions,
  io: Io,
  revised: Revised | undefined,
): Promise<number> => {
  const { name, version } = app.definition;
  const log = (line: string): void => io.log(`${name}: ${line}`);
  const { environment } = io;
  const tenant = personalTenant(environment);
  const updates = memoryUpdates();
  const events = await openEvents(app, options, { tenant, environment, updates, log });
  const from = { environment, transport: "stdio", secrets: tenant.secrets } as const;
  const tracing = await openTracing(environment, app.definition, log);
  const parts = {
    updates,
    ...(events && { events: events.reader }),
    ...(events?.source && { source: events.source }),
    ...(tracing && { around: tracing.tracedTransport }),
  };
  const open = (one: App, as: ServeOptions, before: { readonly searched: boolean }): Promise<Opened> =>
    openApp(one, as, from, log, { ...parts, ...before });
  const opened = await openWatched({ app, options, revised, open, warn: log, tell: log });
  const { offer } = opened;
  const { output, release } = io.takeOutput();
  const channel = createStdioChannel(io.input, output);
  const ending = new AbortController();
  const { signal } = ending;
  const waking =
    events &&
    options.events?.channel &&
    (await wakingBy(events, options.events.channel, { tenant, channel, signal, log }));
  const server = serveChannel(tracing?.traced(offer) ?? offer, tenant, channel, waking);
  if (io.terminal) io.log(`${name} ${version}: serving MCP on standard input and output; end with Ctrl+C.`);
  void Promise.resolve(events?.expose()).then(() => announceReady(opened, tenant, ending.signal));
  await untilShutdown(channel, io);
  ending.abort();
  await server.close();
  await events?.close();
  await opened.close();
  await tracing?.close();
  release();
  return 0;
};

const serveWith = async (
  app: App,
  options: ServeOptions,
  io: Io,
  revised: Revised | undefined,
): Promise<number> => {
  const { http } = options;
  try {
    if (http === undefined) return await serveStdio(app, options, io, revised);
    // Loaded only here, so that a server on standard input and output does not pay for it.
    const { serveHttp } = await import("./http/serve.js");
    return await serveHttp(app, { ...options, http }, io, revised);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    io.log(`${app.definition.name}: ${error.message}`);
    return usage;
  }
};

/** The command `tenants` of a server; gives the exit code, as `serve` does. */
export const tenants = async (server: TenantsServer, argv: readonly string[], io: Io): Promise<number> => {
  try {
    const { tenantsCommand } = await import("./tenants/command.js");
    await tenantsCommand(server, argv, io);
    return 0;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    io.log(`${server.program ?? server.name}: ${error.message}`);
    return usage;
  }
};

/**
 * Runs a server from its command line (without node and script): flags, environment, help, then MCP over its transport.
 * With `watch`, later versions of the app take its place. Gives the exit code: 0 after an orderly end, 2 when flags or
 * variables are wrong (one line on standard error says why).
 */
export const serve = async (
  app: App,
  argv: readonly string[],
  io: Io = processIo(),
  watch?: Watch,
): Promise<number> => {
  if (argv[0] === "tenants") {
    const { name, prefix } = app.definition;
    return tenants({ name, prefix }, argv.slice(1), io);
  }
  const parsed = readOptions(argv, app, io.environment);
  const optionsFor = (later: App): ServeOptions => {
    const again = readOptions(argv, later, io.environment);
    if (again.kind === "serve") return again.options;
    throw new Problem(again.kind === "problem" ? again.problem : "the command line asks for something else.");
  };
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
      return serveWith(app, parsed.options, io, watch && { watch, optionsFor });
  }
};
