import type { App, ServerDefinition, Situation } from "@jackfield/contract";
import {
  createEngine,
  type Engine,
  type EngineParts,
  eventTools,
  type Offer,
  offerTools,
  selectTools,
  withSuppliedHeaders,
} from "@jackfield/runtime";
import { webhooksOf } from "./events-options.js";
import { openFilesIn } from "./files.js";
import type { Io } from "./io.js";
import type { ServeOptions } from "./options.js";
import { Problem } from "./problem.js";

/** What a server offers, and the engine that runs it; the same for every transport. */
type Opened = { readonly engine: Engine; readonly offer: Offer };

/** The line for the operator of a server that chose search mode by itself. */
const searching = (reason: string, { prefix }: ServerDefinition): string =>
  `${reason} exceed what clients accept; offering tools that search, describe and call them instead. ` +
  `--mode all or ${prefix}_MODE=all lists every tool; --tools, --profile and --tags choose some.`;

/** Opens an app as the operator wants it. Reads no catalog unless names have to be checked. Throws `Problem`. */
export const openApp = async (
  given: App,
  options: ServeOptions,
  { environment, ...situation }: Pick<Io, "environment"> & Situation,
  log: (line: string) => void,
  parts: EngineParts = {},
): Promise<Opened> => {
  const app = withSuppliedHeaders(given, Object.keys(options.headerVariables));
  const serves = app.extension?.serves;
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
    log("this server has no tools: the selection leaves none, or the API description has no operations.");
  const onSearch = (reason: string): void => log(searching(reason, app.definition));
  const extraTools = parts.events === undefined ? [] : eventTools(webhooksOf(app));
  const shown = { mode, onSearch, onEmpty, extraTools, ...(client && { client }) };
  return { engine, offer: offerTools(engine, selection.app, shown) };
};
