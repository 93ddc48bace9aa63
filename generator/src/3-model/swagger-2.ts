import { isObject, type Json, type JsonObject, type OpenApiVersion } from "../document/json.js";
import { rewrite } from "../document/walk.js";
import { textOf } from "./reader.js";
import { type Defaults, upgradeParameters } from "./swagger-2-parameters.js";

const methods = ["get", "put", "post", "delete", "options", "head", "patch"];

/**
 * A Swagger 2.0 document as OpenAPI 3: servers from host, basePath and schemes; bodies from `body` and `formData`
 * parameters; media types from consumes and produces; components from definitions, parameters and responses.
 * Paths, methods and the order of everything stay, so pointers to operations do too.
 */
const upgradeSwagger2 = (document: JsonObject): JsonObject => {
  const defaults: Defaults = {
    consumes: mediaTypes(document.consumes) ?? ["application/json"],
    produces: mediaTypes(document.produces) ?? ["application/json"],
  };
  const parameters = isObject(document.parameters) ? document.parameters : {};
  const upgraded: JsonObject = {
    openapi: "3.0.3",
    info: document.info ?? {},
    servers: servers(document),
    ...(document.security !== undefined && { security: document.security }),
    ...(document.tags !== undefined && { tags: document.tags }),
    paths: mapObject(document.paths, (item) => pathItem(item, parameters, defaults)),
    components: {
      schemas: document.definitions ?? {},
      parameters: mapObject(
        parameters,
        (parameter) => upgradeParameters([parameter], {}, defaults).parameters[0] ?? {},
      ),
      responses: mapObject(document.responses, (response) => reply(response, defaults.produces)),
      securitySchemes: upgradeSchemes(document.securityDefinitions),
    },
  };
  return respell(upgraded);
};

/**
 * What makes a document of each version one that the readers of this stage understand. The versions of OpenAPI 3 differ
 * in spellings only, which the readers take as they come; Swagger 2.0 has another shape.
 */
const upgrades: { readonly [Version in OpenApiVersion]: (document: JsonObject) => JsonObject } = {
  "2.0": upgradeSwagger2,
  "3.0": (document) => document,
  "3.1": (document) => document,
  "3.2": (document) => document,
};

export const upgrade = (document: JsonObject, version: OpenApiVersion): JsonObject =>
  upgrades[version](document);

const mediaTypes = (value: Json | undefined): readonly string[] | undefined => {
  const types = Array.isArray(value) ? value.filter((type): type is string => typeof type === "string") : [];
  return types.length > 0 ? types : undefined;
};

const mapObject = (value: Json | undefined, change: (value: Json, key: string) => Json): JsonObject =>
  Object.fromEntries(
    Object.entries(isObject(value) ? value : {}).map(([key, entry]) => [
      key,
      key.startsWith("x-") ? entry : change(entry, key),
    ]),
  );

/** Without a host the path alone, relative to where the document came from (Swagger 2.0, `host`). */
const servers = (document: JsonObject): Json => {
  const path = textOf(document.basePath) ?? "/";
  const host = textOf(document.host);
  if (host === undefined) return [{ url: path }];
  const schemes = (mediaTypes(document.schemes) ?? ["https"]).filter((scheme) => /^https?$/.test(scheme));
  // Secrets travel with calls, so https is taken where there is a choice.
  const ordered = [...schemes].sort((a, b) => b.length - a.length);
  return (ordered.length > 0 ? ordered : ["https"]).map((scheme) => ({
    url: `${scheme}://${host}${path === "/" ? "" : path}`,
  }));
};

const pathItem = (item: Json, shared: JsonObject, defaults: Defaults): Json => {
  if (!isObject(item)) return item;
  const inherited: readonly Json[] = Array.isArray(item.parameters) ? item.parameters : [];
  const { parameters } = upgradeParameters(inherited, shared, defaults);
  const entries = Object.entries(item).map(([key, value]): [string, Json] => {
    if (key === "parameters") return [key, parameters];
    return [
      key,
      methods.includes(key) && isObject(value) ? operation(value, inherited, shared, defaults) : value,
    ];
  });
  return Object.fromEntries(entries);
};

