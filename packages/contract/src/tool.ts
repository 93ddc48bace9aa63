import type { ApiId, SecurityRequirement, Server } from "./api.js";
import type { ToolResult } from "./result.js";
import type { CallContext } from "./tenant.js";

/** JSON Schema 2020-12, as data. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

/** The keys of `Input` that a caller must give; any string where the keys are not known. */
export type RequiredKeys<Input> = string extends keyof Input
  ? string
  : { [Key in keyof Input]-?: Record<never, never> extends Pick<Input, Key> ? never : Key }[keyof Input] &
      string;

/**
 * The full schema of a tool's arguments: always an object, with everything it refers to under `$defs`.
 * Its property names must be those of the static type, so the two check each other.
 */
export type InputSchema<Input> = {
  readonly type: "object";
  readonly properties: { readonly [Key in keyof Input]-?: JsonSchema };
  readonly required?: readonly RequiredKeys<Input>[];
  readonly additionalProperties: boolean;
  readonly [keyword: string]: unknown;
};

/** Compiles only when `Expected` is part of `Listed`: every required key of the static type stands in the schema. */
export type AllListed<Expected extends Listed, Listed> = Expected;

/** What a tool does to the world, as MCP annotations name it. */
export type Hints = {
  readonly readOnly: boolean;
  readonly destructive: boolean;
  readonly idempotent: boolean;
};

/** Why a person has to agree before a tool runs: it destroys something, or it costs money. */
export type Confirm = "destructive" | "billable";

/** What every tool shows, whatever runs it. */
export type ToolFace<Input = Record<string, unknown>> = {
  /** Unique in its server, `^[A-Za-z0-9_-]{1,52}$`. */
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly hints: Hints;
  /** Absent: nobody is asked, unless the operator wants it so. */
  readonly confirm?: Confirm;
  readonly input: InputSchema<Input>;
  /** Names of groups, for selection; absent: none. */
  readonly tags?: readonly string[];
};

/** A tool that is one HTTP operation. Pure data: the runtime interprets it. */
export type HttpTool<Input = Record<string, unknown>> = ToolFace<Input> & { readonly request: HttpRequest };

/** A tool written by hand. */
export type LocalTool<Input = Record<string, unknown>> = ToolFace<Input> & {
  /** Called with validated arguments. A failure is an error result; what it throws is treated as our fault. */
  run(input: Input, context: CallContext): Promise<ToolResult>;
};

export type Tool = HttpTool | LocalTool;

/** How the arguments of a tool become one HTTP request (OpenAPI 3.1 sections 4.8.10 to 4.8.15). */
export type HttpRequest = {
  readonly api: ApiId;
  /** Upper case; any token is allowed, as OpenAPI 3.2 `additionalOperations` does. */
  readonly method: string;
  /** Path template below the server URL, as in the spec: `/users/{userId}`. */
  readonly path: string;
  /** Servers of the path item or operation; absent: those of the API. */
  readonly servers?: readonly Server[];
  /** By argument key. Keys that are named neither here nor in `body` are not sent. */
  readonly parameters?: Readonly<Record<string, Parameter>>;
  /** API keys that the spec lists as parameters too. */
  readonly keys?: KeyArguments;
  readonly body?: Body;
  /** Alternatives, any one suffices; absent: those of the API; `[]`: none needed. */
  readonly security?: readonly SecurityRequirement[];
  /** Value of the Accept header; absent: `application/json`-first default of the runtime. */
  readonly accept?: string;
  /** What the spec says of replies, where reading them needs it. */
  readonly reply?: ReplyHints;
};

/**
 * API keys that an operation lists as parameters as well, by argument key. The operator supplies them, so callers are asked
 * for them only where a server sends no credentials (`--no-auth`).
 */
export type KeyArguments = Readonly<Record<string, Parameter & { readonly required?: true }>>;

export type ReplyHints = {
  /** Schema of an XML reply, with what it refers to under `$defs`: the reply is given as the JSON that it describes. */
  readonly xml?: JsonSchema;
  /** Statuses outside of 2xx that are answers, not failures (`404`, `3XX`), and what each means; "" where nothing is said. */
  readonly outcomes?: Readonly<Record<string, string>>;
  /** Headers that the caller is to see, as the spec spells them. */
  readonly headers?: readonly string[];
};

