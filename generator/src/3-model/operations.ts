import type { JsonObject } from "../1-load/types.js";
import { child } from "../report/index.js";
import { readBody, readReplies } from "./content.js";
import { readParameters } from "./parameters.js";
import { isObject, type Reader, textOf } from "./reader.js";
import type { SchemaRegistry } from "./schema/registry.js";
import { readSecurity } from "./security.js";
import { readServers } from "./servers.js";
import type { Operation } from "./types.js";

/** The fixed methods of a Path Item Object; `query` came with OpenAPI 3.2. */
const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"] as const;

export type OperationContext = {
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
    const item = reader.follow(rawItem, child("/paths", path));
    if (!item) {
      skipped.push({ pointer: child("/paths", path), code: "model/dangling-ref" });
      continue;
    }
    for (const method of methods) {
      const raw = item.value[method];
      if (raw === undefined) continue;
      const pointer = child("/paths", path, method);
      if (!isObject(raw)) {
        reader.report.add("model/bad-value", reader.at(pointer), {
          what: "operation",
          expected: "an object",
        });
        skipped.push({ pointer, code: "model/bad-value" });
        continue;
      }
      operations.push(
        readOperation(context, { path, method, item: item.value, itemAt: item.pointer, raw, pointer }),
      );
    }
  }
  return { operations, skipped };
};

type Found = {
  readonly path: string;
  readonly method: string;
  readonly item: JsonObject;
  readonly itemAt: string;
  readonly raw: JsonObject;
  readonly pointer: string;
};

const readOperation = (context: OperationContext, found: Found): Operation => {
  const { reader, schemas, documentUrl } = context;
  const { path, item, itemAt, raw, pointer } = found;
  const at = child(itemAt, found.method);
  const id = textOf(raw.operationId);
  const summary = textOf(raw.summary) ?? textOf(item.summary);
  const description = textOf(raw.description) ?? textOf(item.description);
  const body = readBody(reader, schemas, raw.requestBody, child(at, "requestBody"));
  const servers =
    readServers(reader, raw.servers, child(at, "servers"), documentUrl) ??
    readServers(reader, item.servers, child(itemAt, "servers"), documentUrl);
  const security = readSecurity(raw.security);
  return {
    pointer,
    ...(id !== undefined && { id }),
    method: found.method.toUpperCase(),
    path,
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
    tags: Array.isArray(raw.tags) ? raw.tags.filter((tag): tag is string => typeof tag === "string") : [],
    deprecated: raw.deprecated === true,
    parameters: readParameters(
      reader,
      schemas,
      [
        { value: item.parameters, pointer: child(itemAt, "parameters") },
        { value: raw.parameters, pointer: child(at, "parameters") },
      ],
      path,
      pointer,
    ),
    ...(body && { body }),
    replies: readReplies(
      reader,
      context.replySchemas ? schemas : undefined,
      raw.responses,
      child(at, "responses"),
    ),
    ...(servers && { servers }),
    ...(security && { security }),
  };
};
