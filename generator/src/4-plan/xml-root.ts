import type { XmlRoot } from "@jackfield/contract";
import {
  type Definitions,
  defNameOf,
  type MediaType,
  membersOf,
  type Schema,
  type SchemaObject,
} from "../3-model/index.js";

/**
 * What the root element of a body is called: as `xml.name` says (OpenAPI 3.1 section 4.8.26), else as the only field,
 * which then is the root element, else as the title, as the root of the examples, as the component.
 */
export const xmlRoot = (
  { schema, exampleRoot }: Pick<MediaType, "schema" | "exampleRoot">,
  definitions: Definitions,
): XmlRoot => {
  const members = schema === undefined ? [] : membersOf(schema, definitions);
  const { namespace, prefix } = hintOf(members);
  const title = members.map((one) => one.title).find((own) => own !== undefined && elementName.test(own));
  const ref = members.map(({ $ref }) => $ref).find((own) => own !== undefined);
  const component = ref === undefined ? undefined : defNameOf(ref);
  const root = rootOf(members, definitions);
  // Examples whose root has the name of the schema show that its only field is a field.
  const shown = exampleRoot !== undefined && (exampleRoot === title || exampleRoot === component);
  const named = shown && root?.fields !== undefined && !root.fields.includes(exampleRoot) ? undefined : root;
  const name = named?.name ?? (shown ? exampleRoot : (title ?? exampleRoot ?? component ?? "root"));
  return {
    name,
    ...(named?.fields !== undefined && { fields: named.fields }),
    ...(named?.fields === undefined && namespace !== undefined && { namespace }),
    ...(named?.fields === undefined && prefix !== undefined && { prefix }),
  };
};

const elementName = /^[\p{L}_][\p{L}\p{N}._-]*$/u;

const hintOf = (members: readonly SchemaObject[]) =>
  members.map(({ xml }) => xml).find((xml) => xml !== undefined) ?? {};

type Root = { readonly name: string; readonly fields?: readonly string[] };

const deepest = 8;

/** The root that the schema itself names; of alternatives, the one that they agree on. */
const rootOf = (members: readonly SchemaObject[], definitions: Definitions, depth = 0): Root | undefined => {
  const name = members.map(({ xml }) => xml?.name).find((own) => own !== undefined);
  if (name !== undefined) return { name };
  const properties = new Map(members.flatMap((one) => Object.entries(one.properties ?? {})));
  const [only, ...others] = properties;
  if (only !== undefined) {
    const [key, schema] = only;
    return others.length === 0 && isElement(key, schema, definitions)
      ? { name: hintOf(membersOf(schema, definitions)).name ?? key, fields: [key] }
      : undefined;
  }
  const alternatives = members.map(({ oneOf, anyOf }) => oneOf ?? anyOf).find((list) => list !== undefined);
  if (alternatives === undefined || depth > deepest) return undefined;
  const roots = alternatives.map((one) => rootOf(membersOf(one, definitions), definitions, depth + 1));
  const [first] = roots;
  if (first === undefined) return undefined;
  if (roots.every((root) => root?.fields !== undefined))
    return { name: first.name, fields: [...new Set(roots.flatMap((root) => root?.fields ?? []))] };
  return roots.every((root) => root?.name === first.name && root.fields === undefined) ? first : undefined;
};

/** Whether the only field of a body is meant as its root element: `{ Order: { … } }`. */
const isElement = (key: string, schema: Schema, definitions: Definitions): boolean =>
  /^\p{Lu}/u.test(key) &&
  membersOf(schema, definitions).some(
    ({ type, properties, items, oneOf, anyOf, additionalProperties }) =>
      [type].flat().some((one) => one === "object" || one === "array") ||
      [properties, items, oneOf, anyOf, additionalProperties].some((one) => one !== undefined),
  );
