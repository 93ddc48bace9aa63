import * as z from "zod";
import {
  type Surface,
  type SurfaceArgument,
  surfaceCuts,
  surfaceGuideKinds,
  surfaceModes,
  surfacePlaces,
  surfaceVersion,
} from "./types.js";

export type ReadSurface =
  | { readonly kind: "surface"; readonly surface: Surface }
  /** No surface at all. */
  | { readonly kind: "other"; readonly problem: string }
  /** A surface in the form of another version of the generator. */
  | { readonly kind: "version"; readonly version: number };

const text = z.string();
const texts = z.array(text).readonly();
const number = z.number().optional();

const argument = z.object({
  at: text,
  in: z.enum(surfacePlaces).optional(),
  wire: text.optional(),
  required: z.literal(true).optional(),
  with: texts.optional(),
  type: text.optional(),
  enum: z.union([z.array(z.unknown()).readonly(), text]).optional(),
  format: text.optional(),
  pattern: text.optional(),
  minLength: number,
  maxLength: number,
  minimum: number,
  maximum: number,
  exclusiveMinimum: number,
  exclusiveMaximum: number,
  multipleOf: number,
  minItems: number,
  maxItems: number,
  uniqueItems: z.boolean().optional(),
  minProperties: number,
  maxProperties: number,
  default: z.unknown().optional(),
  closed: z.literal(true).optional(),
  rules: text.optional(),
  cut: z.enum(surfaceCuts).optional(),
});

/** The fields of an argument, in the order in which a line has them. */
export const argumentFields = Object.keys(argument.shape) as readonly (keyof SurfaceArgument)[]; // the schema reads this type

const tool = z.object({
  name: text,
  api: text.optional(),
  method: text.optional(),
  path: text.optional(),
  required: texts,
  hints: texts,
  security: texts,
  servers: texts.optional(),
  media: texts.optional(),
  description: text,
  schema: text,
  input: text,
  reply: text.optional(),
  tokens: z.number(),
  source: text,
  patches: texts,
  rules: text.optional(),
  unlisted: text.optional(),
  arguments: z.array(argument).readonly(),
});

const webhook = z.object({
  path: text,
  api: text,
  method: text,
  event: text.optional(),
  check: text,
  payload: text.optional(),
  source: text,
  patches: texts,
});

const surface = z.object({
  version: z.literal(surfaceVersion),
  totals: z.object({ tools: z.number(), tokens: z.number() }),
  server: z.object({ title: text, instructions: text.optional() }),
  profiles: z.array(z.object({ name: text, mode: z.enum(surfaceModes), tools: texts.optional() })).readonly(),
  apis: z.array(z.object({ id: text, servers: texts, schemes: texts })).readonly(),
  tools: z.array(tool).readonly(),
  webhooks: z.array(webhook).readonly().optional(),
  guide: z
    .array(z.object({ kind: z.enum(surfaceGuideKinds), name: text, text }))
    .readonly()
    .optional(),
});

/** The first form said no version. */
const anyVersion = z.object({
  version: z.number().default(1),
  totals: z.object({ tools: z.number() }),
  tools: z.array(z.object({ name: text, tokens: z.number() })),
});

/** Reads a committed `surface.json`, which people and merges may have changed. Fields that are not known are left out. */
export const readSurface = (json: string): ReadSurface => {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (problem) {
    return { kind: "other", problem: problem instanceof Error ? problem.message : String(problem) };
  }
  const some = anyVersion.safeParse(value);
  if (!some.success) return { kind: "other", problem: "it lists no tools" };
  if (some.data.version !== surfaceVersion) return { kind: "version", version: some.data.version };
  const read = surface.safeParse(value);
  // zod writes `x?: T | undefined`; JSON has no undefined.
  if (read.success) return { kind: "surface", surface: read.data as Surface };
  const [issue] = read.error.issues;
  return { kind: "other", problem: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not valid"}` };
};
