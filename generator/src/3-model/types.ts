import type { Confirm, PairStyle, ParameterStyle } from "@jackfield/contract";

/**
 * JSON Schema 2020-12, closed: the keywords we understand. Anything else is dropped with a diagnostic while
 * normalising, never silently. `$ref` is always `#/$defs/<name>` and names a key of `Api.schemas`.
 */
export type Schema = boolean | SchemaObject;

export type TypeName = "null" | "boolean" | "object" | "array" | "number" | "integer" | "string";

export type SchemaObject = {
  readonly $ref?: string;
  readonly type?: TypeName | readonly TypeName[];
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly deprecated?: boolean;
  readonly readOnly?: boolean;
  readonly writeOnly?: boolean;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly contentEncoding?: string;
  readonly contentMediaType?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly contains?: Schema;
  readonly minContains?: number;
  readonly maxContains?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly propertyNames?: Schema;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>;
  readonly dependentSchemas?: Readonly<Record<string, Schema>>;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly if?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
  readonly unevaluatedProperties?: Schema;
  readonly unevaluatedItems?: Schema;
  /** OpenAPI 3.1 section 4.8.25; kept for descriptions, ignored by validation. */
  readonly discriminator?: Discriminator;
  /** OpenAPI 3.1 section 4.8.26. */
  readonly xml?: XmlHints;
};

export type Discriminator = {
  readonly propertyName: string;
  readonly mapping?: Readonly<Record<string, string>>;
  /** The schema for all other tags (OpenAPI 3.2 section 4.25). */
  readonly defaultMapping?: string;
};

export type XmlHints = {
  readonly name?: string;
  readonly namespace?: string;
  readonly prefix?: string;
  readonly attribute?: boolean;
  readonly wrapped?: boolean;
  /**
   * Of OpenAPI 3.2 only what the flags cannot say: text of the element around it, and `none`, no element of its own. Of
   * an array `none` is the rule and says nothing.
   */
  readonly nodeType?: "text" | "cdata" | "none";
};

/** One API description, whatever version it was written in. */
export type Api = {
  readonly id: string;
  /** The document as the reader knows it, for diagnostics. */
  readonly file: string;
  /** The document as the config names it, the same on every machine, for output. */
  readonly source: string;
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  readonly servers: readonly Server[];
  /** Absent in the document: `[]`, no credentials needed. */
  readonly security: readonly SecurityRequirement[];
  readonly schemes: Readonly<Record<string, SecurityScheme>>;
  /** In the order of the document. */
  readonly operations: readonly Operation[];
  /** Named schemas, whatever `#/$defs/<name>` in this API refers to. */
  readonly schemas: Readonly<Record<string, Schema>>;
  /** Where each named schema stands in the document: JSON pointers. */
  readonly places: Readonly<Record<string, string>>;
  /** In the order of the document, callbacks last. */
  readonly webhooks: readonly Webhook[];
  /** Named schemas of the payloads of webhooks, apart from the others. */
  readonly payloadSchemas: Readonly<Record<string, Schema>>;
  /** Path and method of the operations that could not be modelled. The diagnostics say why. */
  readonly skipped: readonly { readonly pointer: string; readonly code: string }[];
};

/** A request that the API makes: an entry of `webhooks`, or a callback of an operation. */
export type Webhook = {
  /** JSON pointer in the patched document: `/webhooks/newPet/post`. */
  readonly pointer: string;
  /** As the document calls it; several may have one name. */
  readonly name: string;
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE" | "GET";
  readonly summary?: string;
  readonly description?: string;
  /** The payload is a list. */
  readonly isList: boolean;
  /** Of JSON and forms, where it was asked for (`ModelOptions.payloads`). Absent: anything. */
  readonly payload?: Schema;
};

export type Server = {
  readonly url: string;
  readonly variables?: Readonly<
    Record<string, { readonly default: string; readonly enum?: readonly string[] }>
  >;
};

export type SecurityRequirement = Readonly<Record<string, readonly string[]>>;

export type SecurityScheme =
  | { readonly kind: "apiKey"; readonly in: "header" | "query" | "cookie"; readonly name: string }
  | { readonly kind: "basic" }
  | { readonly kind: "bearer" }
  /** Any other HTTP authentication scheme, by its registered name where it has one. */
  | { readonly kind: "http"; readonly scheme: string }
  /** OAuth2 and OpenID Connect. Without a grant only a token from outside can be used. */
  | { readonly kind: "oauth2"; readonly grants: readonly Grant[] }
  | { readonly kind: "mutualTls" }
  | { readonly kind: "unsupported"; readonly reason: string };

