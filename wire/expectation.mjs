import { follow, versionOf } from "./document.mjs";
import { child, isObject } from "./pointer.mjs";

/**
 * @typedef {object} Place A parameter as the spec puts it on the wire.
 * @property {string} name
 * @property {"path" | "query" | "querystring" | "header" | "cookie"} in
 * @property {boolean} required
 * @property {string} style
 * @property {boolean} explode
 * @property {string} [mediaType] a `content` parameter
 * @property {string} at where its schema stands
 *
 * @typedef {object} Content
 * @property {string} mediaType
 * @property {string} [at] where its schema stands
 * @property {Record<string, object>} encoding
 *
 * @typedef {object} Expectation
 * @property {string} base path of the server
 * @property {readonly Place[]} parameters
 * @property {{ required: boolean, content: readonly Content[] } | undefined} body
 * @property {readonly { status: string, content: readonly (Content & { media: object })[] }[]} replies
 */

/** OpenAPI says to ignore header parameters of these names. */
const ignored = new Set(["accept", "content-type", "authorization"]);
const defaultStyle = { path: "simple", header: "simple", query: "form", cookie: "form" };
/** Swagger 2.0 `collectionFormat`, as styles. */
const formats = {
  csv: "form",
  ssv: "spaceDelimited",
  tsv: "tabDelimited",
  pipes: "pipeDelimited",
  multi: "form",
};

const pathOf = (url) => {
  try {
    return new URL(url, "http://relative.invalid/").pathname.replace(/\/+$/, "");
  } catch {
    return "";
  }
};

const serverPath = (servers) => {
  const [server] = Array.isArray(servers) ? servers : [];
  if (typeof server?.url !== "string") return undefined;
  const url = server.url.replace(/\{([^{}]*)\}/g, (hole, name) => {
    const variable = server.variables?.[name];
    return variable === undefined ? hole : String(variable.default ?? variable.enum?.[0] ?? hole);
  });
  return pathOf(url.trim());
};

const rawParameters = (document, { item, raw, itemAt, at }) => {
  const found = new Map();
  for (const [list, place] of [
    [item.parameters, itemAt],
    [raw.parameters, at],
  ]) {
    if (!Array.isArray(list)) continue;
    list.forEach((entry, index) => {
      const target = follow(document, entry, child(place, "parameters", index));
      if (!isObject(target?.value) || typeof target.value.name !== "string") return;
      found.set(`${target.value.in} ${target.value.name}`, target);
    });
  }
  return [...found.values()];
};

const styled = ({ value, at }, modern) => {
  const { name, in: place } = value;
  const common = { name, in: place, required: value.required === true || place === "path" };
  if (!modern) {
    const format = value.collectionFormat ?? "csv";
    const isList = place === "query" || place === "formData";
    const style = formats[format] === "form" ? (isList ? "form" : "simple") : formats[format];
    return { ...common, style: style ?? "form", explode: format === "multi", at };
  }
  const [mediaType] = isObject(value.content) ? Object.keys(value.content) : [];
  const style = value.style ?? defaultStyle[place] ?? "form";
  const explode = value.explode ?? ["form", "cookie", "deepObject"].includes(style);
  const schemaAt = mediaType === undefined ? child(at, "schema") : child(at, "content", mediaType, "schema");
  const reserved = value.allowReserved === true && { allowReserved: true };
  return {
    ...common,
    style,
    explode,
    ...reserved,
    ...(mediaType !== undefined && { mediaType }),
    at: schemaAt,
  };
};

const contentOf = (document, value, at) => {
  const content = follow(document, value, at);
  if (!isObject(content?.value)) return [];
  return Object.keys(content.value).map((mediaType) => {
    const media = follow(document, content.value[mediaType], child(content.at, mediaType));
    const given = isObject(media?.value) ? media : { value: {}, at: "" };
    const { schema, itemSchema } = given.value;
    return {
      mediaType,
      media: given.value,
      encoding: isObject(given.value.encoding) ? given.value.encoding : {},
      ...(schema !== undefined && { at: child(given.at, "schema") }),
      ...(schema === undefined && itemSchema !== undefined && { itemsAt: child(given.at, "itemSchema") }),
    };
  });
};

