import { isJson, pointerTo } from "@jackfield/contract";
import { isObject, type Json } from "../document/json.js";
import { objectBehind } from "../document/refs.js";
import { type Located, type Reader, textOf } from "./reader.js";
import { createRegistry } from "./schema/registry.js";
import type { Api, Webhook } from "./types.js";

/** Documents before OpenAPI 3.1 have no `webhooks`; several vendors write them as `x-webhooks`. */
const sections = ["webhooks", "x-webhooks"] as const;
const methods = ["post", "put", "patch", "delete", "get"] as const;

type NamedItem = { readonly name: string; readonly item: Located };

/**
 * What the API sends by itself: the webhooks of the document, then the callbacks of its operations, each once however many
 * operations lead to it. Their schemas are apart from those of the operations, and read only when `payloads` asks for them.
 */
export const readWebhooks = (
  reader: Reader,
  { payloads }: { readonly payloads: boolean },
): Pick<Api, "webhooks" | "payloadSchemas"> => {
  const schemas = createRegistry(reader);
  const known = new Set<string>();
  const webhooks = itemsOf(reader).flatMap(({ name, item }) =>
    methods.flatMap((method): readonly Webhook[] => {
      const raw = item.value[method];
      if (!isObject(raw)) return [];
      const pointer = pointerTo(item.pointer, method);
      const identity = JSON.stringify([name, method, raw.requestBody ?? null]);
      if (known.has(identity)) return [];
      known.add(identity);
      const summary = textOf(raw.summary) ?? textOf(item.value.summary);
      const description = textOf(raw.description) ?? textOf(item.value.description);
      const media = mediaOf(reader, raw.requestBody, pointerTo(pointer, "requestBody"));
      const schema = media?.value.schema;
      const isRead = payloads && media !== undefined && schema !== undefined;
      return [
        {
          ...{ pointer, name, method: method.toUpperCase() as Webhook["method"] }, // one of the list above
          ...(summary !== undefined && { summary }),
          ...(description !== undefined && { description }),
          isList: objectBehind(reader.document, schema)?.type === "array",
          ...(isRead && { payload: schemas.read(schema, pointerTo(media.pointer, "schema")) }),
        },
      ];
    }),
  );
  return { webhooks, payloadSchemas: schemas.close().schemas };
};

/** Every path item that describes a request to us. */
const itemsOf = (reader: Reader): readonly NamedItem[] => [
  ...sections.flatMap((section) => named(reader, reader.document[section], `/${section}`)),
  ...operationsOf(reader.document.paths).flatMap(({ callbacks, pointer }) =>
    reader.entries(callbacks, pointer).flatMap(({ key: name, value, pointer: at }) =>
      // Keyed by the expression that gives the URL, of which there is most often one.
      named(reader, value, at).map(({ item }) => ({ name, item })),
    ),
  ),
];

const named = (reader: Reader, items: Json | undefined, pointer: string): readonly NamedItem[] =>
  reader
    .entries(items, pointer)
    .filter(({ key }) => !key.startsWith("x-"))
    .map(({ key, value, pointer: at }) => ({ name: key, item: { value, pointer: at } }));

const operationsOf = (paths: Json | undefined) =>
  Object.entries(isObject(paths) ? paths : {}).flatMap(([path, item]) =>
    Object.entries(isObject(item) ? item : {}).flatMap(([method, operation]) =>
      isObject(operation) && operation.callbacks !== undefined
        ? [{ callbacks: operation.callbacks, pointer: pointerTo("/paths", path, method, "callbacks") }]
        : [],
    ),
  );

/** The JSON of a body, or a form; what is neither arrives as text, of which a schema says nothing. */
const mediaOf = (reader: Reader, body: Json | undefined, pointer: string): Located | undefined => {
  if (body === undefined) return undefined;
  const target = reader.follow(body, pointer);
  if (target === undefined) return undefined;
  const content = reader.entries(target.value.content, pointerTo(target.pointer, "content"));
  const isForm = (type: string): boolean => type.startsWith("application/x-www-form-urlencoded");
  return content.find(({ key }) => isJson(key)) ?? content.find(({ key }) => isForm(key));
};
