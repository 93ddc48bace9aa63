import type { SchemaObject } from "@jackfield/contract";
import fc from "fast-check";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { expect, test } from "vitest";
import { readXml, type XmlElement } from "../reply/xml-element.js";
import { xmlValue } from "../reply/xml-value.js";
import { buildXml } from "./xml.js";

/** A schema, and a value that it describes. */
type Pair = { readonly schema: SchemaObject; readonly value: unknown };

const awkward = fc.string({
  unit: fc.constantFrom(
    ..."ab05 <>&\"';]#-\t\n\r",
    "]]>",
    "<![CDATA[",
    "&lt;",
    "&#0;",
    "true",
    "\u00e9",
    "\u0085",
    "\u2028",
    "\u{1f600}",
  ),
  maxLength: 12,
});
const plain = fc.oneof(
  awkward.map((value): Pair => ({ schema: { type: "string" }, value })),
  fc
    .constantFrom("00123", "false", "1e3", "0x1f", "+5", "-0")
    .map((value): Pair => ({ schema: { type: "string" }, value })),
  fc.maxSafeInteger().map((value): Pair => ({ schema: { type: "integer" }, value: value === 0 ? 0 : value })),
  fc
    .bigInt(2n ** 53n, 2n ** 63n - 1n)
    .map((value): Pair => ({ schema: { type: "integer", format: "int64" }, value: String(value) })),
  fc
    .integer({ min: -1000, max: 1000 })
    .map((value): Pair => ({ schema: { type: "number" }, value: value / 8 + 0 })),
  fc.boolean().map((value): Pair => ({ schema: { type: "boolean" }, value })),
);

const wide = fc.constantFrom("p", "q");
const names = fc.uniqueArray(
  fc.oneof(
    fc.constantFrom("__proto__", "constructor", "toString", "_text", "\u00e9t\u00e9", "a.b-c"),
    fc.stringMatching(/^[A-Za-z_][\w.-]{0,5}$/),
  ),
  { minLength: 16, maxLength: 16, selector: (name) => name.toLowerCase() },
);

const withXml = (pair: Pair, xml: Record<string, unknown>): Pair => ({
  ...pair,
  schema: { ...pair.schema, xml },
});

/** A list that says by its hints how it stands there. Not wrapped and without items it is not there at all. */
const listOf = (items: readonly Pair[], schema: SchemaObject, wrapped: boolean, itemName?: string): Pair => ({
  schema: {
    type: "array",
    items: itemName === undefined ? schema : { ...schema, xml: { name: itemName } },
    ...(wrapped && { xml: { wrapped: true } }),
  },
  value: items.map(({ value }) => value),
});

const { node } = fc.letrec<{ node: Pair; object: Pair }>((tie) => ({
  node: fc.oneof({ depthSize: "small" }, plain, tie("object")),
  object: fc
    .tuple(
      names,
      fc.array(plain, { maxLength: 3 }),
      fc.array(tie("node"), { maxLength: 3 }),
      fc.array(fc.tuple(tie("node"), fc.nat({ max: 3 }), fc.boolean(), fc.boolean(), fc.boolean()), {
        maxLength: 2,
      }),
      fc.option(wide, { nil: undefined }),
    )
    .map(([free, attributes, elements, lists, prefix]) => {
      const left = [...free];
      const next = () => left.pop() ?? "z";
      const space = prefix === undefined ? {} : { prefix, namespace: `https://${prefix}.test/"&<` };
      const members: (readonly [string, Pair])[] = [
        ...elements.map((one) => [next(), withXml(one, { name: next(), ...space })] as const),
        ...attributes.map((one) => [next(), withXml(one, { attribute: true, ...space })] as const),
        ...lists.map(([item, count, wrapped, own, ofLists]) => {
          const items = Array.from({ length: count }, () => item);
          const list = listOf(items, item.schema, wrapped, own ? next() : undefined);
          // A list of lists: each item is an element around its own items.
          return [next(), ofLists && !own ? listOf([list, list], list.schema, true) : list] as const;
        }),
      ];
      return {
        schema: {
          type: "object",
          properties: Object.fromEntries(members.map(([key, { schema }]) => [key, schema])),
        },
        value: Object.fromEntries(members.map(([key, { value }]) => [key, value])),
      };
    }),
}));

/** What XML cannot tell apart: no items and no list, one empty object and no items. */
const told = (value: unknown, schema: SchemaObject): unknown => {
  if (Array.isArray(value)) return value.map((item) => told(item, schema.items as SchemaObject)); // schemas of this file
  if (typeof value !== "object" || value === null) return value;
  const properties = schema.properties as Record<string, SchemaObject>; // schemas of this file
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      const property = Object.getOwnPropertyDescriptor(properties, key)?.value;
      const kept = told(item, property);
      if (!Array.isArray(kept) || property?.xml?.wrapped === true) return [[key, kept]];
      const hollow = kept.length === 1 && JSON.stringify(kept[0]) === "{}";
      return kept.length === 0 ? [] : [[key, hollow ? [] : kept]];
    }),
  );
};

const written = ({ schema, value }: Pair): string =>
  buildXml(value, schema, { root: schema, argument: "body", document: { name: "root" } });

test("what is written is read back as it was", () => {
  fc.assert(
    fc.property(node, (pair) => {
      const document = readXml(written(pair));
      expect(document).toBeDefined();
      const read = document && xmlValue(document, pair.schema);
      expect(JSON.stringify(read)).toBe(JSON.stringify(told(pair.value, pair.schema)));
    }),
    { numRuns: 3000 },
  );
});

test("another parser sees the same elements, attributes and texts in it", () => {
  const other = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: "",
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    htmlEntities: true,
    removeNSPrefix: true,
    ignoreDeclaration: true,
  });
  type Node = Record<string, unknown>;
  const theirs = (nodes: readonly Node[]): unknown =>
    nodes.flatMap((one) => {
      const tag = Object.keys(one).find((key) => key !== ":@" && key !== "#text");
      if (tag === undefined) return [];
      const inner = one[tag] as Node[]; // with preserveOrder children are a list
      const text = inner.map((each) => each["#text"] ?? "").join("");
      const attributes = Object.entries((one[":@"] ?? {}) as Node).filter(([name]) => !/^xmlns/.test(name));
      return [[tag, Object.fromEntries(attributes), theirs(inner), text]];
    });
  const mine = ({ name, attributes, children, text }: XmlElement): unknown => [
    name,
    Object.fromEntries(attributes.map(([key, value]) => [key, value])),
    children.map(mine),
    text,
  ];
  fc.assert(
    fc.property(node, (pair) => {
      const document = written(pair);
      // It gives these another name.
      fc.pre(!/__proto__|constructor|toString/.test(document));
      expect(XMLValidator.validate(document)).toBe(true);
      const root = readXml(document);
      expect(JSON.stringify(theirs(other.parse(document)))).toBe(JSON.stringify(root && [mine(root)]));
    }),
    { numRuns: 300 },
  );
});
