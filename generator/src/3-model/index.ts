import type { PatchedSpec } from "../2-patch/types.js";
import { isObject } from "../document/json.js";
import type { Report } from "../report/index.js";
import { readOperations } from "./operations.js";
import { createReader, textOf } from "./reader.js";
import { createRegistry } from "./schema/registry.js";
import { readSchemes, readSecurity } from "./security.js";
import { readServers } from "./servers.js";
import { upgrade } from "./swagger-2.js";
import type { Api } from "./types.js";
import { readWebhooks } from "./webhooks.js";

export { explodes } from "./parameters.js";
export {
  type Definitions,
  defNameOf,
  lookUp,
  mapSchemas,
  membersOf,
  partsOf,
  refTo,
} from "./schema/parts.js";
export type * from "./types.js";

export type ModelOptions = {
  /** Read the schemas of replies too. Static types need them; calling does not. */
  readonly replySchemas: boolean;
  /** Read the schemas of what webhooks send. Receiving needs none; absent: not. */
  readonly payloads?: boolean;
};

/**
 * One spec as operations, parameters, bodies and schemas, whatever version it is written in.
 * Always delivers: what cannot be read is a diagnostic, and the rest of the document goes on.
 */
export const model = (spec: PatchedSpec, options: ModelOptions, report: Report): Api => {
  const document = upgrade(spec.document, spec.version);
  const reader = createReader(spec.file, document, report);
  const schemas = createRegistry(reader);
  const info = isObject(document.info) ? document.info : {};
  const description = textOf(info.description);
  const { operations, skipped } = readOperations({
    reader,
    schemas,
    replySchemas: options.replySchemas,
    documentUrl: spec.url,
  });
  return {
    id: spec.id,
    file: spec.file,
    source: spec.source,
    title: textOf(info.title) ?? spec.id,
    version: info.version === undefined ? "0.0.0" : String(info.version),
    ...(description !== undefined && { description }),
    servers: readServers(reader, document.servers, "/servers", spec.url) ?? [],
    security: readSecurity(document.security, document) ?? [],
    schemes: readSchemes(reader),
    operations,
    ...schemas.close(),
    ...readWebhooks(reader, { payloads: options.payloads === true }),
    skipped,
  };
};
