import { type BodyContent, type Body as BodyPlan, type FieldEncoding, isJson } from "@jackfield/contract";
import {
  type Body,
  type Definitions,
  lookUp,
  type Operation,
  type Schema,
  type SchemaObject,
} from "../3-model/index.js";
import { chooseBody } from "./body.js";
import { asFile } from "./multipart.js";
import { freeKey, keysFor } from "./names.js";
import type { Choice, ObjectView } from "./object-view.js";
import { named, withMember, withoutReadOnly } from "./request-view.js";

import type { InputPart } from "./types.js";

/** The body's share of the arguments. */
type PlannedBody = {
  readonly plan: BodyPlan;
  readonly properties: readonly (readonly [string, Schema])[];
  readonly required: readonly string[];
  /** Constraints over several fields, as keywords of the flat object. */
  readonly rules: Pick<SchemaObject, "dependentRequired">;
  readonly parts: readonly InputPart[];
  readonly notes: readonly string[];
};

/** Puts the fields of an object body next to the parameters, or keeps the body whole under one key. */
export const planBody = (
  operation: Operation,
  definitions: Definitions,
  taken: ReadonlySet<string>,
): PlannedBody | undefined => {
  const { body } = operation;
  if (!body) return undefined;
  const { content, offered, input } = chooseBody(body, definitions);
  const { mediaType } = content[0];
  const choiceKey = offered ? freeKey(["contentType", "bodyContentType"], taken) : undefined;
  const occupied = new Set([...taken, ...(choiceKey === undefined ? [] : [choiceKey])]);
  const choice: Pick<PlannedBody, "properties" | "parts"> =
    choiceKey === undefined
      ? { properties: [], parts: [] }
      : {
          properties: [
            [
              choiceKey,
              {
                type: "string",
                enum: content.map((one) => one.mediaType),
                description: choiceDescription(content),
              },
            ],
          ],
          parts: [{ kind: "choice", key: choiceKey, values: content.map((one) => one.mediaType) }],
        };
  const common = {
    required: body.required,
    content,
    ...(choiceKey !== undefined && { mediaTypeKey: choiceKey }),
  };

  const flat = input.kind === "fields" ? keyFields(input.view, content, definitions) : undefined;
  const choices = input.kind === "fields" ? input.view.choices : [];
  // Which fields go together can only be said of an object by itself, so such a body stays one.
  if (input.kind === "fields" && choices.length === 0 && flat?.every(({ key }) => !occupied.has(key))) {
    const keyOf = new Map(flat.map(({ name, key }) => [name, key]));
    const keysOf = (names: readonly string[]) => names.flatMap((name) => keyOf.get(name) ?? []);
    const needed = keysOf(input.view.required);
    return {
      plan: {
        ...common,
        source: { kind: "fields", fields: Object.fromEntries(flat.map(({ name, key }) => [key, name])) },
      },
      properties: [...flat.map(({ key, schema }) => [key, schema] as const), ...choice.properties],
      required: body.required ? needed : [],
      rules: body.required
        ? {}
        : togetherRules(
            flat.map(({ key }) => key),
            needed,
          ),
      parts: [
        {
          kind: "fields",
          mediaType,
          required: body.required,
          renamed: Object.fromEntries(
            flat.filter(({ name, key }) => name !== key).map(({ name, key }) => [name, key]),
          ),
          omitted: Object.keys(input.view.properties).filter((name) => !keyOf.has(name)),
        },
        ...flat
          .filter(({ name }) => !Object.hasOwn(input.view.properties, name))
          .map(({ key }) => ({ kind: "untyped" as const, key, required: body.required })),
        ...choice.parts,
      ],
      notes: body.required ? [] : togetherNote(needed, flat.length),
    };
  }
  const key = freeKey(["body", "requestBody"], occupied);
  const whole =
    input.kind === "whole"
      ? input.schema
      : (body.content.find((one) => one.mediaType === mediaType)?.schema ?? true);
  return {
    plan: { ...common, source: { kind: "whole", key } },
    properties: [[key, withDescription(whole, wholeNote(body, whole, content))], ...choice.properties],
    required: body.required ? [key] : [],
    rules: {},
    parts: [{ kind: "whole", key, mediaType, required: body.required }, ...choice.parts],
    notes: choices.flatMap(choiceNote),
  };
};

