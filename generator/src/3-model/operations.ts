import { pointerTo } from "@jackfield/contract";
import { isObject, type Json, type JsonObject } from "../document/json.js";
import { readBody, readReplies } from "./content.js";
import { readMark } from "./marks.js";
import { readParameters } from "./parameters.js";
import { type Reader, textOf } from "./reader.js";
import type { SchemaRegistry } from "./schema/registry.js";
import { readSecurity } from "./security.js";
import { readServers } from "./servers.js";
import type { Operation } from "./types.js";

/** The fixed methods of a Path Item Object; `query` came with OpenAPI 3.2. */
const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"] as const;

type OperationContext = {
  readonly reader: Reader;
  readonly schemas: SchemaRegistry;
  readonly replySchemas: boolean;
  readonly documentUrl: string | undefined;
};

/** Every operation under `/paths`, in the order of the document. What cannot be read is reported, and listed as skipped. */
export const readOperations = (
  context: OperationContext,
): {
  readonly operations: readonly Operation[];
  readonly skipped: readonly { pointer: string; code: string }[];
} => {
  const { reader } = context;
  const operations: Operation[] = [];
  const skipped: { pointer: string; code: string }[] = [];
  for (const [path, rawItem] of Object.entries(
    isObject(reader.document.paths) ? reader.document.paths : {},
  )) {
    if (path.startsWith("x-")) continue;
    const item = reader.follow(rawItem, pointerTo("/paths", path));
    if (!item) {
      skipped.push({ pointer: pointerTo("/paths", path), code: "model/dangling-ref" });
      continue;
    }
    for (const { method, tokens, raw } of operationsOf(item.value)) {
      const pointer = pointerTo("/paths", path, ...tokens);
      if (!isObject(raw)) {
        reader.report.add("model/bad-value", reader.at(pointer), {
          what: "operation",
          expected: "an object",
        });
        skipped.push({ pointer, code: "model/bad-value" });
        continue;
      }
      operations.push(
        readOperation(context, {
          path,
          method,
          item: item.value,
          itemAt: item.pointer,
          at: pointerTo(item.pointer, ...tokens),
          raw,
          pointer,
        }),
      );
    }
  }
  return { operations, skipped };
};

type RawOperation = { readonly method: string; readonly tokens: readonly string[]; readonly raw: Json };

/** Methods of any name stand under `additionalOperations` (OpenAPI 3.2 section 4.9.1). */
const operationsOf = (item: JsonObject): readonly RawOperation[] => {
  const others = isObject(item.additionalOperations) ? Object.entries(item.additionalOperations) : [];
  return [
    ...methods.flatMap((method): RawOperation[] => {
      const raw = item[method];
      return raw === undefined ? [] : [{ method: method.toUpperCase(), tokens: [method], raw }];
    }),
    ...others
      .filter(([method]) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(method))
      .map(([method, raw]) => ({ method, tokens: ["additionalOperations", method], raw })),
  ];
};

/** Parents of tags, by name (OpenAPI 3.2 section 4.22). */
const tagsWithParents = (tags: readonly string[], document: JsonObject): readonly string[] => {
  const declared = Array.isArray(document.tags) ? document.tags.filter(isObject) : [];
  const parents = new Map(declared.map((tag) => [tag.name, tag.parent]));
  const all = new Set(tags);
  // A set grows while it is walked, so the parents' parents are met too, and no circle is walked twice.
  for (const tag of all) {
    const parent = parents.get(tag);
    if (typeof parent === "string") all.add(parent);
  }
  return [...all];
};

type OperationPlace = {
  readonly path: string;
  readonly method: string;
  readonly item: JsonObject;
  readonly itemAt: string;
  /** Where the operation really stands, behind a reference. */
  readonly at: string;
  readonly raw: JsonObject;
  readonly pointer: string;
};

const readOperation = (context: OperationContext, place: OperationPlace): Operation => {
  const { reader, schemas, documentUrl } = context;
  const { path, item, itemAt, at, raw, pointer } = place;
  const id = textOf(raw.operationId);
  const summary = textOf(raw.summary) ?? textOf(item.summary);
  const description = textOf(raw.description) ?? textOf(item.description);
  const body = readBody(reader, schemas, raw.requestBody, pointerTo(at, "requestBody"));
  const servers =
    readServers(reader, raw.servers, pointerTo(at, "servers"), documentUrl) ??
    readServers(reader, item.servers, pointerTo(itemAt, "servers"), documentUrl);
  const security = readSecurity(raw.security, reader.document);
  const hints = readHints(reader, raw["x-hints"], pointerTo(at, "x-hints"));
  const mark = readMark(raw, item, reader.document);
  const confirm = readConfirm(reader, raw["x-confirm"], pointerTo(at, "x-confirm"));
  return {
    pointer,
    ...(id !== undefined && { id }),
    method: place.method,
    path,
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
    tags: tagsWithParents(
      Array.isArray(raw.tags) ? raw.tags.filter((tag): tag is string => typeof tag === "string") : [],
      reader.document,
    ),
    deprecated: raw.deprecated === true,
    parameters: readParameters(
      reader,
      schemas,
      [
        { value: item.parameters, pointer: pointerTo(itemAt, "parameters") },
        { value: raw.parameters, pointer: pointerTo(at, "parameters") },
      ],
      path,
      pointer,
    ),
    ...(body && { body }),
    replies: readReplies(
      { reader, schemas, thorough: context.replySchemas },
      raw.responses,
      pointerTo(at, "responses"),
    ),
    ...(servers && { servers }),
    ...(security && { security }),
    ...(hints && { hints }),
    ...(mark && { mark }),
    ...(confirm && { confirm }),
  };
};

const readConfirm = (reader: Reader, raw: Json | undefined, at: string): Operation["confirm"] => {
  if (raw === undefined || raw === "destructive" || raw === "billable") return raw;
  reader.report.add("model/bad-value", reader.at(at), {
    what: "x-confirm",
    expected: "destructive or billable",
  });
  return undefined;
};

const hintNames = ["readOnly", "destructive", "idempotent"] as const;

const readHints = (reader: Reader, raw: Json | undefined, at: string): Operation["hints"] => {
  if (raw === undefined) return undefined;
  const wrong = (what: string, pointer: string, expected: string): void =>
    reader.report.add("model/bad-value", reader.at(pointer), { what, expected });
  if (!isObject(raw)) {
    wrong("x-hints", at, "an object");
    return undefined;
  }
  for (const name of Object.keys(raw)) {
    if (!hintNames.some((known) => known === name)) wrong("hint", pointerTo(at, name), hintNames.join(", "));
  }
  const given = hintNames.flatMap((name) => {
    const value = raw[name];
    if (value !== undefined && typeof value !== "boolean")
      wrong("hint", pointerTo(at, name), "true or false");
    return typeof value === "boolean" ? [[name, value] as const] : [];
  });
  return Object.fromEntries(given);
};
