import type {
  Body as BodyPlan,
  HttpTool,
  KeyArguments,
  Parameter as ParameterPlan,
} from "@jackfield/contract";
import {
  type Api,
  type Definitions,
  explodes,
  lookUp,
  type Operation,
  type Parameter,
  type ParameterWire,
  type Schema,
  type SchemaObject,
} from "../3-model/index.js";
import { planBody } from "./body-input.js";
import { fieldEncoding } from "./multipart.js";
import { argumentKey, freeKey } from "./names.js";
import { replyArguments } from "./reply.js";
import { isReadOnly, named, requestView, withMember } from "./request-view.js";
import type { InputPart } from "./types.js";
import { judged } from "./unions.js";
import { viewsOf } from "./views.js";

/** What a caller gives, and where each part of it goes. */
export type PlannedInput = {
  /** The full schema, as calls are judged by it; what it refers to stands under `$defs`. */
  readonly schema: HttpTool["input"];
  /** The same as callers have to meet it, without `$defs`: what the list is made from. */
  readonly listed: SchemaObject;
  readonly parameters: Readonly<Record<string, ParameterPlan>>;
  readonly keys?: KeyArguments;
  readonly body?: BodyPlan;
  readonly parts: readonly InputPart[];
  /** Sentences about what the advertised schema cannot say. */
  readonly notes: readonly string[];
};

const placeOrder = ["path", "query", "querystring", "header", "cookie"] as const;

/** Parameters and body of an operation as one flat object. */
export const planInput = (
  api: Api,
  operation: Operation,
  bind: Readonly<Record<string, string>>,
): PlannedInput => {
  const definitions = api.schemas;
  const isKey = apiKeysOf(api, operation);
  const all = keyParameters(operation.parameters);
  const keyed = all.filter(({ parameter }) => !isKey(parameter));
  const keys = all.filter(({ parameter }) => isKey(parameter));
  const taken = new Set(keyed.map(({ key }) => key));
  const body = planBody(operation, definitions, taken);
  const ofApi: readonly (readonly [string, Schema])[] = [
    ...keyed.map(
      ({ key, parameter }) =>
        [key, named(parameterSchema(parameter, bind, definitions), key, parameter.name)] as const,
    ),
    ...(body?.properties ?? []),
  ];
  const ours = replyArguments(operation, new Set(ofApi.map(([key]) => key)));
  const properties: readonly (readonly [string, Schema])[] = [...ofApi, ...ours].map(
    ([key, schema]) => [key, requestView(schema, definitions)] as const,
  );
  const required = [
    ...keyed
      .filter(({ parameter }) => parameter.required && !Object.hasOwn(bind, parameter.name))
      .map(({ key }) => key),
    ...(body?.required ?? []),
  ];
  const views = viewsOf(definitions);
  const defs = views.judgedClosure(properties.map(([, schema]) => schema));
  const frame = { ...(required.length > 0 && { required }), ...body?.rules, additionalProperties: false };
  return {
    schema: {
      type: "object",
      properties: Object.fromEntries(
        properties.map(([key, schema]) => [key, judged(schema, views.request)] as const),
      ),
      ...frame,
      ...(Object.keys(defs).length > 0 && { $defs: defs }),
    },
    listed: { type: "object", properties: Object.fromEntries(properties), ...frame },
    parameters: Object.fromEntries(
      keyed.map(({ key, parameter }) => [key, parameterPlan(key, parameter, own(bind, parameter.name))]),
    ),
    ...(keys.length > 0 && { keys: Object.fromEntries(keys.map(keyArgument)) }),
    ...(body && { body: body.plan }),
    parts: [
      ...parameterParts(keyed, operation.parameters.filter(isKey), bind),
      ...(body?.parts ?? []),
      ...ours.map(([key]) => ({ kind: "untyped" as const, key, required: false })),
    ],
    notes: body?.notes ?? [],
  };
};

