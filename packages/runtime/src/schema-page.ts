import {
  isRecord,
  pointerIn,
  pointerTo,
  type SchemaObject,
  schemaPlaces,
  tokensOf,
  valueAt,
} from "@jackfield/contract";

/** A part of a large schema, small enough to read. */
export type SchemaPage = {
  /** The schema at the pointer. What it leaves out stands as `$ref` to its place in the whole schema. */
  readonly schema: unknown;
  /** The first of those places. */
  readonly left?: string;
  /** The keyword whose members go on, and from which index, where they do not fit one page. */
  readonly more?: { readonly keyword: string; readonly from: number };
};

type PageOptions = {
  /** Characters of JSON. */
  readonly room: number;
  /** Index of the first member to show, of the longest keyword of the schema. */
  readonly from?: number;
};

/** A schema inside another. */
type SubSchema = { readonly keyword: string; readonly key?: string | number; readonly schema: SchemaObject };

const sizeOf = (value: unknown): number => JSON.stringify(value)?.length ?? 0;

/**
 * The schema at a JSON pointer (RFC 6901) of a whole one, with the definitions that it refers to as far as there is
 * room. Undefined when nothing stands there.
 */
export const pageOf = (root: SchemaObject, pointer: string, options: PageOptions): SchemaPage | undefined => {
  const target = valueAt(root, pointer);
  if (target === undefined) return undefined;
  if (!isRecord(target)) return { schema: target };
  const { $defs, ...own } = target;
  const body = pointer === "" ? own : target;
  const { schema: top, more } = windowOf(body, options);
  const shown = fitted(top.schema, pointer, options.room, top.offset);
  const defs = pointer === "" && $defs === undefined ? {} : definitionsFor(root, shown, options.room);
  const schema = Object.keys(defs).length === 0 ? shown : { ...shown, $defs: defs };
  const left = refsIn(schema).find((ref) => !isShown(ref, defs));
  return { schema, ...(left !== undefined && { left }), ...(more && { more }) };
};

const isShown = (ref: string, defs: Readonly<Record<string, unknown>>): boolean =>
  valueAt({ $defs: defs }, ref) !== undefined;

/** The pointers that the references of a schema hold. */
const refsIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(refsIn);
  if (!isRecord(value)) return [];
  const { $ref, ...rest } = value;
  const pointer = typeof $ref === "string" ? pointerIn($ref) : undefined;
  return [...(pointer === undefined ? [] : [pointer]), ...refsIn(Object.values(rest))];
};

/** Definitions that a schema needs, nearest first, while there is room. */
const definitionsFor = (
  root: SchemaObject,
  shown: SchemaObject,
  room: number,
): Readonly<Record<string, unknown>> => {
  const defs = new Map<string, unknown>();
  let free = room - sizeOf(shown);
  const wanted = new Set(refsIn(shown));
  // A set grows while it is walked.
  for (const pointer of wanted) {
    const [first, name, ...deeper] = tokensOf(pointer);
    const definition = first === "$defs" && deeper.length === 0 ? valueAt(root, pointer) : undefined;
    const size = sizeOf(definition) + sizeOf(name) + 1;
    if (name === undefined || definition === undefined || size > free) continue;
    free -= size;
    defs.set(name, definition);
    for (const next of refsIn(definition)) wanted.add(next);
  }
  return Object.fromEntries(defs);
};

type PageWindow = {
  readonly schema: { readonly schema: SchemaObject; readonly offset: Offset };
  readonly more?: { readonly keyword: string; readonly from: number };
};

/** Members that were left out before those of a list. */
type Offset = { readonly keyword: string; readonly by: number };

/** A schema whose longest keyword has no more members than a page holds. */
const windowOf = (schema: SchemaObject, { room, from = 0 }: PageOptions): PageWindow => {
  const [keyword, least] = Object.keys(schema)
    .map((key) => [key, sum(membersOf(schema[key]).map(leastSize))] as const)
    .reduce((a, b) => (b[1] > a[1] ? b : a), ["", 0]);
  if (least <= room / 2 && from === 0) return { schema: { schema, offset: { keyword, by: 0 } } };
  const members = membersOf(schema[keyword]);
  let size = 0;
  const fitting = members.slice(from).findIndex((member) => {
    size += leastSize(member);
    return size > room / 2;
  });
  const end = fitting === -1 ? members.length : from + Math.max(fitting, 1);
  const kept = members.slice(from, end);
  const value = Array.isArray(schema[keyword]) ? kept.map(([, one]) => one) : Object.fromEntries(kept);
  return {
    schema: {
      schema: { ...schema, [keyword]: value },
      offset: { keyword, by: Array.isArray(value) ? from : 0 },
    },
    ...(end < members.length && { more: { keyword, from: end } }),
  };
};

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

const membersOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  isRecord(value) || Array.isArray(value) ? Object.entries(value) : [];

/** What a member takes when nothing but its place is shown. */
const leastSize = ([key, member]: readonly [string, unknown]): number =>
  key.length + (isRecord(member) ? Math.min(sizeOf(member), 100) : sizeOf(member)) + 4;

/** The schema in the given room: small parts as they are, large ones share what is left, or give way to their place. */
const fitted = (whole: SchemaObject, at: string, room: number, offset?: Offset): SchemaObject => {
  if (sizeOf(whole) <= room) return whole;
  const schema = withShortText(whole);
  const parts = partsOf(schema).map((part) => ({
    ...part,
    place: placeOf(part, at, offset),
    size: sizeOf(part.schema),
  }));
  let free = room - sizeOf(schema) + sum(parts.map(({ size }) => size));
  const chosen = new Map<string, SchemaObject>();
  for (const [index, part] of [...parts].sort((a, b) => a.size - b.size).entries()) {
    const share = Math.floor(free / (parts.length - index));
    const result = inShare(part, share);
    chosen.set(keyOf(part.keyword, part.key), result);
    free -= sizeOf(result);
  }
  return assembled(schema, chosen);
};

type SizedPart = SubSchema & { readonly place: string; readonly size: number };

/** A part in its share; what says nothing in it is not worth more than its place. */
const inShare = ({ schema, place, size }: SizedPart, share: number): SchemaObject => {
  const link = { $ref: `#${encodeURI(place)}` };
  if (size <= Math.max(share, sizeOf(link))) return schema;
  if (share < least) return link;
  const smaller = fitted(schema, place, share);
  return sizeOf(smaller) <= share ? smaller : link;
};

/** Characters below which a part of a schema cannot be shown in a useful way. */
const least = 200;
const longestText = 1_000;

const withShortText = (schema: SchemaObject): SchemaObject => {
  const { description } = schema;
  if (typeof description !== "string" || description.length <= longestText) return schema;
  return { ...schema, description: `${description.slice(0, longestText).replace(/[\uD800-\uDBFF]$/, "")}…` };
};

const placeOf = ({ keyword, key }: SubSchema, at: string, offset: Offset | undefined): string => {
  if (key === undefined) return pointerTo(at, keyword);
  return pointerTo(
    at,
    keyword,
    typeof key === "number" && offset?.keyword === keyword ? key + offset.by : key,
  );
};

const partsOf = (schema: SchemaObject): readonly SubSchema[] => [
  ...schemaPlaces.one.flatMap((keyword): readonly SubSchema[] => {
    const inner = schema[keyword];
    return isRecord(inner) ? [{ keyword, schema: inner }] : [];
  }),
  ...[...schemaPlaces.list, ...schemaPlaces.map].flatMap((keyword): readonly SubSchema[] => {
    const inner = schema[keyword];
    const isList = Array.isArray(inner);
    if (!isList && !schemaPlaces.map.some((one) => one === keyword)) return [];
    return membersOf(inner).flatMap(([key, member]) =>
      isRecord(member) ? [{ keyword, key: isList ? Number(key) : key, schema: member }] : [],
    );
  }),
];

const keyOf = (keyword: string, key?: string | number): string =>
  key === undefined ? keyword : `${keyword}/${key}`;

/** The schema with other parts in the places of its own. */
const assembled = (schema: SchemaObject, chosen: ReadonlyMap<string, SchemaObject>): SchemaObject =>
  Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      const pick = (key: string | undefined, inner: unknown): unknown =>
        chosen.get(keyOf(keyword, key)) ?? inner;
      if (Array.isArray(value)) return [keyword, value.map((item, index) => pick(String(index), item))];
      if (!isRecord(value) || chosen.has(keyOf(keyword))) return [keyword, pick(undefined, value)];
      return [
        keyword,
        Object.fromEntries(Object.entries(value).map(([key, item]) => [key, pick(key, item)])),
      ];
    }),
  );
