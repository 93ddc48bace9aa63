import { setImmediate } from "node:timers/promises";
import { type Guide, listedTool, type SecurityRequirement, whySearch } from "@jackfield/contract";
import type { Api, Operation } from "../3-model/index.js";
import type { Plan, PlannedHttpTool, PlannedTool, PlannedWebhook } from "../4-plan/index.js";
import { type Compiler, compilerHere } from "../compiler/index.js";
import { argumentsOf } from "./arguments.js";
import { fingerprinter, hashOf } from "./fingerprint.js";
import { guideParts } from "./guide.js";
import {
  type Surface,
  type SurfaceProfile,
  type SurfaceServer,
  type SurfaceTool,
  type SurfaceWebhook,
  surfaceVersion,
} from "./types.js";

export { placeOf, segment } from "./arguments.js";
export { keepAbsent } from "./keep-absent.js";
export { surfaceOfList } from "./list.js";
export { surfaceFiles } from "./print.js";
export { type ReadSurface, readSurface } from "./read.js";
export {
  type Surface,
  type SurfaceApi,
  type SurfaceArgument,
  type SurfaceFacets,
  type SurfaceGuidePart,
  type SurfaceMode,
  type SurfacePlace,
  type SurfaceProfile,
  type SurfaceTool,
  type SurfaceWebhook,
  surfaceVersion,
} from "./types.js";

/** How many tokens each tool is for a client, in the order of the plan. Loads the tokeniser, so it is no part of `serve`. */
export const toolTokens = (
  { tools }: Plan,
  { countTokens }: Pick<Compiler, "countTokens"> = compilerHere,
): Promise<readonly number[]> => countTokens(tools.map(({ record }) => JSON.stringify(listedTool(record))));

/**
 * The surface of a plan. Replies are told by `apis`, modelled with their reply schemas; without them no tool has a
 * reply.
 */
export const surfaceOf = async (
  plan: Plan,
  apis: readonly Api[] = [],
  guide?: Guide,
  counted = toolTokens(plan),
): Promise<Surface> => {
  const replies = new Map(apis.map((api) => [api.id, replyReader(api)]));
  const lines: Omit<SurfaceTool, "tokens">[] = [];
  for (const planned of plan.tools) {
    // Now and then the answers of other threads are let in, so that these have their next question early.
    if (lines.length % 100 === 99) await setImmediate();
    lines.push({
      ...surfaceTool(plan, planned),
      ...(planned.kind === "http" && replies.get(planned.origin.api)?.(planned.origin.pointer)),
      ...argumentsOf(planned.face),
    });
  }
  const tokens = await counted;
  const tools = lines.map((line, index) => ({ ...line, tokens: tokens[index] ?? 0 }));
  return {
    version: surfaceVersion,
    totals: { tools: tools.length, tokens: tools.reduce((sum, tool) => sum + tool.tokens, 0) },
    server: serverOf(plan),
    profiles: profilesOf(plan),
    apis: Object.entries(plan.definition.apis)
      .map(([id, api]) => ({
        id,
        servers: api.servers.map(({ url }) => url),
        schemes: Object.keys(api.schemes).sort(),
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    tools,
    ...(plan.webhooks.length > 0 && { webhooks: plan.webhooks.map(surfaceWebhook) }),
    ...(guide && { guide: await guideParts(guide, usualTools(plan)) }),
  };
};

/** The tools of a server that is started without a choice. */
const usualTools = ({ definition, tools }: Plan): ReadonlySet<string> => {
  const { default: usual = [] } = definition.profiles ?? {};
  return new Set(usual.length > 0 ? usual : tools.map(({ face }) => face.name));
};

const surfaceWebhook = ({ webhook, origin }: PlannedWebhook): SurfaceWebhook => {
  const { path, method = "POST", name, check, payload } = webhook;
  return {
    ...{ path, api: origin.api, method },
    ...(typeof name === "string" && { event: name }),
    check: check.kind === "hmac" ? `hmac ${check.header}` : check.kind,
    ...(payload !== undefined && { payload: hashOf(payload) }),
    source: `${origin.file}#${origin.pointer}`,
    patches: origin.patches,
  };
};

const serverOf = ({ definition: { title, instructions } }: Plan): SurfaceServer => ({
  title,
  ...(instructions !== undefined && { instructions }),
});

/** What each profile lists, and how a server offers it when nobody chooses a mode. */
const profilesOf = ({ definition, tools }: Plan): readonly SurfaceProfile[] => {
  const named = Object.entries<readonly string[]>({ default: [], ...definition.profiles });
  const records = tools.map(({ record }) => record);
  return named
    .map(([name, names]) => {
      const everything = name === "default" && names.length === 0;
      const chosen = new Set(names);
      const listing = everything ? records : records.filter((record) => chosen.has(record.name));
      const mode = whySearch(listing) === undefined ? ("all" as const) : ("search" as const); // the literals
      return { name, mode, ...(!everything && { tools: names }) };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
};

type OwnLine = Omit<SurfaceTool, "arguments" | "rules" | "unlisted" | "reply" | "tokens">;

const surfaceTool = (plan: Plan, planned: PlannedTool): OwnLine => {
  const { face, record } = planned;
  const shown = {
    required: [...(face.input.required ?? [])],
    hints: [
      ...Object.entries(face.hints).flatMap(([hint, holds]) => (holds ? [hint] : [])),
      ...(face.confirm === undefined ? [] : [`confirm: ${face.confirm}`]),
    ],
    description: record.description,
    schema: hashOf(record.inputSchema),
    input: hashOf(face.input),
  };
  if (planned.kind === "local") {
    const { file, exportName } = planned.origin;
    return { name: face.name, ...shown, security: [], source: `${file}#${exportName}`, patches: [] };
  }
  const { file, pointer, patches } = planned.origin;
  return {
    name: face.name,
    ...shown,
    ...requestOf(plan, planned),
    source: `${file}#${pointer}`,
    patches: [...patches].sort(),
  };
};

const requestOf = ({ definition }: Plan, { face }: PlannedHttpTool) => {
  const { api, method, path, servers, body, security } = face.request;
  return {
    ...{ api, method, path },
    security: (security ?? definition.apis[api]?.security ?? []).map(alternative),
    ...(servers && { servers: servers.map(({ url }) => url) }),
    ...(body && { media: body.content.map(({ mediaType }) => mediaType) }),
  };
};

const alternative = (requirement: SecurityRequirement): string => {
  const schemes = Object.entries(requirement).map(([scheme, scopes]) =>
    scopes.length > 0 ? `${scheme}(${scopes.join(" ")})` : scheme,
  );
  return schemes.length > 0 ? schemes.join(" + ") : "anonymous";
};

/** By pointer of the operation, the hash of its success replies. */
const replyReader = (api: Api): ((pointer: string) => Pick<SurfaceTool, "reply">) => {
  const operations = new Map(api.operations.map((operation) => [operation.pointer, operation]));
  const fingerprint = fingerprinter(api.schemas);
  return (pointer) => {
    const media = successMedia(operations.get(pointer));
    if (media.length === 0) return {};
    const names = media.map(({ status, mediaType }) => `${status} ${mediaType}`);
    return { reply: hashOf([names, fingerprint(media.map(({ schema }) => schema ?? true))]) };
  };
};

const successMedia = (operation: Operation | undefined) =>
  (operation?.replies ?? [])
    .filter(({ status }) => /^2(\d\d|XX)$/.test(status))
    .flatMap(({ status, content }) => content.map((media) => ({ ...media, status })));
