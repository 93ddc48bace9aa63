import {
  type HttpTool,
  isRecord,
  type JsonSchema,
  pointerTo,
  rootSchema,
  type SchemaObject,
  schemaList,
  tokensOf,
} from "@jackfield/contract";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import fc from "fast-check";
import { CallError } from "../../../packages/runtime/src/call-error.js";
import { ArgumentError, buildRequest } from "../../../packages/runtime/src/request/index.js";
import { createValidator } from "../../../packages/runtime/src/validate.js";
import { model } from "../../src/3-model/index.js";
import {
  makePlan,
  type PlannedHttpTool,
  type PlannedTool,
  type PlanOptions,
} from "../../src/4-plan/index.js";
import { fromFlags } from "../../src/config/index.js";
import type { JsonObject } from "../../src/document/json.js";
import { prepare } from "../../src/pipeline.js";
import { createReport } from "../../src/report/index.js";
import { patchedSpec } from "../patched-spec.js";
import { planOptions } from "../sample-plan.js";
import { drawn } from "./drawn.js";

/** A value that one schema admits and the other refuses, without a word about it in the list. */
export type Broken = {
  readonly tool: string;
  readonly promise: "listed, so accepted" | "accepted, so listed or said to be cut";
  readonly value: unknown;
  readonly because: readonly string[];
};

export type Outcome = { readonly tools: number; readonly values: number; readonly broken: readonly Broken[] };

/** What the list says where it leaves something out. */
const marks =
  /Also: |Or: |One of \d+: | again\.|Not all of it is listed|More rules apply|Any JSON value|Takes no value|Also accepted: /;

const isHttp = (tool: PlannedTool): tool is PlannedHttpTool => tool.kind === "http";

/** How the plan of a description looks to clients. */
export const toolsOf = async (spec: string): Promise<readonly PlannedHttpTool[]> => {
  const report = createReport();
  const config = fromFlags({ spec, name: "promise" }, process.cwd(), report);
  const prepared = config && (await prepare(config, { thorough: false }, report, () => {}));
  return (prepared?.plan.tools ?? []).filter(isHttp);
};

/** The same of a description that is not a file. */
export const toolsOfSchema = async (document: JsonObject): Promise<readonly PlannedHttpTool[]> => {
  const report = createReport();
  const api = model(patchedSpec(document), { replySchemas: false }, report);
  return makePlan([{ api, changes: [] }], options, report).tools.filter(isHttp);
};

const options: PlanOptions = { ...planOptions, budgets: { ...planOptions.budgets, schemaSoft: 1024 } };

/** Draws from both schemas of each tool and asks the other one. */
export const checkTools = async (
  tools: readonly PlannedHttpTool[],
  { draws, seed }: { readonly draws: number; readonly seed: number },
): Promise<Outcome> => {
  const validate = createValidator();
  const broken: Broken[] = [];
  let values = 0;
  for (const { face: tool, record } of tools) {
    const listed = record.inputSchema;
    const inList = compiled(listed);
    for (const value of sampled(listed, draws, seed)) {
      if (!inList(value)) continue; // parts that exclude each other cannot be drawn from
      values += 1;
      const because = (await refusal(tool, value, validate)).paths;
      if (because.length > 0 && !because.some((path) => isMarked(listed, record.description, path, value)))
        broken.push({ tool: record.name, promise: "listed, so accepted", value, because });
    }
    for (const value of sampled(tool.input, draws, seed)) {
      const { paths, args } = await refusal(tool, value, validate);
      if (paths.length > 0 || args === undefined) continue;
      values += 1;
      if (inList(args)) continue;
      const because = (inList.errors ?? []).map(({ instancePath }) => instancePath);
      if (!because.some((path) => isMarked(listed, record.description, path)))
        broken.push({ tool: record.name, promise: "accepted, so listed or said to be cut", value, because });
    }
  }
  return { tools: tools.length, values, broken };
};

const sampled = (schema: JsonSchema, numRuns: number, seed: number): readonly unknown[] => {
  try {
    return fc.sample(drawn(schema), { numRuns, seed });
  } catch {
    return []; // a pattern that cannot be drawn from
  }
};

const compiled = (schema: JsonSchema): ValidateFunction =>
  new Ajv2020({
    strict: false,
    allErrors: true,
    validateFormats: false,
    logger: false,
    multipleOfPrecision: 6,
  }).compile(rootSchema(schema));

/** Where the call is refused, as pointers into the arguments; none: it goes out. */
const refusal = async (
  tool: HttpTool,
  value: unknown,
  validate: ReturnType<typeof createValidator>,
): Promise<{ readonly paths: readonly string[]; readonly args?: unknown }> => {
  try {
    const args = await validate(tool, value);
    buildRequest(tool.request, args, "https://api.example/v1", { input: tool.input });
    return { paths: [], args };
  } catch (error) {
    if (error instanceof CallError) {
      const details = Array.isArray(error.answer.details) ? error.answer.details : [];
      return { paths: details.map((detail) => (isRecord(detail) ? String(detail.path) : "")) };
    }
    // What stands between the members of a list cannot stand in one of them, and no schema can say so.
    if (error instanceof ArgumentError && error.message.includes("must not contain")) return { paths: [] };
    if (error instanceof ArgumentError) return { paths: [`encoder: ${error.message}`] };
    throw error;
  }
};

/**
 * Whether the list says, on the way to a place, that it does not say all. A value that no alternative takes is told about
 * one of them only, so there the whole value is the place.
 */
const isMarked = (listed: JsonSchema, description: string, path: string, value?: unknown): boolean => {
  if (/(?:exactly|at least) one of: |also give: /.test(description)) return true;
  const onTheWay = schemasTo(listed, path);
  if (onTheWay.some(saysSo)) return true;
  if (value === undefined || !onTheWay.some(({ anyOf }) => anyOf !== undefined)) return false;
  return pointersIn(value).some((pointer) => schemasTo(listed, pointer).some(saysSo));
};

/** All schemas that speak of a place or of what it is in. */
const schemasTo = (listed: JsonSchema, path: string): readonly SchemaObject[] => {
  let here = spread([rootSchema(listed)]);
  const all = [...here];
  for (const token of tokensOf(path)) {
    here = spread(here.flatMap((schema) => below(schema, token)));
    all.push(...here);
  }
  return all;
};

const pointersIn = (value: unknown, at = ""): readonly string[] =>
  typeof value === "object" && value !== null
    ? [at, ...Object.entries(value).flatMap(([key, inner]) => pointersIn(inner, pointerTo(at, key)))]
    : [at];

const saysSo = ({ description }: SchemaObject): boolean =>
  typeof description === "string" && marks.test(description);

const spread = (schemas: readonly SchemaObject[]): readonly SchemaObject[] =>
  schemas.flatMap((schema) => [schema, ...spread(schemaList(schema.anyOf))]);

const below = (schema: SchemaObject, token: string): readonly SchemaObject[] => {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const next = [
    properties[token],
    schema.items,
    schema.additionalProperties,
    ...schemaList(schema.prefixItems),
  ];
  return next.filter(isRecord);
};
