import { z } from "zod";
import type { Json } from "../1-load/index.js";

const json = z.custom<Json>((value) => value !== undefined, "must have a value");

const known = new Set(["target", "description", "update", "remove"]);

const action = z
  .looseObject({
    target: z.string().min(1),
    description: z.string().optional(),
    update: json.optional(),
    remove: z.boolean().default(false),
    "x-expect": json.optional(),
  })
  .refine((said) => said.remove || said.update !== undefined, "needs update or remove")
  .refine((said) => !(said.remove && said.update !== undefined), "has both update and remove")
  .superRefine((said, context) => {
    for (const key of Object.keys(said)) {
      if (!known.has(key) && !key.startsWith("x-")) {
        context.addIssue({ code: "custom", message: `has an unknown field ${key}` });
      }
    }
  });

/** OpenAPI Overlay 1.0, with our two fields: `x-reason` on the document and `x-expect` on an action. */
export const overlayFormat = z.looseObject({
  overlay: z.string().regex(/^1\.[01]\.\d+$/, "must be 1.0.0; copy actions of 1.1 are not known"),
  info: z.looseObject({ title: z.string(), version: z.union([z.string(), z.number()]) }),
  extends: z.string().optional(),
  actions: z.array(action).min(1),
  "x-reason": z.string().min(1).optional(),
});

export type Overlay = z.output<typeof overlayFormat>;
export type Action = Overlay["actions"][number];
