import { isText, show, textOf } from "./compare.mjs";
import { isObject } from "./pointer.mjs";

/** Percent-decoding that refuses what is no encoding; a plus is a blank, as every form reader takes it. */
export const decoded = (raw, { plus = true } = {}) => {
  try {
    return decodeURIComponent(plus ? raw.replaceAll("+", " ") : raw);
  } catch {
    return undefined;
  }
};

const membersOf = (value) => Object.entries(value).filter(([, item]) => item !== null && item !== undefined);

const compared = (what, arrived, given) => {
  if (arrived.length !== given.length)
    return [`${what} has ${arrived.length} values (${show(arrived)}), not ${given.length}`];
  return given.flatMap((item, index) =>
    isText(arrived[index], item) ? [] : [`${what} is ${show(arrived[index])}, not ${show(textOf(item))}`],
  );
};

/** Pieces between delimiters. A value that holds the delimiter itself does not arrive as one. */
const separated = (what, raw, { delimiter, decode }, value) =>
  compared(
    what,
    raw.split(delimiter).map((piece) => decode(piece)),
    isObject(value) ? membersOf(value).flat() : value,
  );

const keyed = (what, pieces, decode, value) => {
  const arrived = new Map(
    pieces.map((piece) => piece.split("=")).map(([key, ...rest]) => [decode(key), decode(rest.join("="))]),
  );
  const members = membersOf(value);
  const extra = [...arrived.keys()].filter((key) => !members.some(([name]) => name === key));
  return [
    ...members.flatMap(([name, item]) =>
      arrived.has(name) && isText(arrived.get(name), item)
        ? []
        : [`${what}: ${name} is ${show(arrived.get(name))}, not ${show(textOf(item))}`],
    ),
    ...extra.map((key) => `${what}: ${key} was never given`),
  ];
};

const delimiters = { form: ",", spaceDelimited: /%20|\+/, tabDelimited: /%09/, pipeDelimited: /%7C|\|/i };
/** The same where nothing is encoded: in the parts of a multipart body. */
const plainDelimiters = { form: ",", spaceDelimited: " ", tabDelimited: "\t", pipeDelimited: "|" };

/** What is wrong with a value in a path segment or a header: simple, label and matrix (RFC 6570). */
export const expansionProblems = (place, raw, value, decode) => {
  const { name, style, explode } = place;
  const what = `${name} in ${place.in}`;
  const start = { label: ".", matrix: ";" }[style] ?? "";
  if (!raw.startsWith(start)) return [`${what} lacks the \`${start}\` of its style: ${show(raw)}`];
  const rest = raw.slice(start.length);
  const between = (place.in === "header" ? plainDelimiters : delimiters)[style] ?? ",";
  const separator = explode && start !== "" ? start : between;
  const how = { delimiter: separator, decode };
  if (style === "matrix") {
    const pieces = rest.split(";");
    if (isObject(value) && explode) return keyed(what, pieces, decode, value);
    const bodies = pieces.map((piece) =>
      piece === name ? "" : piece.startsWith(`${name}=`) ? piece.slice(name.length + 1) : undefined,
    );
    if (bodies.includes(undefined)) return [`${what} is not written as ;${name}=: ${show(raw)}`];
    if (Array.isArray(value) && explode) return compared(what, bodies.map(decode), value);
    return typeof value === "object"
      ? separated(what, bodies[0], { ...how, delimiter: "," }, value)
      : compared(what, bodies.map(decode), [value]);
  }
  if (isObject(value) && explode) return keyed(what, rest.split(separator), decode, value);
  return typeof value === "object"
    ? separated(what, rest, how, value)
    : compared(what, [decode(rest)], [value]);
};

/** `a[b][0][c]=1` pairs as one nested value: brackets without a name, and whole numbers from 0, are places in a list. */
export const nested = (pairs) => {
  const root = {};
  for (const [path, value] of pairs) {
    let holder = root;
    path.forEach((key, index) => {
      const name = key === "" ? String(Object.keys(holder).length) : key;
      if (index === path.length - 1)
        Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
      else {
        if (!Object.hasOwn(holder, name)) holder[name] = {};
        holder = holder[name];
      }
    });
  }
  const listed = (value) => {
    if (!isObject(value)) return value;
    const keys = Object.keys(value);
    const isList = keys.length > 0 && keys.every((key, index) => key === String(index));
    return isList
      ? keys.map((key) => listed(value[key]))
      : Object.fromEntries(keys.map((key) => [key, listed(value[key])]));
  };
  return listed(root);
};

