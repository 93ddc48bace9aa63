import { differences, exactJson, isAlike, isText, show, textOf } from "./compare.mjs";
import { follow } from "./document.mjs";
import { parseMultipart } from "./multipart.mjs";
import { isObject, valueAt } from "./pointer.mjs";
import { decoded, pairProblems } from "./style.mjs";
import { pairsOf } from "./target.mjs";
import { xmlProblems } from "./xml.mjs";

const isJson = (type = "") => /^(application|text)\/json\b|\+json\b/i.test(type);

/** The schema of a form field, composition looked through. */
const fieldSchema = (document, content, name) => {
  if (content.fieldsAt !== undefined) return valueAt(document, content.fieldsAt[name] ?? "/none");
  const search = (schema, depth) => {
    const target = follow(document, schema, "")?.value;
    if (!isObject(target) || depth > 8) return undefined;
    if (isObject(target.properties) && Object.hasOwn(target.properties, name))
      return follow(document, target.properties[name], "")?.value;
    const parts = ["allOf", "anyOf", "oneOf"].flatMap((keyword) =>
      Array.isArray(target[keyword]) ? target[keyword] : [],
    );
    return parts.map((part) => search(part, depth + 1)).find((found) => found !== undefined);
  };
  return search(content.at === undefined ? undefined : valueAt(document, content.at), 0);
};

const bytesType = /^(image|audio|video|font)\/|^application\/(octet-stream|pdf|zip|gzip)$/;

const isFile = (document, schema, declared = "") => {
  const target = follow(document, schema ?? {}, "")?.value;
  if (!isObject(target)) return false;
  // A value of which only the media type is said is what that type is.
  const said = Object.keys(target).filter((key) => !["type", "title", "description"].includes(key));
  const isOpen = said.length === 0 && (target.type === undefined || target.type === "string");
  if (isOpen && declared !== "" && declared.split(",").every((type) => bytesType.test(type.trim())))
    return true;
  if (target.type === "file" || target.format === "binary") return true;
  if (target.contentMediaType !== undefined && target.contentEncoding === undefined) return true;
  return target.items !== undefined && isFile(document, target.items, declared);
};

/** Names of the wire for the fields that were given. */
const named = (fields, names) =>
  Object.entries(fields)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => [
      names.has(key) ? key : ([...names].find((name) => isAlike(name, key)) ?? key),
      value,
    ]);

const hasStyle = (encoding) =>
  ["style", "explode", "allowReserved"].some((keyword) => encoding[keyword] !== undefined);

/** A place in a form for the style decoder. */
const placeOf = (name, encoding) => {
  const style = encoding.style ?? "form";
  const { allowReserved } = encoding;
  return { name, in: "form", style, explode: encoding.explode ?? style === "form", allowReserved };
};

