import { isRecord, type SchemaObject, valueAt } from "@jackfield/contract";
import fc from "fast-check";
import { expect, it } from "vitest";
import { pageOf } from "./schema-page.js";

const room = 2_000;

const field = (name: string, count: number): SchemaObject => ({
  type: "object",
  properties: Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      `${name}${at}`,
      { type: "string", description: `About ${name}.` },
    ]),
  ),
});

const large: SchemaObject = {
  type: "object",
  properties: {
    id: { type: "integer" },
    pet: { anyOf: [{ $ref: "#/$defs/Cat" }, { $ref: "#/$defs/Dog" }] },
    zone: { type: "string", enum: Array.from({ length: 400 }, (_, at) => `zone-${at}`) },
    wide: field("wide", 300),
    "odd/name ~": field("odd", 40),
  },
  required: ["id"],
  $defs: { Cat: field("cat", 10), Dog: field("dog", 200) },
};

/** Everything that a reader comes to who follows what each page leaves out. */
const readAll = (root: SchemaObject): ReadonlySet<string> => {
  const leaves = new Set<string>();
  const open: { readonly pointer: string; readonly from: number }[] = [{ pointer: "", from: 0 }];
  const asked = new Set<string>();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { pointer, from } = next;
    if (asked.has(`${pointer} ${from}`)) continue;
    asked.add(`${pointer} ${from}`);
    const page = pageOf(root, pointer, { room, from });
    if (page === undefined) throw new Error(`nothing at ${pointer}`);
    expect(JSON.stringify(page.schema).length).toBeLessThanOrEqual(room * 1.2);
    if (page.more !== undefined) open.push({ pointer, from: page.more.from });
    const visit = (value: unknown): void => {
      if (typeof value === "string") leaves.add(value);
      if (Array.isArray(value)) value.forEach(visit);
      if (!isRecord(value)) return;
      for (const [key, inner] of Object.entries(value)) {
        leaves.add(key);
        if (key === "$ref") open.push({ pointer: decodeURIComponent(String(inner).slice(1)), from: 0 });
        else visit(inner);
      }
    };
    visit(page.schema);
  }
  return leaves;
};

const namesIn = (value: unknown): readonly string[] => {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(namesIn);
  return isRecord(value) ? Object.entries(value).flatMap(([key, inner]) => [key, ...namesIn(inner)]) : [];
};

it("shows a small schema as it is", () => {
  const small = {
    type: "object",
    properties: { a: { $ref: "#/$defs/A" } },
    $defs: { A: { type: "string" } },
  };
  expect(pageOf(small, "", { room })).toEqual({ schema: small });
});

it("shows of a large one what there is room for, and where the rest is", () => {
  const page = pageOf(large, "", { room });
  expect(page?.schema).toMatchObject({
    required: ["id"],
    properties: {
      id: { type: "integer" },
      pet: { anyOf: [{ $ref: "#/$defs/Cat" }, { $ref: "#/$defs/Dog" }] },
      zone: { $ref: "#/properties/zone" },
    },
  });
  expect(page?.left).toBeDefined();
  expect(pageOf(large, "/properties/odd~1name ~0", { room })?.schema).toMatchObject({ type: "object" });
});

it("goes through a long list in steps", () => {
  const seen: unknown[] = [];
  for (let from: number | undefined = 0; from !== undefined; ) {
    const page = pageOf(large, "/properties/zone", { room, from });
    seen.push(...((page?.schema as { enum: unknown[] } | undefined)?.enum ?? [])); // the schema of an enum
    expect(page?.more?.keyword ?? "enum").toBe("enum");
    from = page?.more?.from;
  }
  expect(seen).toEqual(valueAt(large, "/properties/zone/enum"));
});

it("leads to every part of it", () => {
  const { $defs, ...own } = large;
  const leaves = readAll(large);
  expect(
    namesIn([own, Object.values($defs ?? {})]).filter((name) => !leaves.has(name) && !name.startsWith("#")),
  ).toEqual([]);
});

it("leads to every part of any schema", () => {
  const { schema } = fc.letrec<{ schema: SchemaObject }>((tie) => ({
    schema: fc.oneof(
      { depthSize: "small" },
      fc
        .string({ unit: "grapheme-ascii", maxLength: 40 })
        .map((description) => ({ type: "string", description })),
      fc
        .uniqueArray(fc.string({ minLength: 3, maxLength: 6 }), { minLength: 1, maxLength: 200 })
        .map((values) => ({ enum: values })),
      fc.array(tie("schema"), { minLength: 1, maxLength: 12 }).map((anyOf) => ({ anyOf })),
      fc
        .dictionary(fc.string({ minLength: 1, maxLength: 8 }), tie("schema"), { maxKeys: 30 })
        .map((properties) => ({ type: "object", properties })),
      tie("schema").map((items) => ({ type: "array", items })),
    ),
  }));
  fc.assert(
    fc.property(fc.tuple(schema, schema), ([first, second]) => {
      const root = { type: "object", properties: { first, second } };
      const leaves = readAll(root);
      expect(namesIn(root).filter((name) => !leaves.has(name))).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

it("has nothing where nothing stands", () => {
  expect(pageOf(large, "/properties/none", { room })).toBeUndefined();
});
