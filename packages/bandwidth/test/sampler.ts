/** The part of JSON Schema that `tools/list` advertises; the sampler refuses anything else. */
export type Schema = {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
};

export type Mode = "required" | "full";
/** In [0, 1). */
export type Random = () => number;
/** Values that a schema cannot say, by place (`createCall/tag`, `createCall/media/0`) or by the last name of it. */
export type Given = Readonly<Record<string, unknown>>;

/** The same numbers for the same seed on every machine (FNV-1a, then mulberry32). */
export const seeded = (seed: string): Random => {
  let state = [...seed].reduce(
    (hash, character) => Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619),
    2166136261,
  );
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

const whole = (random: Random, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1));
const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => whole(random, 0, 9)).join("");
const pick = <T>(random: Random, values: readonly T[], at: string): T => {
  const value = values[whole(random, 0, values.length - 1)];
  if (value === undefined) throw new Error(`sampler: ${at} has nothing to choose from`);
  return value;
};

/** By the exact text of the pattern: a new pattern needs a new line here. */
const patterns: Readonly<Record<string, (random: Random) => string>> = {
  "^\\+[1-9]\\d{1,14}$": (random) => `+1919555${digits(random, 4)}`,
  "^\\+1(800|833|844|855|866|877|888)[2-9]\\d{6}$": (random) =>
    `+1833${whole(random, 2, 9)}${digits(random, 6)}`,
  "^[A-Za-z0-9_-]{1,40}$": (random) => `Agent_-${digits(random, 5)}`,
  "^[ -~]{16,64}$": (random) => `~ "secret" & <${digits(random, 8)}>`,
  "[- A-Za-z0-9]{0,500}": (random) => `${digits(random, 5)}-${digits(random, 4)}`,
  "^$|(https?:\\/\\/)?(www\\.)?[-a-zA-Z0-9@:%._\\+~#=]{1,253}\\.[a-z]{2,6}\\b([-a-zA-Z0-9@:%_\\+.~#()?&//=]*)":
    (random) => `https://hooks.example.com/tfv/${digits(random, 4)}?a=b%20c`,
};

const formats: Readonly<Record<string, (random: Random) => string>> = {
  "date-time": (random) => `2030-01-0${whole(random, 1, 9)}T12:30:00-05:00`,
  uri: (random) => `https://customer.example.com/hooks/${digits(random, 4)}?a=1&b=c%20d#e`,
  email: (random) => `o'neil+${digits(random, 4)}@example.com`,
  uuid: (random) => `1f0e${digits(random, 4)}-0a1b-4c2d-8e3f-${digits(random, 12)}`,
};

/** Pieces that a wrong encoder gets wrong: separators, escapes and blanks of URLs, JSON and XML, and two scripts. */
const pieces = [
  "a b",
  "c/d",
  "50%",
  "%2F",
  "e&f=g",
  "h?i#j",
  "k+l",
  "m;n,o",
  "'p\"q\\",
  "<r>",
  "\u00fc\u20ac",
];

const text = (schema: Schema, random: Random, at: string): string => {
  const { minLength = 0, maxLength = 1000 } = schema;
  const wanted = Math.max(minLength, Math.min(maxLength, 12));
  let made = "";
  while (made.length < wanted) made += pick(random, pieces, at);
  // A blank at an end, or half of a pair, is another test's matter.
  return `x${made.slice(0, Math.max(0, Math.min(maxLength, made.length) - 2))}z`.slice(0, maxLength);
};

const string = (schema: Schema, random: Random, at: string): string => {
  const { pattern, format } = schema;
  if (pattern !== undefined) {
    const made = patterns[pattern]?.(random);
    if (made === undefined || !new RegExp(pattern).test(made))
      throw new Error(`sampler: ${at} has a pattern that there is no sample of: ${pattern}`);
    return made;
  }
  if (format === undefined) return text(schema, random, at);
  const made = formats[format];
  if (made === undefined) throw new Error(`sampler: ${at} has an unknown format: ${format}`);
  return made(random);
};

const number = (schema: Schema, random: Random): number => {
  const { minimum = 0, maximum = minimum + 1000 } = schema;
  const integer = whole(random, Math.ceil(minimum), Math.floor(maximum));
  return schema.type === "number" && integer + 0.5 <= maximum ? integer + 0.5 : integer;
};

const list = (schema: Schema, draw: Draw, at: string): readonly unknown[] => {
  const { items = {}, minItems = 1, maxItems = Number.POSITIVE_INFINITY } = schema;
  const wanted = draw.mode === "full" ? Math.max(items.anyOf?.length ?? 0, 2) : 1;
  const count = Math.min(maxItems, Math.max(minItems, wanted));
  return Array.from({ length: count }, (_, index) => {
    // One item for each alternative, so that none goes untried.
    const schemaOfItem = items.anyOf?.[index % items.anyOf.length] ?? items;
    return sample(schemaOfItem, draw, `${at}/${index}`);
  });
};

const object = (schema: Schema, draw: Draw, at: string): Readonly<Record<string, unknown>> => {
  const { properties = {}, required = [] } = schema;
  const isRoot = !at.includes("/");
  // An object that is advertised without its fields (they are too deep) cannot be guessed.
  if (Object.keys(properties).length === 0 && !isRoot)
    throw new Error(`sampler: ${at} has no fields; it needs a given value`);
  const names = draw.mode === "full" ? Object.keys(properties) : required;
  return Object.fromEntries(
    names.map((name) => [name, sample(properties[name] ?? {}, draw, `${at}/${name}`)]),
  );
};

export type Draw = { readonly mode: Mode; readonly random: Random; readonly given: Given };

/** Draws a value that a schema allows. Throws for a schema that it cannot serve, naming the place. */
export const sample = (schema: Schema, draw: Draw, at: string): unknown => {
  const { given, random } = draw;
  for (const name of [at, at.slice(at.lastIndexOf("/") + 1)])
    if (Object.hasOwn(given, name)) return given[name];
  if (schema.enum !== undefined) return pick(random, schema.enum, at);
  if (schema.anyOf !== undefined) return sample(pick(random, schema.anyOf, at), draw, at);
  // Null is drawn nowhere: it says that there is no value.
  switch ([schema.type].flat().find((type) => type !== "null")) {
    case "string":
      return string(schema, random, at);
    case "integer":
    case "number":
      return number(schema, random);
    case "boolean":
      return random() < 0.5;
    case "array":
      return list(schema, draw, at);
    case "object":
      return object(schema, draw, at);
    default:
      throw new Error(`sampler: ${at} has the type ${String(schema.type)}`);
  }
};