const operation = (
  raw: JsonObject,
  inherited: readonly Json[],
  shared: JsonObject,
  defaults: Defaults,
): JsonObject => {
  const own: readonly Json[] = Array.isArray(raw.parameters) ? raw.parameters : [];
  const consumes = mediaTypes(raw.consumes) ?? defaults.consumes;
  const produces = mediaTypes(raw.produces) ?? defaults.produces;
  const { parameters } = upgradeParameters(own, shared, { consumes, produces });
  // A body that the path item declares for all its methods belongs to each of them.
  const { requestBody } = upgradeParameters([...inherited, ...own], shared, { consumes, produces });
  const { consumes: _consumes, produces: _produces, schemes: _schemes, ...rest } = raw;
  return {
    ...rest,
    parameters,
    ...(requestBody && { requestBody }),
    responses: mapObject(raw.responses, (response) => reply(response, produces)),
  };
};

const reply = (response: Json, produces: readonly string[]): Json => {
  if (!isObject(response) || response.schema === undefined) return response;
  const { schema, examples: _examples, ...rest } = response;
  const isFile = isObject(schema) && schema.type === "file";
  // JSON is what the whole API produces; a file comes as itself.
  const isOnlyJson = produces.every((type) => type.includes("json"));
  const types = isFile && isOnlyJson ? ["application/octet-stream", ...produces] : produces;
  return { ...rest, content: Object.fromEntries(types.map((type) => [type, { schema }])) };
};

/** References to the new places, and the few spellings of schemas that Swagger 2.0 has for itself. */
const respell = (document: JsonObject): JsonObject => {
  const respelled = rewrite(document, (value) => {
    if (typeof value === "string") return value;
    let result: JsonObject = value;
    if (typeof value.$ref === "string") {
      const $ref = value.$ref
        .replace(/^#\/definitions\//, "#/components/schemas/")
        .replace(/^#\/parameters\//, "#/components/parameters/")
        .replace(/^#\/responses\//, "#/components/responses/");
      if ($ref !== value.$ref) result = { ...result, $ref };
    }
    if (value.type === "file") result = { ...result, type: "string", format: "binary" };
    if (value["x-nullable"] === true) result = { ...result, nullable: true };
    if (typeof value.discriminator === "string") {
      result = { ...result, discriminator: { propertyName: value.discriminator } };
    }
    return result;
  });
  return isObject(respelled) ? respelled : document;
};

/** Names of the OAuth2 flows, Swagger 2.0 → OpenAPI 3. */
const flowNames: Readonly<Record<string, string>> = {
  implicit: "implicit",
  password: "password",
  application: "clientCredentials",
  accessCode: "authorizationCode",
};

/** Swagger 2.0 `securityDefinitions` as OpenAPI 3 `securitySchemes`. */
const upgradeSchemes = (value: Json | undefined): JsonObject =>
  Object.fromEntries(
    Object.entries(isObject(value) ? value : {}).map(([name, scheme]) => [
      name,
      isObject(scheme) ? upgradeScheme(scheme) : scheme,
    ]),
  );

const upgradeScheme = (scheme: JsonObject): JsonObject => {
  if (scheme.type === "basic") return { type: "http", scheme: "basic" };
  if (scheme.type !== "oauth2") return scheme;
  const { flow, authorizationUrl, tokenUrl, scopes } = scheme;
  const name = typeof flow === "string" && Object.hasOwn(flowNames, flow) ? flowNames[flow] : undefined;
  return {
    type: "oauth2",
    flows: {
      [name ?? String(flow)]: {
        ...(authorizationUrl !== undefined && { authorizationUrl }),
        ...(tokenUrl !== undefined && { tokenUrl }),
        scopes: scopes ?? {},
      },
    },
  };
};
