// Arguments of a call drawn from the spec, the same for every package, and how a tool takes them.

import { squashed } from "../../wire/compare.mjs";
import { follow } from "../../wire/document.mjs";
import { isObject } from "../../wire/pointer.mjs";
import { seeded } from "../../wire/random.mjs";
import { sample } from "../../wire/sampler.mjs";
import { makeChecker } from "../../wire/schemas.mjs";

const attempts = 12;
const types = ["application/json", "application/x-www-form-urlencoded"];

/** A document's checker, made once. */
const checkers = new WeakMap();
const checkerOf = (document) => {
  if (!checkers.has(document)) checkers.set(document, makeChecker(document));
  return checkers.get(document);
};

/** A schema as a request has to meet it: without what only replies have. */
const forRequests = (document, schema) => {
  if (!isObject(schema?.properties)) return schema;
  const isReply = (value) => isObject(value) && follow(document, value, "")?.value?.readOnly === true;
  const names = Object.keys(schema.properties).filter((name) => isReply(schema.properties[name]));
  return {
    ...schema,
    properties: Object.fromEntries(
      Object.entries(schema.properties).filter(([name]) => !names.includes(name)),
    ),
    ...(Array.isArray(schema.required) && {
      required: schema.required.filter((name) => !names.includes(name)),
    }),
  };
};

const holdsFiles = (document, at) => {
  const schema = follow(document, { $ref: `#${at}` }, "")?.value;
  const parts = [schema, ...Object.values(schema?.properties ?? {})];
  return parts.some((part) => follow(document, part, "")?.value?.format === "binary");
};

/** The body that is drawn: JSON before forms. Packages have no common way to give files, XML or text. */
const contentOf = (document, { body }) => {
  const content = types.flatMap((type) =>
    body.content.filter(({ mediaType }) => mediaType.split(";")[0] === type),
  )[0];
  return content?.at !== undefined && !holdsFiles(document, content.at) ? content : undefined;
};

/** What is given in a call; undefined where nothing that is valid can be drawn. */
export function drawsFor({ document, operation, judge, mode }) {
  const expectation = judge.expectationFor(operation);
  const content = expectation.body && contentOf(document, expectation);
  if (expectation.body !== undefined && content === undefined) return undefined;
  const places = expectation.parameters.filter(({ required }) => required || mode === "full");
  const takesBody = content !== undefined && (mode === "full" || expectation.body.required);
  const check = checkerOf(document);
  const resolve = ({ $ref }) => forRequests(document, follow(document, { $ref }, "")?.value ?? {});
  // A header has no place for characters beyond ASCII.
  const value = (at, label, { plain = false, some = false } = {}) => {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const random = seeded(`${operation.pointer} ${mode} ${label} ${attempt}`);
      const share = attempt < 6 ? 1 : 0.5;
      const draw = {
        mode: some ? "full" : mode,
        random,
        awkward: !plain && mode === "full" && attempt < 4,
        share,
        resolve,
      };
      const one = sample({ $ref: `#${at}` }, draw);
      if (check(at, one, "json").length === 0) return { one };
    }
    return undefined;
  };
  const parameters = [];
  for (const { in: where, name, at, style } of places) {
    // No request can hold an object without members in a path, or a delimiter within a value.
    const traits = {
      plain: where === "header" || ["spaceDelimited", "pipeDelimited"].includes(style),
      some: where === "path",
    };
    const drawn = at === undefined ? { one: "text" } : value(at, `${where} ${name}`, traits);
    if (drawn === undefined) return undefined;
    parameters.push({ key: name, in: where, name, value: drawn.one });
  }
  if (!takesBody) return { parameters };
  const body = value(content.at, "body");
  return body && { parameters, body: { whole: body.one } };
}

/** The argument of a tool for a name of the spec: the same name, or one with the same letters and digits. */
const keyFor = (keys, name) =>
  keys.find((key) => key === name) ?? keys.find((key) => squashed(key) === squashed(name));

/**
 * The same values as a tool takes them: parameters by their names, and a body whole under a name of its own or field by
 * field, whichever the tool's schema has.
 * @param {any} tool
 * @param {{ parameters: readonly any[], body?: { whole: any } }} given
 */
export function callOf(tool, { parameters, body }) {
  const keys = Object.keys(tool.inputSchema?.properties ?? {});
  const args = Object.fromEntries(parameters.map(({ name, value }) => [keyFor(keys, name) ?? name, value]));
  if (body === undefined) return args;
  const { whole } = body;
  const left = keys.filter((key) => !Object.hasOwn(args, key));
  const holder = ["requestBody", "body"].find((key) => left.includes(key));
  if (!isObject(whole)) return { ...args, [holder ?? "body"]: whole };
  const fields = Object.entries(whole);
  const isFlat = fields.length > 0 && fields.every(([name]) => keyFor(left, name) !== undefined);
  if (holder !== undefined && !isFlat) return { ...args, [holder]: whole };
  return {
    ...args,
    ...Object.fromEntries(fields.map(([name, value]) => [keyFor(left, name) ?? name, value])),
  };
}
