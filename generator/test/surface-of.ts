import { model } from "../src/3-model/index.js";
import { makePlan, type PlanOptions } from "../src/4-plan/index.js";
import { fromFlags } from "../src/config/index.js";
import type { JsonObject } from "../src/document/json.js";
import { createReport } from "../src/report/index.js";
import { type Surface, surfaceOf } from "../src/surface/index.js";
import { patchedSpec } from "./patched-spec.js";

/** The surface of a server made from one document, for tests of the lock and of comparing. */
export const surfaceOfDocument = async (
  document: JsonObject,
  given: Partial<PlanOptions> = {},
): Promise<Surface> => {
  const report = createReport();
  const config = fromFlags({ spec: "t.yaml", name: "t" }, "/", report);
  if (!config) throw new Error("the config does not fit");
  const api = model(patchedSpec(document), { replySchemas: true, payloads: true }, report);
  const plan = makePlan([{ api, changes: [] }], { ...config, pinned: [], ...given }, report);
  return surfaceOf(plan, [api]);
};

/** A document with one operation, `send`, that takes a JSON body. */
export const withBody = (
  schema: JsonObject,
  more: {
    readonly schemas?: JsonObject;
    readonly required?: boolean;
    readonly parameters?: JsonObject[];
  } = {},
): JsonObject => ({
  openapi: "3.1.0",
  info: { title: "t", version: "1" },
  paths: {
    "/send": {
      post: {
        operationId: "send",
        parameters: more.parameters ?? [],
        requestBody: {
          required: more.required ?? true,
          content: { "application/json": { schema } },
        },
        responses: { "200": { description: "ok" } },
      },
    },
  },
  components: { schemas: more.schemas ?? {} },
});
