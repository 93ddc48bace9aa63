import type { App, CatalogRecord, Tenant, Tool } from "@jackfield/contract";
import { reasonToAsk } from "./consent.js";
import type { HttpEngine } from "./http/open.js";
import { createSession, type Session } from "./session.js";
import type { EngineParts, EngineSettings } from "./settings.js";
import { memoryUpdates, type Updates } from "./updates.js";
import { createValidator } from "./validate.js";

/** What calls the tools of an app: one per process. */
export type Engine = {
  readonly app: App;
  /** Whether a person is asked before this tool runs. */
  asks(tool: CatalogRecord): boolean;
  /** Of resources, by its tools. */
  readonly updates: Updates;
  /** The session of a tenant: always the same one while the tenant's secrets come from the same place. */
  session(tenant: Tenant): Session;
  /** Closes the connections to the APIs. */
  close(): Promise<void>;
};

/** Sessions that are kept; the least recently used one goes first and loses its access tokens. */
const mostSessions = 1000;

/** Loads each tool once, on its first call; a failed load is tried again on the next. */
const toolLoader = (app: App): ((record: CatalogRecord) => Promise<Tool>) => {
  const loaded = new Map<string, Promise<Tool>>();
  return (record) => {
    const known = loaded.get(record.name);
    if (known !== undefined) return known;
    const loading = app.load(record);
    loaded.set(record.name, loading);
    loading.catch(() => loaded.delete(record.name));
    return loading;
  };
};

const catalogOf = (app: App): (() => Promise<ReadonlyMap<string, CatalogRecord>>) => {
  let index: Promise<ReadonlyMap<string, CatalogRecord>> | undefined;
  return () => {
    index ??= app.catalog().then((records) => new Map(records.map((record) => [record.name, record])));
    return index;
  };
};

/**
 * Calls the tools of an app for any number of tenants. Catalog, tool modules, validator and connections are shared and
 * load when first needed; tokens, certificates and what must not be shown belong to the session of a tenant.
 */
export const createEngine = (app: App, settings: EngineSettings, parts: EngineParts = {}): Engine => {
  const credentials = { noAuth: false, headerVariables: {}, allowedTokenHosts: [], ...settings.credentials };
  const updates = parts.updates ?? memoryUpdates();
  let http: Promise<HttpEngine> | undefined;
  const shared = {
    app,
    updates,
    settings: { ...settings, credentials },
    validate: createValidator(app.definition.formats),
    load: toolLoader(app),
    catalog: catalogOf(app),
    ...(parts.events && { events: parts.events }),
    openHttp(): Promise<HttpEngine> {
      http ??= import("./http/open.js").then(({ openHttp }) => openHttp(app, shared.settings, parts));
      return http;
    },
  };
  const sessions = new Map<string, { readonly tenant: Tenant; readonly session: Session }>();
  return {
    app,
    updates,
    asks: (record) => reasonToAsk(record, settings.confirm ?? "marked") !== undefined,
    session(tenant) {
      const known = sessions.get(tenant.id);
      const same = known?.tenant.secrets === tenant.secrets;
      const entry = known !== undefined && same ? known : { tenant, session: createSession(tenant, shared) };
      sessions.delete(tenant.id);
      sessions.set(tenant.id, entry);
      const [oldest] = sessions.keys();
      if (sessions.size > mostSessions && oldest !== undefined) sessions.delete(oldest);
      return entry.session;
    },
    async close() {
      await (await http)?.close();
    },
  };
};
