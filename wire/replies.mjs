import { isDeepStrictEqual } from "node:util";
import { differences, exactJson, show } from "./compare.mjs";
import { follow } from "./document.mjs";
import { isObject, valueAt } from "./pointer.mjs";
import { seeded, whole } from "./random.mjs";
import { sample } from "./sampler.mjs";
import { tellable, writeXml } from "./xml-write.mjs";

const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const sound = Buffer.from("ID3\u0003\u0000\u0000\u0000\u0000\u0000\u0000", "latin1");
const noise = Buffer.from([0, 255, 128, 1, 2, 3]);

/** @param {any} document @param {{ media?: Record<string, any> }} content */
const exampleOf = (document, { media = {} }) => {
  if (media.example !== undefined) return media.example;
  const [first] = isObject(media.examples) ? Object.values(media.examples) : [];
  return follow(document, first, "")?.value?.value;
};

const elementOf = (name, value) => {
  if (Array.isArray(value)) return value.map((item) => elementOf(name, item)).join("");
  const inside = isObject(value)
    ? Object.entries(value)
        .map(([key, item]) => elementOf(key.replaceAll(/[^\w.-]/g, "_").replace(/^[^a-z_]/i, "_"), item))
        .join("")
    : String(value ?? "")
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;");
  return `<${name}>${inside}</${name}>`;
};

const bodyOf = (type, value) => {
  if (/^(application|text)\/json\b|\+json$/.test(type)) return JSON.stringify(value ?? {});
  if (type.startsWith("image/") && !type.includes("svg")) return picture;
  if (type.startsWith("audio/") || type.startsWith("video/")) return sound;
  if (/[/+]xml$/.test(type))
    return typeof value === "string" && value.includes("<") ? value : elementOf("reply", value);
  if (type === "text/event-stream") return `data: ${JSON.stringify(value ?? {})}\n\n`;
  if (/ndjson|jsonl|json-seq|json-lines/.test(type)) return `${JSON.stringify(value ?? {})}\n`;
  if (type === "text/csv") return typeof value === "string" ? value : "a,b\n1,2\n";
  if (type.startsWith("text/")) return typeof value === "string" ? value : JSON.stringify(value ?? "text");
  return noise;
};

/** A reply that the operation's spec promises: its example, else one drawn from the schema. */
export const makeReplies = (document, seed = "") => {
  const resolve = (schema) => {
    const { $ref: _ref, ...own } = schema;
    const target = follow(document, schema, "")?.value;
    return isObject(target) ? { ...target, ...own } : own;
  };
  return (operation, { replies }, mode = "full") => {
    const promised =
      replies.find(({ status, content }) => /^2/.test(status) && content.length > 0) ??
      replies.find(({ status }) => /^2/.test(status)) ??
      replies.find(({ status }) => status === "default");
    if (promised === undefined) return { status: 204 };
    const status = /^\d+$/.test(promised.status) ? Number(promised.status) : 200;
    const content = promised.content.find(({ mediaType }) => /json/.test(mediaType)) ?? promised.content[0];
    if (content === undefined || status === 204 || operation.method === "HEAD") return { status };
    const type = content.mediaType.includes("*") ? "application/json" : content.mediaType;
    const schema = content.at === undefined ? undefined : valueAt(document, content.at);
    const random = seeded(`${seed}${operation.pointer} ${mode}`);
    const draw = { mode: "full", random, awkward: false, share: 0.5, resolve };
    if (/[/+]xml$/.test(type) && isObject(schema) && !offersJson(replies)) {
      // Lists of one in one round, of none and of several in the other: the result must be a list in all.
      const items = () => (mode === "required" ? 1 : whole(random, 0, 3));
      const drawn = tellable(document, sample(schema, { ...draw, awkward: true, items }, 4), schema);
      if (isObject(drawn) && Object.keys(drawn).length > 0)
        return {
          status,
          headers: { "content-type": type },
          body: writeXml(document, drawn, schema),
          value: drawn,
        };
    }
    const value =
      exampleOf(document, content) ?? (schema === undefined ? undefined : sample(schema, draw, 6));
    return {
      status,
      headers: { "content-type": type },
      body: bodyOf(type.split(";")[0].trim().toLowerCase(), value),
    };
  };
};

/** Then the server asks for that, and needs no schema of XML. */
const offersJson = (replies) =>
  replies.some(
    ({ status, content }) => /^2/.test(status) && content.some(({ mediaType }) => /json/.test(mediaType)),
  );

/** Bytes of a reply that a result holds whole; a longer one is cut, which other tests look at. */
const longest = 34_000;

/** Controls and marks that nobody sees; results spell them out. */
const unseen = /(?![\n\r\t])\p{Cc}|[\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu;

/** @param {unknown} value @returns {unknown} */
const spelled = (value) => {
  if (typeof value === "string")
    return value.replace(unseen, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`);
  if (Array.isArray(value)) return value.map(spelled);
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [spelled(key), spelled(item)]))
    : value;
};

/** What is wrong with the result of a call that was answered like this. */
export const resultProblems = (result, { headers = {}, body, value: told }) => {
  const first = result.content?.[0];
  if (result.isError) return [`the result is an error: ${first?.text?.slice(0, 200)}`];
  if (first === undefined) return ["the result has no content"];
  const isJson = /^(application|text)\/json\b|\+json\b/.test(headers["content-type"] ?? "");
  if ((!isJson && told === undefined) || body === undefined || Buffer.byteLength(body) > longest) return [];
  if (!isObject(result.structuredContent)) return ["the result has no structured content"];
  // What the server itself says of a reply is in a block of its own.
  const { _notes, ...structured } = result.structuredContent;
  const value = spelled(told ?? exactJson(body));
  const wanted = Array.isArray(value) ? { items: value } : isObject(value) ? value : { value };
  const plain = (each) =>
    JSON.stringify(each, (_, item) =>
      typeof item === "number" && !Number.isSafeInteger(item) && Number.isInteger(item)
        ? String(BigInt(item))
        : item,
    );
  return plain(structured) === plain(wanted) || isDeepStrictEqual(structured, wanted)
    ? []
    : [
        differences(structured, wanted, "the result").at(0) ??
          `the result is ${show(structured)}, not ${show(wanted)}`,
      ];
};
