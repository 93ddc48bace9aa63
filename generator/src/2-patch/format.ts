import { nearest } from "@jackfield/contract";
import * as z from "zod";
import type { Json } from "../document/json.js";

/** The feature set that an overlay names; the third number means nothing (Overlay 1.1, "Versions"). */
export type OverlayVersion = "1.0" | "1.1";

/** What an action does to each node of its target. `nothing` is what `remove: false` alone amounts to. */
type Deed =
  | { readonly kind: "update"; readonly value: Json }
  | { readonly kind: "copy"; readonly from: string }
  | { readonly kind: "remove" }
  | { readonly kind: "nothing" };

export type Action = {
  readonly target: string;
  readonly deed: Deed;
  /** `x-expect`: what the target is before the action. */
  readonly expect?: Json;
  /** `x-optional`: a missing target is not an error. */
  readonly optional: boolean;
};

export type Overlay = {
  readonly version: OverlayVersion;
  readonly extends?: string;
  readonly reason?: string;
  readonly actions: readonly Action[];
};

const json = z.custom<Json>((value) => value !== undefined, "must have a value");

/** Refuses fields that neither the specification nor an extension (`x-`) explains. */
const onlyKnown = (fields: readonly string[]) => (overlay: object, context: z.RefinementCtx) => {
  for (const key of Object.keys(overlay)) {
    if (fields.includes(key) || key.startsWith("x-")) continue;
    const meant = nearest(key, fields);
    const hint = meant === undefined ? "" : `; ${meant} was probably meant`;
    context.addIssue({ code: "custom", path: [key], message: `is not a field of an overlay${hint}` });
  }
};

const actionFields = ["target", "description", "update", "copy", "remove"];

const action = z
  .looseObject({
    target: z.string().min(1),
    description: z.string().optional(),
    update: json.optional(),
    copy: z.string().min(1).optional(),
    remove: z.boolean().optional(),
    "x-expect": json.optional(),
    "x-optional": z.boolean().default(false),
  })
  .superRefine(onlyKnown(actionFields))
  .superRefine(({ update, copy, remove }, context) => {
    if (update === undefined && copy === undefined && remove === undefined)
      context.addIssue({ code: "custom", message: "needs update, copy or remove" });
    // Each of the two has no impact together with the other (Overlay 1.1, "Action Object").
    if (update !== undefined && copy !== undefined && remove !== true)
      context.addIssue({
        code: "custom",
        message: "has both update and copy, so that neither has an effect",
      });
  });

/** `remove: true` wins over the other fields (Overlay 1.0 and 1.1, "Action Object"). */
const deedOf = ({ update, copy, remove }: z.output<typeof action>): Deed => {
  if (remove === true) return { kind: "remove" };
  if (copy !== undefined) return { kind: "copy", from: copy };
  return update === undefined ? { kind: "nothing" } : { kind: "update", value: update };
};

const text = z.union([z.string(), z.number()]);

/**
 * OpenAPI Overlay 1.0 and 1.1, with our fields: `x-reason` on the document, `x-expect` and `x-optional` on an action.
 * `info.description` is of 1.1; refusing it in 1.0 helps nobody.
 */
export const overlayFormat = z
  .looseObject({
    overlay: z
      .string("must be 1.0.0 or 1.1.0, three numbers")
      .regex(/^1\.[01]\.\d+$/, "must be 1.0.0 or 1.1.0"),
    info: z
      .looseObject({ title: z.string(), version: text, description: z.string().optional() })
      .superRefine(onlyKnown(["title", "version", "description"])),
    extends: z.string().optional(),
    actions: z.array(action).min(1),
    "x-reason": z.string().min(1).optional(),
  })
  .superRefine(onlyKnown(["overlay", "info", "extends", "actions"]))
  .superRefine(({ overlay, actions }, context) => {
    if (!overlay.startsWith("1.0.")) return;
    actions.forEach(({ copy }, index) => {
      if (copy === undefined) return;
      const path = ["actions", index, "copy"];
      context.addIssue({ code: "custom", path, message: "is a field of Overlay 1.1: write overlay: 1.1.0" });
    });
  })
  .transform(
    (written): Overlay => ({
      version: written.overlay.startsWith("1.0.") ? "1.0" : "1.1",
      ...(written.extends !== undefined && { extends: written.extends }),
      ...(written["x-reason"] !== undefined && { reason: written["x-reason"] }),
      actions: written.actions.map((one) => ({
        target: one.target,
        deed: deedOf(one),
        ...(one["x-expect"] !== undefined && { expect: one["x-expect"] }),
        optional: one["x-optional"],
      })),
    }),
  );