/** A way to an access token that needs no person: at the token endpoint, or at the one that a discovery document names. */
export type Grant = {
  readonly type: "refreshToken" | "password" | "clientCredentials";
  readonly endpoint: { readonly tokenUrl: string } | { readonly discoveryUrl: string };
};

export type Operation = {
  /** JSON pointer in the patched document: `/paths/~1pets/get`. */
  readonly pointer: string;
  /** The operationId as written; blank counts as missing. */
  readonly id?: string;
  /** Upper case. */
  readonly method: string;
  readonly path: string;
  readonly summary?: string;
  readonly description?: string;
  /** With the tags above them (OpenAPI 3.2 `parent`). */
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  /** Path item's and operation's merged; order: path item first. `Content-Type`, `Accept` and `Authorization` headers are left out. */
  readonly parameters: readonly Parameter[];
  readonly body?: Body;
  /** In the order of the document. */
  readonly replies: readonly Reply[];
  /** Only when the operation or path item has its own. */
  readonly servers?: readonly Server[];
  /** Only when the operation has its own. */
  readonly security?: readonly SecurityRequirement[];
  /** The extension that hides the operation, such as `x-mcp: false` or `x-internal: true`. */
  readonly mark?: Mark;
  /** `x-confirm` on the operation: a person has to agree before it is called. */
  readonly confirm?: Confirm;
  /** `x-hints` on the operation: what its method does not say of it. */
  readonly hints?: {
    readonly readOnly?: boolean;
    readonly destructive?: boolean;
    readonly idempotent?: boolean;
  };
};

/** `mcp`: it is not for MCP. `internal`: it is for the vendor's own use. */
export type Mark = { readonly kind: "mcp" | "internal"; readonly name: string };

export type Parameter = {
  readonly pointer: string;
  readonly name: string;
  /** `querystring` is the whole query (OpenAPI 3.2). */
  readonly in: "path" | "query" | "querystring" | "header" | "cookie";
  readonly required: boolean;
  readonly description?: string;
  readonly deprecated: boolean;
  readonly schema: Schema;
  readonly wire: ParameterWire;
  /** `x-allow-slash: true` on the parameter. */
  readonly allowSlash: boolean;
};

/** A parameter goes over the wire by style, or as a small document of a media type. */
export type ParameterWire =
  | {
      readonly kind: "style";
      readonly style: ParameterStyle;
      readonly explode: boolean;
      readonly allowReserved: boolean;
    }
  | {
      readonly kind: "content";
      readonly mediaType: string;
      readonly encoding: Readonly<Record<string, Encoding>>;
    };

export type Body = {
  readonly pointer: string;
  readonly required: boolean;
  readonly description?: string;
  /** In the order of the document, at least one. */
  readonly content: readonly [MediaType, ...MediaType[]];
};

export type MediaType = {
  readonly mediaType: string;
  /** Absent: anything. */
  readonly schema?: Schema;
  readonly encoding: Readonly<Record<string, Encoding>>;
  /** Of the parts of a list, by their place: `prefixEncoding` and `itemEncoding` (OpenAPI 3.2 section 4.14.4). */
  readonly parts?: { readonly first: readonly Encoding[]; readonly others?: Encoding };
  /** The root element that all XML examples have. */
  readonly exampleRoot?: string;
};

/** OpenAPI Encoding Object, for form and multipart fields. */
export type Encoding = {
  readonly contentType?: string;
  readonly style?: PairStyle;
  readonly explode?: boolean;
  readonly allowReserved?: boolean;
};

export type Reply = {
  /** `200`, `4XX` or `default`. */
  readonly status: string;
  readonly description?: string;
  readonly content: readonly ReplyMedia[];
  /** Names of the headers that are described, as written. */
  readonly headers: readonly string[];
  /** `x-outcome`: whether this status is an answer rather than a failure. */
  readonly outcome?: boolean;
};

export type ReplyMedia = {
  readonly mediaType: string;
  /** Those of XML are always read, the others only when asked for (`ModelOptions.replySchemas`). */
  readonly schema?: Schema;
  /**
   * `wide`: many fields, or a list of objects with several: more than every caller wants to see. `long`: any other list or map,
   * or nothing is said of it.
   */
  readonly size: "small" | "long" | "wide";
  /** Names of its fields, bounded, for search. */
  readonly fields: readonly string[];
};
