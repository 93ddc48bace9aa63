import { type Sender, senderOf, senderStyles, variablesOfStyle } from "@jackfield/contract";
import * as z from "zod";

export const variable = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be the name of an environment variable");

const header = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "must be the name of a header");

const part = z.union([
  z.strictObject({ header }),
  z.strictObject({
    field: z
      .array(z.union([z.string(), z.int().min(0)]))
      .min(1)
      .readonly(),
  }),
]);

const check = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("path") }),
  z.strictObject({
    kind: z.literal("basic"),
    username: variable,
    password: variable,
    optional: z.literal(true).optional(),
  }),
  z.strictObject({
    kind: z.literal("hmac"),
    header,
    secret: variable,
    algorithm: z.enum(["sha1", "sha256", "sha512"]).default("sha256"),
    encoding: z.enum(["hex", "base64"]).default("hex"),
    prefix: z.string().optional(),
    timestamp: header.optional(),
    pairs: z.strictObject({ time: z.string().min(1), signature: z.string().min(1) }).optional(),
    signed: z.string().includes("{body}").optional(),
  }),
  z.strictObject({ kind: z.literal("standard"), secret: variable }),
]);

const receiving = z
  .strictObject({
    names: z
      .array(z.string().min(1))
      .readonly()
      .default(["*"])
      .describe("Webhooks and callbacks that are received; * stands for any characters"),
    style: z.enum(senderStyles).optional().describe("The vendor sends like this one"),
    secrets: z
      .array(variable)
      .readonly()
      .default([])
      .describe("Environment variables with the secrets of the style"),
    check: check
      .optional()
      .describe("How a delivery proves where it comes from; by default its address does"),
    name: z
      .array(part)
      .min(1)
      .readonly()
      .optional()
      .describe("Where every delivery names its event; adds one address for all"),
    key: z
      .array(part)
      .min(1)
      .readonly()
      .optional()
      .describe("What names a delivery, so that one sent twice is stored once"),
  })
  .refine(
    ({ style, check }) => style === undefined || check === undefined,
    "has a style or a check, not both",
  )
  .refine(
    ({ style, secrets }) => secrets.length === (style === undefined ? 0 : variablesOfStyle(style)),
    "must name as many secrets as its style needs: two for basic, one for every other, none without a style",
  );

/** What of a spec's webhooks and callbacks is received, and how it is sent. */
export const webhooksSchema = z
  .union([z.literal(false), receiving])
  .optional()
  .describe("What is received of the webhooks and callbacks of this spec; false: nothing");

type Receiving = z.output<typeof webhooksSchema>;

/** A zod output says `undefined` for what is absent; the plan has no such fields. */
const present = <Value extends object>(value: Value) =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));

export const webhookOptions = (
  webhooks: Receiving,
): { readonly names: readonly string[]; readonly sender?: Sender } => {
  if (webhooks === undefined) return { names: ["*"] };
  if (webhooks === false) return { names: [] };
  const { names, style, secrets, check, name, key } = webhooks;
  if (style === undefined && check === undefined && name === undefined && key === undefined) return { names };
  const usual = style === undefined ? { check: check ?? { kind: "path" } } : senderOf(style, secrets);
  // The schema above reads the same fields; `present` takes away only those that are undefined.
  return { names, sender: { ...usual, ...present({ name, key }) } as Sender };
};
