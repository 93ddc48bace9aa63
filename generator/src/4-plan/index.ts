import { annotationsOf, essence, type HttpRequest, isJson, isMediaType } from "@jackfield/contract";
import type { Change } from "../2-patch/types.js";
import type { Api, Operation } from "../3-model/index.js";
import type { Report } from "../report/index.js";
import { advertise } from "./advertise/index.js";
import { markConfirmed } from "./confirm.js";
import { planDefinition } from "./definition.js";
import { describe, hintsOf, plain, shortened } from "./describe.js";
import { type PlannedInput, planInput } from "./input.js";
import { planLocalTools } from "./local-tools.js";
import { compare, differingByCase, lostName, type NamedOperation, nameOperations } from "./names.js";
import { replyHints } from "./reply.js";
import { selectOperations } from "./select.js";
import { foreignServerOf, suspicionsOf, withoutHiddenValues } from "./suspicious.js";

import { type Touching, touching } from "./touching.js";
import type { LocalToolModule, Plan, PlannedHttpTool, PlanOptions } from "./types.js";
import { viewsOf } from "./views.js";
import { planWebhooks } from "./webhooks.js";

export { type Definitions, defNameOf } from "../3-model/index.js";
export { callsOf } from "./local-tools.js";
export { searchIndex } from "./search-index.js";
export type * from "./types.js";

/** An API with the changes that led to it, so that a tool can say which patches touched it. */
type PlannedApi = { readonly api: Api; readonly changes: readonly Change[] };

/** Decides everything: names, inputs, requests, descriptions, hints, files. Prints nothing, reads nothing. */
export const makePlan = (
  apis: readonly PlannedApi[],
  options: PlanOptions,
  report: Report,
  localTools: readonly LocalToolModule[] = [],
): Plan => {
  const named = nameOperations(
    apis.map(({ api }) => api),
    options.naming,
    report,
  );
  const selected = selectOperations(named, options, report);
  const touchedBy = new Map(apis.map(({ api, changes }) => [api.id, touching(changes)]));
  const operations = selected.map((operation) =>
    planTool(operation, touchedBy.get(operation.api.id) ?? touching([]), options, report),
  );
  const all = [...operations, ...planLocalTools(localTools, operations, options.exclude, report)];
  const tools = [...markConfirmed(all, options, report)].sort((a, b) => compare(a.face.name, b.face.name));
  if (tools.length === 0)
    report.add("plan/no-tools", { file: apis[0]?.api.file ?? "config", pointer: "" }, {});
  const definition = planDefinition(
    apis.map(({ api }) => api),
    tools.map(({ face }) => face.name),
    options,
    report,
  );
  const webhooks = planWebhooks(
    apis.map(({ api }) => ({ api, touchedBy: touchedBy.get(api.id) ?? touching([]) })),
    options,
    report,
  );
  const receives = webhooks.length > 0 ? { webhooks: true as const } : {};
  return { definition: { ...definition, ...receives }, tools, webhooks };
};

