import { overlayText, type WrittenAction } from "../2-patch/index.js";
import type { Api, Operation } from "../3-model/index.js";
import type { Json } from "../document/json.js";
import type { Migration, NamedEndpoint } from "./stainless.js";

/** Method and path; the names in its templates may differ. */
const keyOf = ({ method, path }: { readonly method: string; readonly path: string }): string =>
  `${method.toLowerCase()} ${path.replaceAll(/\{[^{}]*\}/g, "{}")}`;

const operationsOf = (apis: readonly Api[]): ReadonlyMap<string, Operation> =>
  new Map(apis.flatMap(({ operations }) => operations.map((one) => [keyOf(one), one])));

/** Endpoints of the configuration that no spec has. */
export const missingEndpoints = (
  { endpoints }: Migration,
  apis: readonly Api[],
): readonly NamedEndpoint[] => {
  const operations = operationsOf(apis);
  return endpoints.filter((one) => !operations.has(keyOf(one)));
};

/**
 * An overlay that names operations as callers know them, and marks the others as no tools. An endpoint that several
 * methods shared keeps the first name.
 */
export const namesOverlay = ({ endpoints }: Migration, apis: readonly Api[]): string => {
  const names = new Map<string, string>();
  for (const one of endpoints) if (!names.has(keyOf(one))) names.set(keyOf(one), one.tool);
  const actions = [...operationsOf(apis)].map(([key, { path, method }]): WrittenAction => {
    const tool = names.get(key);
    const update: Record<string, Json> = tool === undefined ? { "x-mcp": false } : { operationId: tool };
    return {
      target: `$.paths['${path.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'].${method.toLowerCase()}`,
      update,
    };
  });
  const overlay = {
    overlay: "1.1.0",
    info: { title: "Names of tools as callers know them", version: "1.0.0" },
    "x-reason": "Callers of the server that was generated before know its tools by these names.",
    actions,
  } as const;
  return overlayText(
    overlay,
    " Made by jackfield init --from-stainless. An operation with x-mcp: false was no tool there.",
  );
};