const own = (names: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(names, key) ? names[key] : undefined;

/**
 * Whether a parameter is the API key of a scheme that the operation names. The operator's variable fills it, so it is
 * not asked of a caller.
 */
const apiKeysOf = (api: Api, operation: Operation): ((parameter: Parameter) => boolean) => {
  const names = new Set((operation.security ?? api.security).flatMap((each) => Object.keys(each)));
  const placeOf = (place: string, name: string): string =>
    `${place} ${place === "header" ? name.toLowerCase() : name}`;
  const keys = Object.entries(api.schemes).flatMap(([name, scheme]) =>
    scheme.kind === "apiKey" && names.has(name) ? [placeOf(scheme.in, scheme.name)] : [],
  );
  return (parameter) => keys.includes(placeOf(parameter.in, parameter.name));
};

const keyArgument = ({ key, parameter }: KeyedParameter): readonly [string, KeyArguments[string]] => [
  key,
  { ...parameterPlan(key, parameter, undefined), ...(parameter.required && { required: true }) },
];

type KeyedParameter = { readonly key: string; readonly parameter: Parameter };

/**
 * The first place of `placeOrder` keeps a name that occurs twice; the others get their place as a suffix. A name that
 * needs no change keeps it, whatever comes before.
 */
const keyParameters = (parameters: readonly Parameter[]): readonly KeyedParameter[] => {
  const taken = new Set<string>();
  const keys = new Map<Parameter, string>();
  const ordered = placeOrder.flatMap((place) => parameters.filter((one) => one.in === place));
  const keeps = ({ name }: Parameter): boolean => argumentKey(name) === name;
  for (const parameter of [...ordered.filter(keeps), ...ordered.filter((one) => !keeps(one))]) {
    const wanted = argumentKey(parameter.name);
    const key = freeKey([wanted, argumentKey(`${wanted}_${parameter.in}`)], taken);
    taken.add(key);
    keys.set(parameter, key);
  }
  return parameters.map((parameter) => ({ key: keys.get(parameter) ?? parameter.name, parameter }));
};

/** Null has no form in a path, query or header; leaving the argument out says as much. */
const withoutNull = (schema: Schema): Schema => {
  if (typeof schema === "boolean" || !Array.isArray(schema.type)) return schema;
  const types = schema.type.filter((type) => type !== "null");
  const [only, ...others] = types;
  if (only === undefined || types.length === schema.type.length) return schema;
  const values = schema.enum?.filter((value) => value !== null);
  return { ...schema, type: others.length === 0 ? only : types, ...(values && { enum: values }) };
};

/** A path cannot hold nothing: RFC 6570 would leave its segment empty, which leads elsewhere. */
const inSegment = (schema: Schema, definitions: Definitions): Schema => {
  const target = lookUp(schema, definitions);
  // A segment of a path of which nothing is said is text.
  if (schema === true || (typeof target === "object" && saysNothing(target)))
    return { ...(target === true ? {} : target), type: "string" };
  if (typeof target === "object" && hasNothingToSend(target, definitions)) {
    const { title, description } = target;
    return { ...(title && { title }), ...(description && { description }), type: "string" };
  }
  return withMember(schema, definitions);
};

/** A closed object of fields for replies only, as a class of the server's language may look: on the way in it is its text. */
const hasNothingToSend = (schema: SchemaObject, definitions: Definitions): boolean =>
  schema.type === "object" &&
  schema.additionalProperties === false &&
  Object.values(schema.properties ?? {}).every((property) => isReadOnly(property, definitions));

const saysNothing = (schema: SchemaObject): boolean =>
  Object.keys(schema).every((key) =>
    ["title", "description", "examples", "default", "deprecated"].includes(key),
  );

const parameterSchema = (
  parameter: Parameter,
  bind: Readonly<Record<string, string>>,
  definitions: Definitions,
): Schema => {
  const inPath = parameter.in === "path" ? inSegment(parameter.schema, definitions) : parameter.schema;
  const schema = parameter.wire.kind === "style" ? withoutNull(inPath) : inPath;
  const bound = Object.hasOwn(bind, parameter.name)
    ? "Taken from your credentials when left out."
    : undefined;
  const text = parameter.description ?? (typeof schema === "object" ? schema.description : undefined);
  const description = [text, bound].filter((part) => part !== undefined).join(" ");
  if (description === "") return schema;
  if (typeof schema === "boolean") return schema ? { description } : false;
  return { ...schema, description };
};

const contentPlan = ({
  mediaType,
  encoding,
}: Extract<ParameterWire, { kind: "content" }>): Pick<ParameterPlan, "mediaType" | "fields"> => {
  const around = { encoding: "form", definitions: {} } as const;
  const fields = Object.entries(encoding).map(([name, rule]) => [
    name,
    fieldEncoding(rule, undefined, around),
  ]);
  return { mediaType, ...(fields.length > 0 && { fields: Object.fromEntries(fields) }) };
};

const parameterPlan = (key: string, parameter: Parameter, bound: string | undefined): ParameterPlan => {
  const { wire } = parameter;
  const defaultStyle = parameter.in === "path" || parameter.in === "header" ? "simple" : "form";
  return {
    in: parameter.in,
    ...(key !== parameter.name && { name: parameter.name }),
    ...(wire.kind === "content" && contentPlan(wire)),
    ...(wire.kind === "style" && {
      ...(wire.style !== defaultStyle && { style: wire.style }),
      ...(wire.explode !== explodes.has(wire.style) && {
        explode: wire.explode,
      }),
      ...(wire.allowReserved && { allowReserved: true as const }),
    }),
    ...(parameter.allowSlash && { allowSlash: true as const }),
    ...(bound !== undefined && { bind: bound }),
  };
};

const parameterParts = (
  keyed: readonly KeyedParameter[],
  credentials: readonly Parameter[],
  bind: Readonly<Record<string, string>>,
): readonly InputPart[] =>
  placeOrder.flatMap((place): InputPart[] => {
    const here = keyed.filter(({ parameter }) => parameter.in === place);
    if (here.length === 0) return [];
    if (place === "querystring") {
      return here.map(({ key, parameter }) => ({ kind: "untyped", key, required: parameter.required }));
    }
    return [
      {
        kind: "parameters",
        in: place,
        renamed: Object.fromEntries(
          here
            .filter(({ key, parameter }) => key !== parameter.name)
            .map(({ key, parameter }) => [parameter.name, key]),
        ),
        optional: here
          .filter(({ parameter }) => parameter.required && Object.hasOwn(bind, parameter.name))
          .map(({ key }) => key),
        omitted: credentials.filter((one) => one.in === place).map(({ name }) => name),
      },
    ];
  });