const planTool = (
  { api, operation, name, file }: NamedOperation,
  touchedBy: Touching,
  options: PlanOptions,
  report: Report,
): PlannedHttpTool => {
  const input = planInput(api, operation, options.bind);
  const { title, description } = describe(
    operation,
    [...nameNotes(operation), ...input.notes],
    options.budgets.descriptionMax,
  );
  const hints = hintsOf(operation);
  const { schema, size, cut } = advertise(input.listed, viewsOf(api.schemas).request, options.budgets);
  const { hidden, order } = suspicionsOf(operation, input.schema, schema);
  const server = foreignServerOf(api, operation);
  const at = { file: api.file, pointer: operation.pointer };
  if (server !== undefined) report.add("plan/foreign-server", at, { name, server });
  if (hidden.length > 0) report.add("plan/hidden-characters", at, { name, characters: hidden.join(", ") });
  if (order !== undefined) report.add("plan/gives-orders", at, { name, passage: order });
  for (const alike of differingByCase(Object.keys(input.listed.properties ?? {})))
    report.add("plan/names-differ-by-case", at, {
      what: `Arguments of ${name}`,
      names: alike.join(", "),
    });
  if (cut === "details") report.add("plan/schema-cut", at, { name, size });
  if (cut === "fields") report.add("plan/schema-too-large", at, { name, limit: options.budgets.schemaHard });
  return {
    kind: "http",
    face: {
      name,
      ...(title !== undefined && { title }),
      description,
      hints,
      ...(operation.confirm && { confirm: operation.confirm }),
      input: input.schema,
      request: planRequest(api, operation, input),
    },
    record: {
      name,
      ...(title !== undefined && { title }),
      description,
      inputSchema: hidden.length > 0 ? withoutHiddenValues(schema) : schema,
      annotations: annotationsOf(hints, true),
      ...(operation.confirm && { confirm: operation.confirm }),
      tags: operation.tags,
      ...(input.keys && { keys: input.keys }),
    },
    module: `tools/${file}.js`,
    origin: {
      api: api.id,
      file: api.source,
      pointer: operation.pointer,
      patches: touchedBy(placesOf(api, operation)),
    },
    types: { operation: name, parts: input.parts, ...outputOf(operation) },
    replyFields: [
      ...new Set(
        operation.replies
          .filter(({ status }) => isSuccess(status))
          .flatMap(({ content }) => content.flatMap(({ fields }) => fields)),
      ),
    ],
  };
};

/** What a name of Latin letters cannot say. */
const nameNotes = (operation: Operation): readonly string[] => {
  const name = lostName(operation);
  return name === undefined ? [] : [`API name: ${shortened(plain(name), 100)}.`];
};

const planRequest = (api: Api, operation: Operation, input: PlannedInput): HttpRequest => {
  const accept = acceptOf(operation);
  const reply = replyHints(operation, api.schemas);
  return {
    api: api.id,
    method: operation.method,
    path: operation.path,
    ...(operation.servers && { servers: operation.servers }),
    ...(Object.keys(input.parameters).length > 0 && { parameters: input.parameters }),
    ...(input.keys && { keys: input.keys }),
    ...(input.body && { body: input.body }),
    ...(operation.security && { security: operation.security }),
    ...(accept !== undefined && { accept }),
    ...(reply && { reply }),
  };
};

const isSuccess = (status: string): boolean => /^(2\d\d|2XX)$/.test(status);

/** What the operation can answer with, when JSON is not the first choice anyway. */
const acceptOf = (operation: Operation): string | undefined => {
  const typesOf = (wanted: (status: string) => boolean): readonly string[] =>
    operation.replies
      .filter(({ status }) => wanted(status))
      .flatMap(({ content }) => content.map(({ mediaType }) => mediaType.toLowerCase()))
      .filter((type) => isMediaType(essence(type)));
  const success = typesOf(isSuccess);
  // `default` describes the failures wherever a success is described.
  const distinct = [...new Set(success.length > 0 ? success : typesOf((status) => status === "default"))];
  if (distinct.length === 0 || distinct.some((type) => essence(type) === "application/json"))
    return undefined;
  return distinct.includes("*/*") ? "*/*" : distinct.slice(0, 10).join(", ");
};

const outputOf = (operation: Operation): Pick<PlannedHttpTool["types"], "output"> => {
  const reply = operation.replies.find(({ status, content }) => isSuccess(status) && content.length > 0);
  const media = reply?.content.find(({ mediaType }) => isJson(mediaType)) ?? reply?.content[0];
  return reply && media ? { output: { status: reply.status, mediaType: media.mediaType } } : {};
};

/** The operation itself, and the parts of the document that its requests come from. */
const placesOf = (api: Api, operation: Operation): readonly string[] => {
  const schemas = [
    ...operation.parameters.map(({ schema }) => schema),
    ...(operation.body?.content.map(({ schema = true }) => schema) ?? []),
  ];
  return [
    operation.pointer,
    ...operation.parameters.map(({ pointer }) => pointer),
    ...(operation.body ? [operation.body.pointer] : []),
    ...viewsOf(api.schemas)
      .namesBelow(schemas)
      .flatMap((name) => api.places[name] ?? []),
    ...(operation.security ? [] : ["/security"]),
    ...(operation.servers ? [] : ["/servers"]),
  ];
};
