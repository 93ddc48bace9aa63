import {
  isRecord,
  partsOf,
  resolveRef,
  type SchemaObject,
  schemaList,
  schemaPlaces,
  typeOf,
} from "@jackfield/contract";

/** Unions of so many alternatives cost more to compile than a call may wait. */
const large = 40;

/** A schema for one value, and what it depends on of the value: the same key, the same schema. */
type Narrowed = { readonly schema: unknown; readonly key: string };

/**
 * Narrows a root schema for a value. Where a union has too many alternatives even so, each round takes some of them: a value
 * that fits in one round fits. `rounds` says how many there are; undefined: they would not find every fit, use it whole.
 */
type Narrow = (value: unknown, round: number) => Narrowed & { readonly rounds: number | undefined };

/**
 * Large unions are judged by the alternatives that a value can be of at all: by its tag, its required keys, its type. A value
 * that fits what is left fits the whole, and one that does not is told about the alternatives in question.
 */
export const narrowerOf = (root: SchemaObject): Narrow | undefined => {
  const isHeavy = heavyIn(root);
  if (!isHeavy(root)) return undefined;
  let now = { round: 0, counts: [] as number[] }; // filled while a value is walked

  const narrow = (schema: unknown, value: unknown): Narrowed => {
    if (!isRecord(schema) || !isHeavy(schema)) return { schema, key: "" };
    const keys: string[] = [];
    const use = (one: Narrowed): unknown => {
      keys.push(one.key);
      return one.schema;
    };
    const { $ref, ...copy }: Record<string, unknown> = { ...schema };
    if (Array.isArray(schema.allOf)) copy.allOf = schema.allOf.map((part) => use(narrow(part, value)));
    if (typeof $ref === "string")
      copy.allOf = [copy.allOf ?? [], use(narrow(resolveRef({ $ref }, root) ?? { $ref }, value))].flat();
    if (isRecord(schema.properties)) copy.properties = use(ofProperties(schema.properties, value));
    if (schema.items !== undefined && Array.isArray(value)) copy.items = use(ofEach(schema.items, value));
    if (schema.additionalProperties !== undefined && isRecord(value))
      copy.additionalProperties = use(ofEach(schema.additionalProperties, othersIn(schema, value)));
    if (Array.isArray(schema.anyOf)) copy.anyOf = use(ofUnion(schema.anyOf, value));
    return { schema: copy, key: `(${keys.join()})` };
  };

  const ofProperties = (properties: SchemaObject, value: unknown): Narrowed => {
    const keys: string[] = [];
    const entries = Object.entries(properties).map(([name, schema]): [string, unknown] => {
      if (!isRecord(schema) || !isHeavy(schema)) return [name, schema];
      // What is not given needs no judging.
      if (!isRecord(value) || !Object.hasOwn(value, name)) return [name, true];
      const one = narrow(schema, value[name]);
      keys.push(`${JSON.stringify(name)}${one.key}`);
      return [name, one.schema];
    });
    return { schema: Object.fromEntries(entries), key: keys.join() };
  };

  /** For all of several values: each fits what its own narrowing gives. */
  const ofEach = (schema: unknown, values: readonly unknown[]): Narrowed => {
    if (!isRecord(schema) || !isHeavy(schema)) return { schema, key: "" };
    const different = new Map(
      values.map((one) => narrow(schema, one)).map(({ key, schema: each }) => [key, each]),
    );
    const keys = [...different.keys()].sort();
    return { schema: { anyOf: keys.map((key) => different.get(key)) }, key: `[${keys.join()}]` };
  };

  const ofUnion = (branches: readonly unknown[], value: unknown): Narrowed => {
    const fitting = candidates([...branches.entries()], value, root);
    if (fitting.length === 0) return ofNone(branches, value, root);
    const rounds = Math.ceil(fitting.length / large);
    if (rounds > 1) now.counts.push(rounds);
    const start = (now.round % rounds) * large;
    const ordered = rounds > 1 ? byKnownKeys(fitting, value, root) : fitting;
    const narrowed = ordered
      .slice(start, start + large)
      .map(([at, branch]) => ({ at, ...narrow(branch, value) }));
    return {
      schema: narrowed.map(({ schema }) => schema),
      key: narrowed.map(({ at, key }) => `${at}${key}`).join("|"),
    };
  };

  return (value, round) => {
    now = { round, counts: [] };
    const { schema, key } = narrow(root, value);
    const [rounds = 1, ...others] = now.counts;
    return {
      schema: isRecord(schema) ? { ...schema, $defs: root.$defs } : schema,
      key,
      rounds: others.length === 0 ? rounds : undefined,
    };
  };
};

const othersIn = ({ properties }: SchemaObject, value: SchemaObject): readonly unknown[] =>
  Object.entries(value).flatMap(([key, member]) =>
    isRecord(properties) && Object.hasOwn(properties, key) ? [] : [member],
  );

/** An alternative with its place in the union. */
type NumberedBranch = readonly [at: number, branch: unknown];

