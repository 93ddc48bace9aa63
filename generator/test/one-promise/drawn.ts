import { isRecord, type JsonSchema, resolveRef, type SchemaObject, schemaList } from "@jackfield/contract";
import fc from "fast-check";

/** A schema to draw from, where its references lead, and what was made of it and its parts at each depth. */
type Spot = { readonly root: SchemaObject; readonly depth: number; readonly made: Made };

/** Schemas that reach each other by many ways would be made once a way: more than memory holds. */
type Made = Map<unknown, Map<number, fc.Arbitrary<unknown>>>;

/** Below this only what is required is drawn. */
const deepest = 6;

/** Values that a schema seems to admit. What combines parts may miss: anyone who needs certainty asks a validator. */
export const drawn = (schema: JsonSchema): fc.Arbitrary<unknown> =>
  typeof schema === "boolean" ? anything : from(schema, { root: schema, depth: 0, made: new Map() });

const text = fc.stringMatching(/^[a-z][a-z0-9 -]{0,8}[a-z]$/);
const anything: fc.Arbitrary<unknown> = fc.oneof(text, fc.boolean(), fc.integer(), fc.constant({ a: 1 }));

const from = (given: unknown, spot: Spot): fc.Arbitrary<unknown> => {
  const ofGiven = spot.made.get(given) ?? new Map<number, fc.Arbitrary<unknown>>();
  spot.made.set(given, ofGiven);
  const known = ofGiven.get(spot.depth) ?? make(given, spot);
  ofGiven.set(spot.depth, known);
  return known;
};

const make = (given: unknown, spot: Spot): fc.Arbitrary<unknown> => {
  if (isRecord(given) && given.$ref !== undefined && Object.keys(given).length > 1) {
    const { $ref, ...siblings } = given;
    const keys = isRecord(siblings.properties) ? Object.keys(siblings.properties) : [];
    return from({ allOf: [{ $ref }, { ...siblings, required: keys }] }, spot);
  }
  const schema = isRecord(given) ? resolveRef(given, spot.root) : undefined;
  if (schema === undefined || spot.depth > deepest * 2) return anything;
  const parts = [own(schema, spot), ...schemaList(schema.allOf).map((part) => from(part, spot))];
  for (const union of [schemaList(schema.anyOf), schemaList(schema.oneOf)])
    if (union.length > 0)
      parts.push(
        fc.oneof(
          ...union
            .filter(isTold)
            .slice(0, 12)
            .map((branch) => from(branch, spot)),
        ),
      );
  const said = parts.filter((part) => part !== undefined);
  const [only] = said;
  if (only === undefined) return anything;
  return said.length === 1 ? only : fc.tuple(...said).map(together);
};

/** Tags that mean no alternative are taken, not promised. */
const isTold = ({ properties }: SchemaObject): boolean =>
  !isRecord(properties) || !Object.values(properties).some((one) => isRecord(one) && one.not !== undefined);

/** Parts of one value: objects put together, of other values the last. */
const together = (parts: readonly unknown[]): unknown =>
  parts.every(isRecord) ? Object.assign({}, ...parts) : parts.at(-1);

const own = (schema: SchemaObject, spot: Spot): fc.Arbitrary<unknown> | undefined => {
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if ("const" in schema) return fc.constant(schema.const);
  const types: readonly unknown[] = Array.isArray(schema.type) ? schema.type : [schema.type];
  const drawers = types.flatMap((type) => ofType(schema, type, spot) ?? []);
  return drawers.length === 0 ? undefined : fc.oneof(...drawers);
};

const ofType = (schema: SchemaObject, type: unknown, spot: Spot): fc.Arbitrary<unknown> | undefined => {
  switch (type) {
    case "object":
      return object(schema, spot);
    case "array":
      return list(schema, spot);
    case "string":
      return string(schema);
    case "integer":
    case "number":
      return number(schema, type);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    default:
      return isRecord(schema.properties) ? object(schema, spot) : undefined;
  }
};

const limit = (value: unknown, fallback: number): number => (typeof value === "number" ? value : fallback);