/** Styles that write `name=value` pairs. */
export type PairStyle =
  | "form"
  | "spaceDelimited"
  | "pipeDelimited"
  /** Lists of Swagger 2.0 (`collectionFormat: tsv`). */
  | "tabDelimited"
  | "deepObject";

export type ParameterStyle =
  | "simple"
  | "label"
  | "matrix"
  | PairStyle
  /** As `form`, in the syntax of cookies: nothing is encoded, `; ` between pairs (OpenAPI 3.2 section 4.12.3). */
  | "cookie";

export type Parameter = {
  /** `querystring`: the whole query is one value, written as `mediaType` (OpenAPI 3.2). */
  readonly in: "path" | "query" | "querystring" | "header" | "cookie";
  /** Name on the wire; absent: the argument key. */
  readonly name?: string;
  /** Absent: `simple` in path and header, `form` in query and cookie. */
  readonly style?: ParameterStyle;
  /** Absent: true for `form`, `cookie` and `deepObject`, else false. */
  readonly explode?: boolean;
  /** Query only: RFC 3986 reserved characters are sent as they are. */
  readonly allowReserved?: true;
  /** Path only: `/` in the value stays a slash (`x-allow-slash` in an overlay). */
  readonly allowSlash?: true;
  /** Serialised as this media type instead of by style (`content` parameters). */
  readonly mediaType?: string;
  /** Per field of a value that is a form. */
  readonly fields?: Readonly<Record<string, FieldEncoding>>;
  /** Takes the context value of this name when the caller leaves the argument out. */
  readonly bind?: string;
};

export type Body = {
  readonly required: boolean;
  readonly source: BodySource;
  /** In the order of the spec; the first is used unless the caller chooses. */
  readonly content: readonly [BodyContent, ...BodyContent[]];
  /** Argument key that chooses among several media types. */
  readonly mediaTypeKey?: string;
};

/** Where the arguments hold the body: one key holds it whole, or its fields are next to the parameters. */
export type BodySource =
  | { readonly kind: "whole"; readonly key: string }
  /** Argument key → field name in the body. */
  | { readonly kind: "fields"; readonly fields: Readonly<Record<string, string>> };

export type BodyContent = {
  readonly mediaType: string;
  readonly encoding: BodyEncoding;
  /** Where media types take different values: which alternative (`anyOf`) of the argument's schema is this one's. */
  readonly alternative?: number;
  /** The root element of an `xml` body. */
  readonly xml?: XmlRoot;
  /** Per field of `form` and `multipart` (OpenAPI Encoding Object). */
  readonly fields?: Readonly<Record<string, FieldEncoding>>;
  /** Of the fields that the spec does not name. */
  readonly others?: FieldEncoding;
  /** The `multipart` body is a list: each item is a part without a name. */
  readonly parts?: PartEncodings;
};

/**
 * `bytes` takes base64 text or a `data:` URL; `text` takes a string and sends it as it is (XML text too); `xml` takes an
 * object and writes it by the `xml` hints of the input schema; `lines` takes a list and writes one JSON text a line.
 */
export type BodyEncoding = "json" | "form" | "multipart" | "xml" | "lines" | "text" | "bytes";

/** Name and namespace of a document's root element (OpenAPI 3.1 section 4.8.26). */
export type XmlRoot = {
  readonly name: string;
  readonly namespace?: string;
  readonly prefix?: string;
  /** Fields of the body that are root elements themselves: a body has one of them and nothing else. */
  readonly fields?: readonly string[];
};

/** Of the first parts by their place, and of all after them (OpenAPI 3.2 section 4.14.4). */
export type PartEncodings = { readonly first: readonly FieldEncoding[]; readonly others?: FieldEncoding };

export type FieldEncoding = {
  /** Content type of a multipart part, or `application/json` for a form field that holds JSON. */
  readonly mediaType?: string;
  readonly style?: PairStyle;
  readonly explode?: boolean;
  readonly allowReserved?: true;
  /** The field holds bytes (base64 or `data:` URL) and is sent as a file. */
  readonly file?: true;
  /** The root element of a field that holds an object and is written as XML. */
  readonly xml?: XmlRoot;
};
