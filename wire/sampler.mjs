import { pick, whole } from "./random.mjs";
import { text } from "./strings.mjs";

/**
 * @typedef {object} Draw
 * @property {"required" | "full"} mode only what is required, or everything
 * @property {() => number} random
 * @property {boolean} awkward texts hold characters that encoders get wrong
 * @property {() => number} [items] how many items a list has that may have as many
 * @property {number} [share] part of the optional members that a full draw takes; 1 when absent
 * @property {(schema: object) => object | undefined} [resolve] follows `$ref`; advertised schemas have none
 */

const deepest = 12;

const number = (schema, random) => {
  const { multipleOf, type } = schema;
  const above = typeof schema.exclusiveMinimum === "number" ? schema.exclusiveMinimum + 1 : undefined;
  const below = typeof schema.exclusiveMaximum === "number" ? schema.exclusiveMaximum - 1 : undefined;
  const high = schema.maximum ?? below;
  const low = schema.minimum ?? above ?? Math.min(1, high ?? 1);
  const step = multipleOf ?? 1;
  const top = Math.floor(Math.min(high ?? low + 1000 * step, Number.MAX_SAFE_INTEGER) / step);
  const bottom = Math.ceil(low / step);
  if (top < bottom) return low;
  const made = whole(random, bottom, Math.min(top, bottom + 1000)) * step;
  return type === "number" && multipleOf === undefined && made + 0.5 <= (high ?? made + 1)
    ? made + 0.5
    : made;
};

const list = (schema, draw, depth) => {
  const { prefixItems = [], items = {}, minItems = 0, maxItems = 3, uniqueItems = false } = schema;
  const most = items === false ? Math.min(maxItems, prefixItems.length) : maxItems;
  const wanted = draw.items?.() ?? (draw.mode === "full" ? whole(draw.random, 1, 3) : Math.max(minItems, 1));
  const count = Math.max(minItems, Math.min(most, wanted));
  const made = [];
  for (let tries = 0; made.length < count && tries < count * 10; tries += 1) {
    const item = sample(prefixItems[made.length] ?? items, draw, depth + 1);
    if (!uniqueItems || !made.some((other) => JSON.stringify(other) === JSON.stringify(item)))
      made.push(item);
  }
  return made;
};

const object = (schema, draw, depth) => {
  const { properties = {}, required = [], additionalProperties: values, minProperties = 0 } = schema;
  const { random, mode, share = 1 } = draw;
  const optional = (name) =>
    mode === "full" && depth < deepest && random() < share && properties[name] !== false;
  const names = [...new Set([...required, ...Object.keys(properties)])].filter(
    (name) => required.includes(name) || optional(name),
  );
  const others = Object.keys(properties).filter((name) => !names.includes(name));
  names.push(...others.slice(0, Math.max(0, minProperties - names.length)));
  const own = Object.fromEntries(
    Array.from({ length: Math.max(0, minProperties - names.length) }, (_, at) => [`key-${at}`, "w"]),
  );
  const made = names.map((name) => [name, sample(properties[name] ?? {}, draw, depth + 1)]);
  if (mode === "full" && typeof values === "object" && values !== null && depth < deepest)
    made.push([`key-${whole(random, 1, 99)}`, sample(values, draw, depth + 1)]);
  return { ...own, ...Object.fromEntries(made) };
};

/** Several schemas as one: fields and required names together, the last word on everything else. */
const merged = (all) => {
  const properties = Object.assign({}, ...all.map((one) => one.properties));
  const required = [...new Set(all.flatMap((one) => one.required ?? []))];
  return {
    ...Object.assign({}, ...all),
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  };
};

const flattened = (schema, draw, depth) => {
  const target =
    typeof schema === "object" && schema?.$ref !== undefined ? (draw.resolve?.(schema) ?? {}) : schema;
  if (typeof target !== "object" || target === null) return {};
  const { allOf, ...own } = target;
  if (!Array.isArray(allOf) || depth > deepest * 2) return own;
  return merged([...allOf.map((member) => flattened(member, draw, depth + 1)), own]);
};

const typeOf = ({ type, properties, items }) => {
  const types = [type].flat().filter((one) => one !== "null" && one !== undefined);
  return types[0] ?? (properties ? "object" : items ? "array" : "string");
};

/** The first values of a long list, which stand in the description. */
const toldIn = ({ description = "", type }) => {
  const [, list] = /One of \d+: (.+?)\u2026/.exec(description) ?? [];
  const words = list?.split(", ") ?? [];
  return type === "integer" || type === "number" ? words.map(Number) : words;
};

/** Draws a value that a schema allows. */
export const sample = (given, draw, depth = 0) => {
  const schema = flattened(given, draw, depth);
  if (schema.const !== undefined) return schema.const;
  if (schema.type === "null") return null;
  const values = Array.isArray(schema.enum) ? schema.enum.filter((value) => value !== null) : [];
  if (values.length > 0) return pick(draw.random, values);
  const told = typeof schema.type === "string" ? toldIn(schema) : [];
  if (told.length > 0) return pick(draw.random, told);
  const branches = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(branches) && branches.length > 0 && depth <= deepest * 2) {
    const { anyOf: _any, oneOf: _one, ...own } = schema;
    const branch = flattened(pick(draw.random, branches), draw, depth + 1);
    return sample(merged([own, branch]), draw, depth + 1);
  }
  switch (typeOf(schema)) {
    case "integer":
    case "number":
      return number({ ...schema, type: typeOf(schema) }, draw.random);
    case "boolean":
      return draw.random() < 0.5;
    case "array":
      return depth > deepest ? [] : list(schema, draw, depth);
    case "object":
      return depth > deepest * 2 ? {} : object(schema, draw, depth);
    default:
      return text(schema, draw.random, draw.awkward);
  }
};
