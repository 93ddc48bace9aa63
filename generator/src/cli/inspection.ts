import { authorizationVariable, describeSchemes, listedTool, whySearch } from "@jackfield/contract";
import { listingOf } from "@jackfield/runtime";
import type { PatchedSpec } from "../2-patch/index.js";
import type { Api } from "../3-model/index.js";
import { callsOf, type Plan, type PlannedTool } from "../4-plan/index.js";
import { tokenCounter } from "../compiler/index.js";
import type { Flags } from "../config/index.js";
import { type Surveyed, survey } from "../pipeline.js";
import type { ReportApi, ReportSummary } from "../report-page/index.js";
import { readConfig } from "./config.js";
import { appOf } from "./serve.js";
import type { Session } from "./session.js";

/** What a server made from some specs would be: the object that `inspect --json` prints. */
export type Inspection = ReportSummary & {
  readonly apis: readonly InspectedApi[];
  /** The most expensive first. */
  readonly tools: readonly InspectedTool[];
  readonly webhooks: readonly InspectedWebhook[];
};

/** What an API sends to the server: at which address, and what the event is called where the address says it. */
type InspectedWebhook = {
  readonly path: string;
  readonly method: string;
  readonly event?: string;
  readonly check: string;
  readonly description?: string;
};

export type InspectedApi = ReportApi & {
  readonly patches: readonly { readonly by: string; readonly changes: number }[];
};

type InspectedTool = {
  readonly name: string;
  readonly calls: string;
  readonly hints: readonly string[];
  readonly tags: readonly string[];
  readonly tokens: number;
};

/** Counts with the same tokeniser as the surface lock. */
const inspectionOf = async ({ specs, apis, plan, absent, surface }: Surveyed): Promise<Inspection> => {
  const tokens = new Map(surface.tools.map((tool) => [tool.name, tool.tokens]));
  const profiles = plan.definition.profiles ?? {};
  const records = plan.tools.map(({ record }) => record);
  const usual = new Set(profiles.default?.length ? profiles.default : records.map(({ name }) => name));
  const why = whySearch(records.filter(({ name }) => usual.has(name)));
  return {
    name: plan.definition.name,
    absent,
    apis: apis.map((api, index) => ({
      id: api.id,
      title: api.title,
      version: api.version,
      openapi: openapiOf(specs[index]),
      source: api.source,
      servers: serversOf(api),
      operations: api.operations.length + api.skipped.length,
      tools: plan.tools.filter((tool) => tool.kind === "http" && tool.origin.api === api.id).length,
      skipped: api.skipped,
      patches: patchesOf(specs[index]),
    })),
    credentials: { schemes: describeSchemes(plan.definition), authorization: authorizationVariable },
    tokens: { all: surface.totals.tokens, search: await searchTokens(plan) },
    auto: why === undefined ? { mode: "all" } : { mode: "search", why },
    profiles: Object.entries(profiles).map(([name, tools]) => ({
      name,
      tools: tools.length,
      tokens: tools.reduce((sum, tool) => sum + (tokens.get(tool) ?? 0), 0),
    })),
    tools: plan.tools
      .map((planned) => inspectedTool(planned, tokens.get(planned.face.name) ?? 0))
      .sort((a, b) => b.tokens - a.tokens),
    webhooks: plan.webhooks.map(({ webhook: { path, description } }, at) => {
      const { method = "POST", event, check = "path" } = surface.webhooks?.[at] ?? {};
      return {
        ...{ path, method, check },
        ...(event !== undefined && { event }),
        ...(description !== undefined && { description }),
      };
    }),
  };
};

/** Operations that were left out. */
export const skippedOf = ({ apis }: Inspection): number =>
  apis.reduce((sum, api) => sum + api.skipped.length, 0);

/** The API's own and those of single operations. */
const serversOf = ({ servers, operations }: Api): readonly string[] => {
  const all = [...servers, ...operations.flatMap((operation) => operation.servers ?? [])];
  return [...new Set(all.map(({ url }) => url))];
};

const openapiOf = (spec: PatchedSpec | undefined): string => {
  const { openapi, swagger } = spec?.document ?? {};
  return String(openapi ?? swagger ?? spec?.version);
};

const patchesOf = (spec: PatchedSpec | undefined): InspectedApi["patches"] => {
  const counts = new Map<string, number>();
  for (const { by } of spec?.changes ?? []) counts.set(by, (counts.get(by) ?? 0) + 1);
  return [...counts].map(([by, changes]) => ({ by, changes }));
};

const searchTokens = async (plan: Plan): Promise<number> => {
  const count = tokenCounter();
  const { records } = await listingOf(appOf(plan), { mode: "search" });
  return records.reduce((sum, record) => sum + count(JSON.stringify(listedTool(record))), 0);
};

const inspectedTool = (planned: PlannedTool, tokens: number): InspectedTool => ({
  name: planned.face.name,
  calls: callsOf(planned),
  hints: Object.entries(planned.face.hints).flatMap(([hint, holds]) => (holds ? [hint] : [])),
  tags: planned.record.tags,
  tokens,
});

/** Everything that is known of a server before it is made. */
type Inspected = Surveyed & { readonly inspection: Inspection };

export type InspectedFlags = Omit<Partial<Flags>, "spec" | "out">;

/** What a server from a spec, or from the config, would be. Undefined after reporting; what it found is in the report. */
export const inspected = async (
  spec: string | undefined,
  flags: InspectedFlags,
  { report, options, progress }: Session,
): Promise<Inspected | undefined> => {
  const { config: file } = options;
  const given = {
    ...flags,
    ...(file !== undefined && { config: file }),
    ...(spec !== undefined && { spec }),
  };
  const config = await readConfig(given, report);
  const surveyed = config && (await survey(config, { validate: true }, report, progress));
  return surveyed && { ...surveyed, inspection: await inspectionOf(surveyed) };
};