/** Whether a schema has a large union in it or behind its references. */
const heavyIn = (root: SchemaObject): ((schema: SchemaObject) => boolean) => {
  const heavy = new Map<SchemaObject, boolean>();
  const targets = new Map<SchemaObject, readonly SchemaObject[]>();
  const visit = (schema: SchemaObject): void => {
    if (targets.has(schema)) return;
    const target = typeof schema.$ref === "string" ? resolveRef(schema, root) : undefined;
    const inside = [...(target === undefined ? [] : [target]), ...schemasIn(schema)];
    targets.set(schema, inside);
    heavy.set(schema, schemaList(schema.anyOf).length >= large);
    for (const one of inside) visit(one);
  };
  visit(root);
  // Up from the unions, round by round, since schemas refer to each other in circles.
  for (let more = true; more; ) {
    more = false;
    for (const [schema, inside] of targets) {
      if (heavy.get(schema) || !inside.some((one) => heavy.get(one))) continue;
      heavy.set(schema, true);
      more = true;
    }
  }
  return (schema) => heavy.get(schema) === true;
};

/** The schemas directly in a schema; definitions count where they are referred to. */
const schemasIn = (schema: SchemaObject): readonly SchemaObject[] => [
  ...schemaPlaces.one.flatMap((keyword) => (isRecord(schema[keyword]) ? [schema[keyword]] : [])),
  ...schemaPlaces.list.flatMap((keyword) => schemaList(schema[keyword])),
  ...schemaPlaces.map
    .filter((keyword) => keyword !== "$defs" && keyword !== "definitions")
    .flatMap((keyword) => (isRecord(schema[keyword]) ? schemaList(Object.values(schema[keyword])) : [])),
];

/** A schema with all that has to hold too: what it refers to and its parts. */
const togetherWith = (schema: SchemaObject, root: SchemaObject): readonly SchemaObject[] => {
  const all = new Set([schema]);
  // A set grows while it is walked, so circles end.
  for (const one of all) for (const part of partsOf(one, root)) all.add(part);
  return [...all];
};

/** Quick and on the safe side: false only where the value certainly does not fit. */
const mayFit = (branch: unknown, value: unknown, root: SchemaObject): boolean =>
  !isRecord(branch) ||
  togetherWith(branch, root).every(({ type, properties }) => {
    const types = typeof type === "string" ? [type] : type;
    const own = typeOf(value);
    if (Array.isArray(types) && !types.some((one) => one === own || (one === "integer" && own === "number")))
      return false;
    if (!isRecord(value)) return true;
    return Object.entries(isRecord(properties) ? properties : {}).every(
      ([key, schema]) => !Object.hasOwn(value, key) || admits(schema, value[key]),
    );
  });

const hasRequired = (branch: unknown, value: unknown, root: SchemaObject): boolean =>
  !isRecord(branch) ||
  !isRecord(value) ||
  togetherWith(branch, root).every(
    ({ required }) => !Array.isArray(required) || required.every((key) => Object.hasOwn(value, String(key))),
  );

/** The alternatives of a large union in question. One whose tag fits is, though the value lacks something. */
const candidates = (
  all: readonly NumberedBranch[],
  value: unknown,
  root: SchemaObject,
): readonly NumberedBranch[] => {
  if (all.length < large) return all;
  const fitting = all.filter(([, branch]) => mayFit(branch, value, root));
  if (fitting.length <= large) return fitting;
  const whole = fitting.filter(([, branch]) => hasRequired(branch, value, root));
  return whole.length > 0 ? whole : fitting;
};

/** The values that a schema names, where it names some. */
const valuesOf = (schema: unknown): readonly unknown[] | undefined => {
  if (!isRecord(schema)) return undefined;
  if (Array.isArray(schema.enum)) return schema.enum;
  return Object.hasOwn(schema, "const") ? [schema.const] : undefined;
};

const admits = (schema: unknown, value: unknown): boolean => {
  if (typeof value === "object" && value !== null) return true;
  const refused = isRecord(schema) ? valuesOf(schema.not) : undefined;
  return refused?.includes(value) !== true && valuesOf(schema)?.includes(value) !== false;
};

const namesIn = (branch: unknown, root: SchemaObject): SchemaObject =>
  isRecord(branch)
    ? Object.assign({}, ...togetherWith(branch, root).map(({ properties }) => properties))
    : {};

/** How many keys of a value an alternative knows. */
const knownIn = (names: SchemaObject, value: unknown): number =>
  Object.keys(isRecord(value) ? value : {}).filter((key) => Object.hasOwn(names, key)).length;

const byKnownKeys = (
  entries: readonly NumberedBranch[],
  value: unknown,
  root: SchemaObject,
): readonly NumberedBranch[] =>
  entries
    .map((entry) => ({ entry, known: knownIn(namesIn(entry[1], root), value) }))
    .sort((a, b) => b.known - a.known)
    .map(({ entry }) => entry);

const mostShown = 10;

/** No alternative can be meant: the tags that there are, or the alternatives that know most of the keys. */
const ofNone = (branches: readonly unknown[], value: unknown, root: SchemaObject): Narrowed => {
  const objects = branches.filter(isRecord);
  const members = objects.map((branch) => namesIn(branch, root));
  const [first = {}] = members;
  const tag = Object.keys(first).find((key) => members.every((each) => valuesOf(each[key]) !== undefined));
  if (tag !== undefined && isRecord(value)) {
    const tags = new Set(members.flatMap((each) => valuesOf(each[tag]) ?? []));
    if (!tags.has(value[tag]))
      return {
        schema: [{ type: "object", properties: { [tag]: { enum: [...tags] } }, required: [tag] }],
        key: "tag",
      };
  }
  const known = members.map((names) => knownIn(names, value));
  const order = [...objects.keys()].sort((a, b) => (known[b] ?? 0) - (known[a] ?? 0)).slice(0, mostShown);
  return { schema: order.map((at) => objects[at]), key: `near ${order.join()}` };
};