const object = (schema: SchemaObject, spot: Spot): fc.Arbitrary<unknown> => {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  const inner = { ...spot, depth: spot.depth + 1 };
  const deep = spot.depth >= deepest;
  const names = [...new Set([...required, ...Object.keys(properties)])].filter(
    (name) => properties[name] !== false,
  );
  const least = limit(schema.minProperties, 0);
  const first = new Set(names.slice(0, least));
  const wanted = names.filter((name) => required.includes(name) || first.has(name) || !deep);
  const model = Object.fromEntries(wanted.map((name) => [name, from(properties[name] ?? {}, inner)]));
  const mustHave = wanted.filter((name) => required.includes(name) || first.has(name));
  const fields = fc.record(model, { requiredKeys: mustHave });
  const rest = schema.additionalProperties;
  const most = limit(schema.maxProperties, Number.POSITIVE_INFINITY);
  const cut = (value: object): object =>
    Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => Number(mustHave.includes(b)) - Number(mustHave.includes(a)))
        .slice(0, most),
    );
  if (!isRecord(rest) || deep) return fields.map(cut);
  const count = Math.max(least - names.length, 0);
  const extra = fc.array(from(rest, inner), { minLength: count, maxLength: count + 1 });
  return fc
    .tuple(fields, extra)
    .map(([some, more]) =>
      cut({ ...some, ...Object.fromEntries(more.map((value, at) => [`key-${at}`, value])) }),
    );
};

const list = (schema: SchemaObject, spot: Spot): fc.Arbitrary<unknown> => {
  const inner = { ...spot, depth: spot.depth + 1 };
  const first = Array.isArray(schema.prefixItems) ? schema.prefixItems : [];
  const least = limit(schema.minItems, 0);
  const most = Math.min(limit(schema.maxItems, least + 2), Math.max(least, spot.depth >= deepest ? 0 : 2));
  if (first.length > 0) return fc.tuple(...first.map((item) => from(item, inner)));
  const items = from(schema.items ?? {}, inner);
  const lengths = { minLength: least, maxLength: Math.max(least, most) };
  return schema.uniqueItems === true
    ? fc.uniqueArray(items, { ...lengths, selector: (item) => JSON.stringify(item) })
    : fc.array(items, lengths);
};

const samples: Readonly<Record<string, readonly string[]>> = {
  "date-time": ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.678+02:00"],
  date: ["2026-01-02"],
  time: ["03:04:05Z"],
  uuid: ["6ba7b810-9dad-41d1-80b4-00c04fd430c8"],
  email: ["ann@example.com"],
  uri: ["https://example.com/a?b=c"],
  hostname: ["example.com"],
  ipv4: ["192.0.2.1"],
  ipv6: ["2001:db8::1"],
  duration: ["P1DT2H"],
};

const string = (schema: SchemaObject): fc.Arbitrary<unknown> => {
  const least = limit(schema.minLength, 0);
  const most = limit(schema.maxLength, Math.max(least, 10));
  const fits = (value: string): boolean => [...value].length >= least && [...value].length <= most;
  if (typeof schema.pattern === "string") {
    const pattern = new RegExp(schema.pattern, "u");
    const texts = fc.sample(fc.stringMatching(pattern), { numRuns: 300, seed: 1 });
    const fitting = texts.filter((value) => fits(value) && pattern.test(value));
    if (fitting.length === 0) throw new Error(`nothing drawn of ${schema.pattern} is of the wanted length`);
    return fc.constantFrom(...fitting);
  }
  if (schema.contentEncoding === "base64")
    return fc.base64String({ minLength: least, maxLength: Math.min(most, least + 16) });
  const known = (samples[String(schema.format)] ?? []).filter(fits);
  if (known.length > 0) return fc.constantFrom(...known);
  return text.map((value) => value.padEnd(least, "x").slice(0, Math.max(most, 0)));
};

const number = (schema: SchemaObject, type: "integer" | "number"): fc.Arbitrary<unknown> => {
  const step = limit(schema.multipleOf, 1);
  const low = limit(
    schema.minimum,
    limit(schema.exclusiveMinimum, Math.min(0, limit(schema.maximum, 0)) - 1) + step,
  );
  const high = limit(schema.maximum, limit(schema.exclusiveMaximum, low + 1001) - step);
  const [bottom, top] = [Math.ceil(low / step), Math.floor(high / step)];
  if (!(bottom <= top) || !Number.isSafeInteger(bottom) || !Number.isSafeInteger(top))
    return fc.constant(low);
  const places = /e-(\d+)$/.exec(step.toExponential())?.[1] ?? "0";
  return fc
    .integer({ min: bottom, max: Math.min(top, bottom + 1000) })
    .map((times) => (type === "integer" ? times * step : Number((times * step).toFixed(Number(places) + 3))));
};
