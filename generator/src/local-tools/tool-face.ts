import type { ToolFace } from "@jackfield/contract";
import { z } from "zod";

/** Whether an export wants to be a tool: anything else in the module is its own business. */
export const looksLikeTool = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "run" in value && "name" in value;

const face = z.object({
  name: z.string().regex(/^[A-Za-z0-9_-]{1,52}$/, "must have 1 to 52 letters, digits, _ or -"),
  title: z.string().min(1).optional(),
  description: z.string().min(1, "must not be empty"),
  hints: z.object({ readOnly: z.boolean(), destructive: z.boolean(), idempotent: z.boolean() }),
  confirm: z.enum(["destructive", "billable"]).optional(),
  input: z.looseObject({
    type: z.literal("object"),
    properties: z.record(z.string(), z.union([z.boolean(), z.looseObject({})])),
    required: z.array(z.string()).optional(),
    additionalProperties: z.boolean(),
  }),
  tags: z.array(z.string()).optional(),
  run: z.custom((value) => typeof value === "function", "must be a function"),
});

/** What a tool shows, out of an exported value; else what is wrong with it. */
export const faceIn = (
  value: unknown,
): { readonly ok: true; readonly face: ToolFace } | { readonly ok: false; readonly problem: string } => {
  const read = face.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    const message = (issue?.message ?? "it is not valid").replace(/^Invalid input: /, "");
    return { ok: false, problem: `${issue?.path.join(".") ?? ""}: ${message}` };
  }
  const { run, ...shown } = read.data;
  // Through JSON once: what a catalog cannot hold, such as a function in a schema, is not part of the face.
  return { ok: true, face: JSON.parse(JSON.stringify(shown)) as ToolFace }; // checked above
};
