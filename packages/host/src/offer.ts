import type { App, ClientFacts, ServerDefinition, Situation, Tenant } from "@jackfield/contract";
import {
  createEngine,
  type Engine,
  type EngineParts,
  type EventSource,
  eventTools,
  type Offer,
  offerTools,
  selectTools,
  withAskedKeys,
  withSuppliedHeaders,
} from "@jackfield/runtime";
import { webhooksOf } from "./events/webhooks.js";
import { openFilesIn } from "./files.js";
import type { Io } from "./io.js";
import type { ServeOptions } from "./options/serve.js";
import { Problem } from "./problem.js";

/** What a server offers, and the engine that runs it; the same for every transport. */
export type Opened = {
  readonly engine: Engine;
  readonly offer: Offer;
  /** The same as another client is shown it. */
  offerFor(client: ClientFacts): Offer;
  /** Closes the connections to the APIs. */
  close(): Promise<void>;
};

type OfferParts = EngineParts & {
  /** What the methods of the Events draft answer from. */
  readonly source?: EventSource;
  /** The version before was in search mode too, so the operator knows why. */
  readonly searched?: boolean;
};

/** The line for the operator of a server that chose search mode by itself. */
const searching = (reason: string, { prefix }: ServerDefinition): string =>
  `${reason} exceed what clients accept; offering tools that search, describe and call them instead. ` +
  `--mode all or ${prefix}_MODE=all lists every tool; --tools, --profile and --tags choose some.`;

/** Opens an app as the operator wants it. Reads no catalog unless names have to be checked. Throws `Problem`. */
export const openApp = async (
  given: App,
  options: ServeOptions,
  { environment, ...surroundings }: Pick<Io, "environment"> & Omit<Situation, "hasEvents">,
  log: (line: string) => void,
  parts: OfferParts = {},
): Promise<Opened> => {
  const open = options.noAuth ? withAskedKeys(given) : given;
  const app = withSuppliedHeaders(open, Object.keys(options.headerVariables));
  const serves = app.extension?.serves;
  const situation = { ...surroundings, hasEvents: parts.events !== undefined };
  const selection = await selectTools(app, {
    ...options,
    environment,
    ...(serves && { serves: (tool: string) => serves(tool, situation) }),
  });
  if (!selection.ok) throw new Problem(selection.problem);
  const { headerVariables, noAuth, allowedTokenHosts, allowedHosts, serverVariables } = options;
  const { timeoutSeconds, baseUrl, mode, files, confirm, client, keepCookies } = options;
  if (mode === "search" && app.search === undefined)
    throw new Problem("search mode needs a search index, and this server has none.");
  const engine = createEngine(
    app,
    {
      environment,
      timeoutSeconds,
      keepCookies,
      confirm,
      ...(client?.resultBytes === undefined ? {} : { limits: { maxText: client.resultBytes } }),
      credentials: { headerVariables, noAuth, allowedTokenHosts, allowedHosts },
      serverVariables,
      report: log,
      ...(baseUrl === undefined ? {} : { baseUrl }),
      ...(files.length === 0 ? {} : { openFile: openFilesIn(files) }),
    },
    parts,
  );
  const onEmpty = (): void =>
    log("this server has no tools: the selection leaves none, or the spec has no operations.");
  const onSearch = (reason: string): void => {
    if (!parts.searched) log(searching(reason, app.definition));
  };
  const isPlain = situation.hasEvents && app.extension?.ownEventTools !== true;
  const extraTools = isPlain ? eventTools(await webhooksOf(app, options.events ?? {})) : [];
  const { source } = parts;
  const shown = {
    ...(serves && { keepsBack: (tool: string) => !serves(tool, situation) }),
    mode,
    onSearch,
    onEmpty,
    extraTools,
    ...(source && { events: source }),
  };
  const offerFor = (to: ClientFacts | undefined): Offer =>
    offerTools(engine, selection.app, { ...shown, ...(to && { client: to }) });
  return { engine, offer: offerFor(client), offerFor, close: engine.close };
};

/** Lets the package of a server begin its work, as the only tenant that there is. A failure is a line in the log. */
export const announceReady = async (
  { engine }: Opened,
  tenant: Tenant,
  signal: AbortSignal,
): Promise<void> => {
  const { ready } = engine.app.extension ?? {};
  if (ready === undefined) return;
  await engine.session(tenant).consult((context) => ready(context), { signal });
};