const repliesOf = (document, { raw, at }, produces) =>
  Object.entries(isObject(raw.responses) ? raw.responses : {})
    .filter(([status]) => !status.startsWith("x-"))
    .flatMap(([status, value]) => {
      const found = follow(document, value, child(at, "responses", status));
      if (!isObject(found?.value)) return [];
      if (produces === undefined)
        return [{ status, content: contentOf(document, found.value.content, child(found.at, "content")) }];
      const { schema, examples = {} } = found.value;
      const content =
        schema === undefined
          ? []
          : produces.map((mediaType) => ({
              mediaType,
              media: { ...(Object.hasOwn(examples, mediaType) && { example: examples[mediaType] }) },
              encoding: {},
              at: child(found.at, "schema"),
            }));
      return [{ status, content }];
    });

/** The body of Swagger 2.0: one `body` parameter, or `formData` fields as an object of our own. */
const oldBody = (parameters, consumes) => {
  const body = parameters.find(({ value }) => value.in === "body");
  const isForm = (type) => /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/.test(type);
  if (body !== undefined) {
    const types = consumes.filter((type) => !isForm(type));
    const content = (types.length > 0 ? types : ["application/json"]).map((mediaType) => ({
      mediaType,
      encoding: {},
      ...(body.value.schema !== undefined && { at: child(body.at, "schema") }),
    }));
    return { required: body.value.required === true, content };
  }
  const fields = parameters.filter(({ value }) => value.in === "formData");
  if (fields.length === 0) return undefined;
  // Only lists have a collection format; the type of everything else says how it is written.
  const lists = fields.filter(({ value }) => value.type === "array");
  const encoding = Object.fromEntries(lists.map((field) => [field.value.name, styled(field, false)]));
  const needed = fields.filter(({ value }) => value.required === true).map(({ value }) => value.name);
  const types = fields.some(({ value }) => value.type === "file")
    ? ["multipart/form-data"]
    : [...consumes.filter(isForm), ...(consumes.some(isForm) ? [] : ["application/x-www-form-urlencoded"])];
  const fieldsAt = Object.fromEntries(fields.map(({ value, at }) => [value.name, at]));
  return {
    required: needed.length > 0,
    content: types.map((mediaType) => ({ mediaType, encoding, fieldsAt, needed })),
  };
};

/** What the spec says of an operation's requests and replies. @returns {Expectation} */
export const expectationOf = (document, operation) => {
  const all = rawParameters(document, operation);
  const modern = versionOf(document) !== "2.0";
  const placed = all.filter(({ value }) =>
    value.in in defaultStyle || value.in === "querystring"
      ? !(value.in === "header" && ignored.has(value.name.toLowerCase()))
      : false,
  );
  const parameters = placed.map((each) => styled(each, modern));
  if (!modern) {
    const consumes = operation.raw.consumes ?? document.consumes ?? ["application/json"];
    const produces = operation.raw.produces ?? document.produces ?? ["application/json"];
    return {
      base: pathOf(document.basePath ?? "/"),
      parameters,
      body: oldBody(all, consumes),
      replies: repliesOf(document, operation, produces),
    };
  }
  const { raw, item, at } = operation;
  const body =
    raw.requestBody === undefined ? undefined : follow(document, raw.requestBody, child(at, "requestBody"));
  const content = contentOf(document, body?.value?.content, child(body?.at ?? "", "content"));
  return {
    base: serverPath(raw.servers) ?? serverPath(item.servers) ?? serverPath(document.servers) ?? "",
    parameters,
    body: content.length === 0 ? undefined : { required: body?.value.required === true, content },
    replies: repliesOf(document, operation),
  };
};
