import type { SecurityRequirement } from "@jackfield/contract";
import type { Api, Operation } from "../3-model/index.js";
import type { Plan, PlannedTool } from "../4-plan/index.js";
import { listed } from "../5-emit/catalog.js";
import { tokenCounter } from "../5-emit/tokens.js";
import { argumentsOf } from "./arguments.js";
import { fingerprinter, hashOf } from "./fingerprint.js";
import { type Surface, type SurfaceTool, surfaceVersion } from "./types.js";

export { placeOf, segment } from "./arguments.js";
export { keepAbsent } from "./keep-absent.js";
export { surfaceFiles } from "./print.js";
export { type ReadSurface, readSurface } from "./read.js";
export {
  type Surface,
  type SurfaceApi,
  type SurfaceArgument,
  type SurfaceFacets,
  type SurfacePlace,
  type SurfaceTool,
  surfaceVersion,
} from "./types.js";

/**
 * The surface of a plan. Replies are told by `apis`, modelled with their reply schemas; without them no tool has a
 * reply. Loads the tokeniser, so it is no part of `serve`.
 */
export const surfaceOf = async (plan: Plan, apis: readonly Api[] = []): Promise<Surface> => {
  const count = await tokenCounter();
  const replies = new Map(apis.map((api) => [api.id, replyReader(api)]));
  const tools = plan.tools.map((planned) => ({
    ...surfaceTool(plan, planned, count),
    ...replies.get(planned.origin.api)?.(planned.origin.pointer),
    ...argumentsOf(planned.tool),
  }));
  return {
    version: surfaceVersion,
    totals: { tools: tools.length, tokens: tools.reduce((sum, tool) => sum + tool.tokens, 0) },
    apis: Object.entries(plan.definition.apis)
      .map(([id, api]) => ({
        id,
        servers: api.servers.map(({ url }) => url),
        schemes: Object.keys(api.schemes).sort(),
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    tools,
  };
};

type OwnLine = Omit<SurfaceTool, "arguments" | "rules" | "unlisted" | "reply">;

const surfaceTool = (
  { definition }: Plan,
  { tool, record, origin }: PlannedTool,
  count: (text: string) => number,
): OwnLine => {
  const { api, method, path, servers, body, security } = tool.request;
  return {
    name: tool.name,
    api,
    method,
    path,
    required: [...(tool.input.required ?? [])],
    hints: Object.entries(tool.hints)
      .filter(([, holds]) => holds)
      .map(([hint]) => hint),
    security: (security ?? definition.apis[api]?.security ?? []).map(alternative),
    ...(servers && { servers: servers.map(({ url }) => url) }),
    ...(body && { media: body.content.map(({ mediaType }) => mediaType) }),
    description: record.description,
    schema: hashOf(record.inputSchema),
    input: hashOf(tool.input),
    tokens: count(JSON.stringify(listed(record))),
    source: `${origin.file}#${origin.pointer}`,
    patches: [...origin.patches].sort(),
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
