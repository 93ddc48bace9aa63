import { createRequire } from "node:module";
import type * as OpenApiTypeScript from "openapi-typescript";
import type { GlobalContext, OpenAPI3, OperationObject } from "openapi-typescript";
import type { Node, NodeFactory } from "typescript";
import type { JsonObject } from "../document/json.js";

export type PrintedTypes =
  | { readonly kind: "printed"; readonly text: string }
  | { readonly kind: "failed"; readonly problem: string };

/**
 * The static types of a document: `operations` by id and the `components` they lead to, without comments. The document
 * is OpenAPI 3 with every reference inside and an id for every operation. Only the printing half of openapi-typescript is
 * used: its front half would read files, fetch addresses and print to the terminal. Operations are put together here,
 * since it copies all those before with each one.
 */
export const printTypes = (document: JsonObject): PrintedTypes => {
  const { astToString, transformSchema, transformOperation, tsModifiers, tsPropertyIndex, factory } =
    loadPrinter();
  try {
    const ctx = printing();
    const { paths = {}, components = {} } = document as unknown as OpenAPI3; // what the parameter's contract says
    const operations = Object.values(paths).flatMap((item) => Object.values(item) as OperationObject[]); // see above
    const members = operations.map((operation) =>
      factory.createPropertySignature(
        undefined,
        tsPropertyIndex(operation.operationId ?? ""),
        undefined,
        factory.createTypeLiteralNode(transformOperation(operation, { ctx })),
      ),
    );
    const printed = [
      ...transformSchema({ components } as OpenAPI3, ctx).filter((node) => isNamed(node, "components")),
      factory.createInterfaceDeclaration(
        tsModifiers({ export: true }),
        "operations",
        undefined,
        undefined,
        members,
      ),
    ];
    return { kind: "printed", text: astToString(printed, { formatOptions: { removeComments: true } }) };
  } catch (cause) {
    return { kind: "failed", problem: cause instanceof Error ? cause.message : String(cause) };
  }
};

type Printer = Pick<
  typeof OpenApiTypeScript,
  "astToString" | "transformSchema" | "tsModifiers" | "tsPropertyIndex"
> & {
  readonly factory: NodeFactory;
  readonly transformOperation: typeof OpenApiTypeScript.transformOperationObject;
};

/**
 * Loaded when needed: it brings the TypeScript compiler, which a run that changes nothing does without. By require, which
 * reads those megabytes in a third of the time that import takes; and without the front half, whose bundler and rules
 * take longer to load than the compiler does.
 */
export const loadPrinter = (): Printer => {
  const load = createRequire(import.meta.url);
  const { astToString, tsModifiers, tsPropertyIndex } = load("openapi-typescript/dist/lib/ts.cjs");
  // Places in the document name enums and discriminators, which are off here. It reads them from their text for every
  // property, which takes a fifth of the time and fails at a name with a percent sign.
  load("openapi-typescript/dist/lib/utils.cjs").createRef = () => "#/place";
  return {
    ...{ astToString, tsModifiers, tsPropertyIndex },
    transformSchema: load("openapi-typescript/dist/transform/index.cjs"),
    transformOperation: load("openapi-typescript/dist/transform/operation-object.cjs").default,
    factory: load("typescript").factory,
  };
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
  // Asked only about parameters and bodies behind a reference, and for `required` next to one: there are none.
  resolve: () => undefined,
});
