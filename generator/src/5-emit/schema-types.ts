import { createRequire } from "node:module";
import type { GlobalContext, OpenAPI3 } from "openapi-typescript";
import type { Node } from "typescript";
import type { Api } from "../3-model/index.js";
import { visible } from "./literal.js";
import { typesDocument, type WantedOperation } from "./types-document.js";

type SchemaTypes =
  | { readonly kind: "printed"; readonly text: string }
  | { readonly kind: "failed"; readonly problem: string };

const header =
  "// Static types of the API, printed by openapi-typescript. Do not edit: run the generator.\n\n";

/**
 * The types file of one API: `operations` by id and the `components` they lead to. Printed without comments, so no
 * text of the spec reaches it but names and enum values, which the compiler's printer quotes. Only the printing
 * half of openapi-typescript is used: its front half would read files, fetch addresses and print to the terminal.
 */
export const schemaTypes = async (api: Api, wanted: readonly WantedOperation[]): Promise<SchemaTypes> => {
  // Loaded here: it brings the TypeScript compiler, which nothing else of the pipeline's start needs. By require, which
  // reads those megabytes in a third of the time that import takes.
  const { astToString, transformSchema }: typeof import("openapi-typescript") = createRequire(
    import.meta.url,
  )("openapi-typescript");
  try {
    const document = typesDocument(api, wanted);
    const nodes = transformSchema(document as unknown as OpenAPI3, printing()); // typesDocument built that shape
    const printed = nodes.filter((node) => isNamed(node, "components") || isNamed(node, "operations"));
    const text = astToString(printed, { formatOptions: { removeComments: true } });
    return { kind: "printed", text: header + visible(text) };
  } catch (cause) {
    return { kind: "failed", problem: cause instanceof Error ? cause.message : String(cause) };
  }
};

/** A node's name, for the declarations that openapi-typescript makes. */
const isNamed = (node: Node, name: string): boolean =>
  "name" in node && (node.name as { readonly text?: unknown } | undefined)?.text === name; // an identifier, or absent

/** openapi-typescript's own defaults, but nothing with a default counts as present and `{}` admits any key. */
const printing = (): GlobalContext => ({
  additionalProperties: false,
  alphabetize: false,
  arrayLength: false,
  conditionalEnums: false,
  dedupeEnums: false,
  defaultNonNullable: false,
  discriminators: { objects: {}, refsHandled: [] },
  emptyObjectsUnknown: true,
  enum: false,
  enumValues: false,
  excludeDeprecated: false,
  exportType: false,
  generatePathParams: false,
  immutable: false,
  injectFooter: [],
  makePathsEnum: false,
  pathParamsAsTypes: false,
  postTransform: undefined,
  propertiesRequiredByDefault: false,
  readWriteMarkers: false,
  redoc: {} as GlobalContext["redoc"], // read only by the front half, which is not used
  rootTypes: false,
  rootTypesKeepCasing: false,
  rootTypesNoSchemaPrefix: false,
  silent: true,
  transform: undefined,
  transformProperty: undefined,
  // Asked only about parameters and bodies behind a reference, and for `required` beside one: there are none.
  resolve: () => undefined,
});