const deepProblems = (what, arrived, given) => {
  if (typeof given !== "object" || given === null)
    return isText(String(arrived), given) ? [] : [`${what} is ${show(arrived)}, not ${show(given)}`];
  const entries = Object.entries(given).filter(
    ([, item]) => !(typeof item === "object" && (item === null || Object.keys(item).length === 0)),
  );
  if (entries.length > 0 && typeof arrived !== "object")
    return [`${what} is ${show(arrived)}, not ${show(given)}`];
  const extra = Object.keys(arrived ?? {}).filter((key) => !entries.some(([name]) => name === key));
  return [
    ...entries.flatMap(([key, item]) => deepProblems(`${what}[${key}]`, arrived?.[key], item)),
    ...extra.map((key) => `${what}[${key}] was never given`),
  ];
};

/** `allowReserved` lets percent-encoded triples through as they are, so they arrive as what they stand for. */
const withoutTriples = (value) => {
  if (typeof value === "string")
    return decoded(value.replaceAll(/%(?![\da-f]{2})/gi, "%25"), { plus: false }) ?? value;
  return Array.isArray(value) ? value.map(withoutTriples) : value;
};

/**
 * What is wrong with a value among `name=value` pairs, which are taken out as they are read.
 * @param pairs raw pairs, still encoded: `{ name, value, isTaken }`
 * @param isPlain the pairs are not encoded at all
 */
export const pairProblems = (place, pairs, given, isPlain = false) => {
  const value = place.allowReserved ? withoutTriples(given) : given;
  const decode = isPlain ? (text) => text : decoded;
  const { name, style, explode } = place;
  const what = `${name} in ${place.in}`;
  const take = (accepts) => {
    const found = pairs.filter((pair) => !pair.isTaken && accepts(decode(pair.name)));
    for (const pair of found) pair.isTaken = true;
    return found;
  };
  if (place.mediaType !== undefined)
    return compared(
      what,
      take((key) => key === name).map((pair) => decode(pair.value)),
      [value],
    );
  if (typeof value !== "object" || value === null)
    return compared(
      what,
      take((key) => key === name).map((pair) => decode(pair.value)),
      [value],
    );
  const isEmpty = (Array.isArray(value) ? value : membersOf(value)).length === 0;
  if (style === "deepObject") {
    const found = take((key) => key?.startsWith(`${name}[`));
    const bad = found.find((pair) => !/^(\[[^[\]]*\])+$/.test(decode(pair.name).slice(name.length)));
    if (bad !== undefined)
      return [`${what} has a name that is no path in brackets: ${show(decoded(bad.name))}`];
    const paths = found.map((pair) => [
      [
        ...decode(pair.name)
          .slice(name.length)
          .matchAll(/\[([^\]]*)\]/g),
      ].map(([, key]) => key),
      decode(pair.value),
    ]);
    return deepProblems(what, nested(paths), value);
  }
  if (isEmpty) return take((key) => key === name).length === 0 ? [] : [`${what} has no value to send`];
  if (explode && Array.isArray(value))
    return compared(
      what,
      take((key) => key === name).map((pair) => decode(pair.value)),
      value,
    );
  if (explode) {
    return membersOf(value).flatMap(([key, item]) => {
      const found = take((other) => other === key).map((pair) => decode(pair.value));
      return Array.isArray(item) && found.length === item.length
        ? compared(`${what}: ${key}`, found, item)
        : compared(`${what}: ${key}`, found, [item]);
    });
  }
  const found = take((key) => key === name);
  if (found.length !== 1) return [`${what} stands there ${found.length} times, not once`];
  return separated(
    what,
    found[0].value,
    { delimiter: (isPlain ? plainDelimiters : delimiters)[style] ?? ",", decode },
    value,
  );
};
