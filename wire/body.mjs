import { differences, exactJson, show } from "./compare.mjs";
import { follow } from "./document.mjs";
import { bytesOf, formProblems, multipartProblems } from "./form.mjs";
import { isObject, valueAt } from "./pointer.mjs";
import { xmlProblems } from "./xml.mjs";

const essence = (type) => (type ?? "").split(";")[0].trim().toLowerCase();

/** The declared entry that a content type falls under: by its full name, by type and subtype, then by range. */
const entryOf = (content, type) => {
  const plain = essence(type);
  const covers = (range) =>
    range === "*/*" || range === "*" || (range.endsWith("/*") && plain.startsWith(range.slice(0, -1)));
  return (
    content.find(({ mediaType }) => mediaType.toLowerCase() === type.toLowerCase()) ??
    content.find(({ mediaType }) => essence(mediaType) === plain) ??
    content.find(({ mediaType }) => covers(essence(mediaType)))
  );
};

const asJson = (text) => {
  try {
    return { value: exactJson(text) };
  } catch {
    return undefined;
  }
};

/** Bytes are bytes under every media type (OpenAPI 3.0 section 4.7.14.1). */
const isBinary = (document, { at }) =>
  at !== undefined && follow(document, valueAt(document, at), at)?.value?.format === "binary";

/** RFC 7464 puts it before each text. */
const separator = "\u001e";

const isForm = (type) => type === "application/x-www-form-urlencoded";
const isJson = (type) => /^(application|text)\/json$|\+json$/.test(type);
const isLines = (type) => /^application\/(x-ndjson|ndjson|jsonl|x-jsonlines|json-lines|json-seq)$/.test(type);

/** The fields of a body that was given: under one key, or next to the parameters. */
const textOrBytes = (body, given) => {
  const text = Buffer.from(given, "utf8");
  const bytes = bytesOf(given);
  return body.equals(text) || body.equals(bytes)
    ? []
    : [`the body is ${show(body.toString("utf8"))} (${body.length} bytes), not ${show(given)}`];
};

/**
 * What is wrong with the body of a request.
 * @param given the arguments that belong to the body: `{ whole }` or `{ fields }`; undefined without any
 */
export const bodyProblems = ({ document, check, expectation, request, given }) => {
  const { body: declared } = expectation;
  const { headers, body } = request;
  const type = headers["content-type"];
  if (declared === undefined)
    return body.length === 0 && type === undefined ? [] : ["a body where there is none"];
  const nothing =
    given === undefined || (given.fields !== undefined && Object.keys(given.fields).length === 0);
  if (body.length === 0 && type === undefined) {
    if (nothing) return declared.required ? ["there is no body, and it is required"] : [];
    return ["the body did not arrive"];
  }
  if (type === undefined) return ["the body has no content type"];
  const content = entryOf(declared.content, type);
  if (content === undefined)
    return [
      `the content type is ${type}, not ${declared.content.map(({ mediaType }) => mediaType).join(", ")}`,
    ];
  if (essence(type).includes("*")) return [`the content type ${type} is a range`];
  const value = given?.whole !== undefined ? given.whole : (given?.fields ?? {});
  const plain = essence(type);
  const problems = contentProblems({ document, type, plain, content, body, value });
  if (problems.length > 0) return problems;
  if (isJson(plain) && content.at !== undefined && !isBinary(document, content)) {
    const sent = asJson(body.toString("utf8"));
    return check(content.at, JSON.parse(body.toString("utf8")), "json").map(
      (problem) => `the body ${show(sent?.value)}: ${problem}`,
    );
  }
  if ((isForm(plain) || plain.startsWith("multipart/")) && content.needed !== undefined) {
    return content.needed
      .filter((name) => !Object.keys(value).includes(name))
      .map((name) => `the required field ${name} is missing`);
  }
  const coded = isForm(plain) || plain.startsWith("multipart/") || /[/+]xml$/.test(plain);
  return coded && content.at !== undefined && typeof value === "object"
    ? textProblems(check, content.at, value).map((problem) => `the body: ${problem}`)
    : [];
};

const textProblems = (check, at, value) =>
  check(at, value, "json").length === 0 ? [] : check(at, value, "text");

/** The examples of a media type that are texts. */
/** @param {any} document @param {{ media?: Record<string, any> }} content */
const examplesOf = (document, { media = {} }) => {
  const named = isObject(media.examples) ? Object.values(media.examples) : [];
  return [media.example, ...named.map((one) => follow(document, one, "")?.value?.value)].filter(
    (one) => typeof one === "string",
  );
};

const contentProblems = ({ document, type, plain, content, body, value }) => {
  const text = body.toString("utf8");
  const isString = typeof value === "string";
  if (isJson(plain) && !isBinary(document, content)) {
    const parsed = asJson(text);
    if (parsed === undefined) return [`the body is not JSON: ${show(text)}`];
    return differences(parsed.value, value);
  }
  if (isLines(plain) && Array.isArray(value)) {
    const lines = text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => asJson(line.startsWith(separator) ? line.slice(1) : line));
    if (lines.includes(undefined)) return [`the body has a line that is not JSON: ${show(text)}`];
    return differences(
      lines.map((line) => line.value),
      value,
    );
  }
  if (isForm(plain) && !isString) return formProblems(text, content, value);
  if (plain.startsWith("multipart/") && !isString)
    return multipartProblems(document, type, body, content, value);
  if (/[/+]xml$/.test(plain) && !isString) {
    const schema = content.at === undefined ? {} : valueAt(document, content.at);
    return xmlProblems(document, text, schema, value, examplesOf(document, content));
  }
  if (isString) return textOrBytes(body, value);
  return differences(asJson(text)?.value ?? text, value);
};