/** What is wrong with an `application/x-www-form-urlencoded` body. */
export const formProblems = (text, content, fields) => {
  if (!/^[\w\-.~!*'()%+=&,;:@$/?]*$/.test(text))
    return [`the form holds characters that are not encoded: ${show(text)}`];
  const pairs = pairsOf(text);
  const names = new Set([...pairs.map((pair) => decoded(pair.name)), ...Object.keys(content.encoding)]);
  const problems = named(fields, names).flatMap(([name, value]) => {
    const encoding = content.encoding[name] ?? {};
    if (hasStyle(encoding)) return pairProblems(placeOf(name, encoding), pairs, value);
    const whole = isJson(encoding.contentType) || !Array.isArray(value);
    // A field without a style is one text, and a list is one text an item (OpenAPI 3.1 section 4.8.15.2).
    return pairProblems(
      { name, in: "form", explode: true, ...(whole ? { mediaType: "text/plain" } : { style: "form" }) },
      pairs,
      value,
    );
  });
  const extra = pairs.filter((pair) => !pair.isTaken).map((pair) => decoded(pair.name));
  return [...problems, ...extra.map((name) => `the form field ${name} was never given`)];
};

/** The bytes of base64 text or of a `data:` URL. */
export const bytesOf = (text) => {
  const url = /^data:[^,]*?(;base64)?,/i.exec(text);
  if (url === null) return Buffer.from(text, "base64");
  const data = text.slice(url[0].length);
  return url[1] ? Buffer.from(data, "base64") : Buffer.from(decodeURIComponent(data));
};

const covers = (declared, type) =>
  declared
    .split(",")
    .map((range) => range.trim().split(";")[0].toLowerCase())
    .some(
      (range) =>
        range === "*/*" || range === type || (range.endsWith("/*") && type.startsWith(range.slice(0, -1))),
    );

/** Bytes that do not say what they are, where the spec names only a range. */
const isUnknown = (declared, type) =>
  type === "application/octet-stream" && declared.split(",").every((range) => range.includes("*"));

/** @param {any} document @param {{ name: string | number, schema: any, encoding: any }} described */
const partProblems = (document, described, part, value) => {
  const { name, schema, encoding } = described;
  const what = `the part ${name}`;
  const type = part.type?.split(";")[0].trim().toLowerCase();
  const declared = encoding.contentType;
  const problems =
    declared !== undefined && !covers(declared, type ?? "text/plain") && !isUnknown(declared, type)
      ? [`${what} has the type ${type}, not ${declared}`]
      : [];
  if (isFile(document, schema, declared)) {
    const bytes = bytesOf(String(value));
    return [
      ...problems,
      ...(part.body.equals(bytes) ? [] : [`${what} is not the ${bytes.length} bytes that were given`]),
      ...(part.filename === undefined && part.name !== undefined
        ? [`${what} is a file without a file name`]
        : []),
    ];
  }
  const text = part.body.toString("utf8");
  if (typeof value === "object" && /[/+]xml$/.test(type ?? "")) {
    const list = follow(document, schema ?? {}, "")?.value?.items;
    return [...problems, ...xmlProblems(document, text, list ?? schema ?? {}, value)];
  }
  if (typeof value === "object" || isJson(type)) {
    if (declared === undefined && !isJson(type)) problems.push(`${what} is an object of the type ${type}`);
    try {
      return [...problems, ...differences(exactJson(text), value, `/${name}`)];
    } catch {
      return [...problems, `${what} is not JSON: ${show(text)}`];
    }
  }
  return isText(text, value)
    ? problems
    : [...problems, `${what} is ${show(text)}, not ${show(textOf(value))}`];
};

/** What is wrong with a multipart body. */
export const multipartProblems = (document, contentType, body, content, fields) => {
  const parts = parseMultipart(contentType, body);
  if (typeof parts === "string") return [parts];
  if (Array.isArray(fields)) return partListProblems(document, parts, content, fields);
  const names = new Set([...parts.map(({ name }) => name), ...Object.keys(content.encoding)]);
  const left = new Set(parts);
  const problems = named(fields, names).flatMap(([name, value]) => {
    const encoding = content.encoding[name] ?? {};
    if (hasStyle(encoding)) {
      const pairs = parts.map((part) => ({
        name: part.name,
        value: part.body.toString("utf8"),
        isTaken: false,
        part,
      }));
      const found = pairProblems(placeOf(name, encoding), pairs, value, true);
      for (const pair of pairs) if (pair.isTaken) left.delete(pair.part);
      return found;
    }
    const mine = parts.filter((part) => part.name === name);
    for (const part of mine) left.delete(part);
    const items =
      Array.isArray(value) && !(mine.length === 1 && isJson(mine[0].type) && isJson(encoding.contentType))
        ? value
        : [value];
    if (mine.length !== items.length) return [`${name} has ${mine.length} parts, not ${items.length}`];
    const described = { name, encoding, schema: fieldSchema(document, content, name) };
    return items.flatMap((item, index) => partProblems(document, described, mine[index], item));
  });
  return [...problems, ...[...left].map(({ name }) => `the part ${name} was never given`)];
};

/** A list is sent as parts by their place (OpenAPI 3.2 section 4.14.4). */
const partListProblems = (document, parts, content, items) => {
  if (parts.length !== items.length) return [`there are ${parts.length} parts, not ${items.length}`];
  const list =
    follow(document, content.at === undefined ? {} : valueAt(document, content.at), "")?.value ?? {};
  const { prefixEncoding = [], itemEncoding = {} } = content.media ?? {};
  return items.flatMap((item, index) => {
    const part = parts[index];
    const schema = list.prefixItems?.[index] ?? list.items;
    const encoding = prefixEncoding[index] ?? itemEncoding;
    if (part.name !== undefined) return [`the part ${index} has the name ${part.name}`];
    return partProblems(document, { name: index, schema, encoding }, part, item);
  });
};