const keyFields = (
  { properties, required }: ObjectView,
  content: BodyPlan["content"],
  definitions: Definitions,
): readonly { readonly name: string; readonly key: string; readonly schema: Schema }[] => {
  const writable = withoutReadOnly({ type: "object", properties }, definitions).properties ?? {};
  // A field may be required that no one describes: it takes any value, but a call without it is refused.
  const unknown = required.filter((name) => !Object.hasOwn(properties, name));
  const all = [...Object.entries(writable), ...unknown.map((name): [string, Schema] => [name, true])].filter(
    ([, schema]) => schema !== false,
  );
  const keys = keysFor(all.map(([name]) => name));
  const view = (name: string, schema: Schema): Schema => {
    if (content.some((one) => encodingOf(one, name).file)) return asFile(schema);
    return required.includes(name) ? inForm(name, schema, content, definitions) : schema;
  };
  return all.map(([name, schema]) => {
    const key = keys.get(name) ?? name;
    return { name, key, schema: named(view(name, schema), key, name) };
  });
};

const encodingOf = ({ fields = {} }: BodyContent, name: string): FieldEncoding =>
  (Object.hasOwn(fields, name) ? fields[name] : undefined) ?? {};

/** A form writes lists, and objects with a style, as one pair a member: of an empty one nothing would arrive. */
const inForm = (
  name: string,
  schema: Schema,
  content: BodyPlan["content"],
  definitions: Definitions,
): Schema => {
  const target = lookUp(schema, definitions);
  const isList = typeof target === "object" && [target.type].flat().includes("array");
  const vanishes = content.some((one) => {
    const { encoding } = one;
    const { style, explode, mediaType = "" } = encodingOf(one, name);
    if (encoding !== "form" && encoding !== "multipart") return false;
    return style !== undefined || explode !== undefined || (isList && !isJson(mediaType));
  });
  return vanishes ? withMember(schema, definitions) : schema;
};

/** What the vendor says of the body, and where nothing is said of its JSON, that too. */
const wholeNote = (body: Body, schema: Schema, [{ encoding }]: BodyPlan["content"]): string | undefined => {
  const isAny = schema === true || (typeof schema === "object" && Object.keys(schema).length === 0);
  if (!isAny || encoding !== "json") return body.description;
  return body.description === undefined ? anyNote : `${body.description} ${anyNote}`;
};

const anyNote = "Any JSON value.";

const withDescription = (schema: Schema, description: string | undefined): Schema => {
  if (description === undefined || schema === false) return schema;
  if (schema === true) return { description };
  return schema.description === undefined ? { ...schema, description } : schema;
};

/** An optional body that is begun must be whole. */
const togetherRules = (keys: readonly string[], needed: readonly string[]): PlannedBody["rules"] =>
  needed.length === 0
    ? {}
    : {
        dependentRequired: Object.fromEntries(
          keys
            .map((key) => [key, needed.filter((other) => other !== key)] as const)
            .filter(([, others]) => others.length > 0),
        ),
      };

const togetherNote = (needed: readonly string[], fields: number): readonly string[] =>
  needed.length === 0 || fields === 1
    ? []
    : [`With any field of the body, also give: ${needed.slice(0, 20).join(", ")}.`];

const choiceDescription = (content: BodyPlan["content"]): string =>
  content.some(({ alternative }) => alternative !== undefined)
    ? "Media type of the body; it follows from the body when you leave it out, and must take it when you name it."
    : "Media type of the body.";

const choiceNote = ({ kind, sets }: Choice): readonly string[] => {
  const options = sets.filter((set) => set.length > 0).map((set) => set.join(" + "));
  if (options.length < 2 || options.length > 8) return [];
  return [`Give ${kind === "oneOf" ? "exactly" : "at least"} one of: ${options.join(", ")}.`];
};
