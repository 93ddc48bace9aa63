/** The form of `surface.json` that this version writes and reads. */
export const surfaceVersion = 3;

/** What a server shows to clients, as a reviewer should see it change: the content of `surface.json`. */
export type Surface = {
  readonly version: typeof surfaceVersion;
  readonly totals: { readonly tools: number; readonly tokens: number };
  readonly server: SurfaceServer;
  /** Sorted by name, by code unit; `default` is always there. */
  readonly profiles: readonly SurfaceProfile[];
  readonly apis: readonly SurfaceApi[];
  /** Sorted by name, by code unit. */
  readonly tools: readonly SurfaceTool[];
  /** Sorted by path, by code unit; absent: nothing is received. */
  readonly webhooks?: readonly SurfaceWebhook[];
  /** What a package says apart from its tools, in its order; absent: the config names no guide. */
  readonly guide?: readonly SurfaceGuidePart[];
};

export const surfaceGuideKinds = ["instructions", "resource", "template", "prompt", "skill"] as const;

/** A text that clients read. */
export type SurfaceGuidePart = {
  readonly kind: (typeof surfaceGuideKinds)[number];
  /** Its URI, name or folder; empty for the instructions, of which there is one. */
  readonly name: string;
  /** Hash of the text and of what is said about it. */
  readonly text: string;
};

/** What an API sends to the server. */
export type SurfaceWebhook = {
  /** Below the address of a tenant. */
  readonly path: string;
  readonly api: string;
  readonly method: string;
  /** Name of the event; absent: a delivery says it. */
  readonly event?: string;
  /** How its sender is checked: `hmac x-hub-signature-256`. */
  readonly check: string;
  /** Hash of the outline of the payload. */
  readonly payload?: string;
  readonly source: string;
  readonly patches: readonly string[];
};

/** What a client learns before it lists a tool. */
export type SurfaceServer = { readonly title: string; readonly instructions?: string };

export type SurfaceProfile = {
  readonly name: string;
  /** What `--mode auto` offers: every tool by itself, or a few that search. */
  readonly mode: SurfaceMode;
  /** Sorted by code unit; absent: every tool. */
  readonly tools?: readonly string[];
};

export const surfaceModes = ["all", "search"] as const;
export type SurfaceMode = (typeof surfaceModes)[number];

export type SurfaceApi = {
  readonly id: string;
  readonly servers: readonly string[];
  readonly schemes: readonly string[];
};

/** Hashes are the first 16 hexadecimal digits of a SHA-256. */
export type SurfaceTool = {
  readonly name: string;
  /** Id of the API that it calls, with the request; a hand-written tool has none of the three. */
  readonly api?: string;
  readonly method?: string;
  readonly path?: string;
  /** Keys of the arguments that every call must give. */
  readonly required: readonly string[];
  readonly hints: readonly string[];
  /** Alternatives in the order in which they are tried: `OAuth2`, `Basic + key`, `OAuth2(calls:write)`. */
  readonly security: readonly string[];
  /** Where they differ from those of the API. */
  readonly servers?: readonly string[];
  /** Media types of the body. */
  readonly media?: readonly string[];
  readonly description: string;
  /** Hash of the advertised schema, its keys sorted. */
  readonly schema: string;
  /** Hash of the full input schema, its keys sorted. */
  readonly input: string;
  /** Hash of the shape of the success replies; absent where they have none. */
  readonly reply?: string;
  /** o200k tokens of the record as `tools/list` shows it. */
  readonly tokens: number;
  /** Document and pointer, or module and export. */
  readonly source: string;
  readonly patches: readonly string[];
  /** Hash of rules over several arguments. */
  readonly rules?: string;
  /** Hash of what the arguments with a `cut` leave unsaid. */
  readonly unlisted?: string;
  /** Every argument and what is in it, parents before children. */
  readonly arguments: readonly SurfaceArgument[];
};

/**
 * One argument, or a place in one. What a value may be is said by the full input schema, `$ref` and `allOf` resolved;
 * an absent field is no limit.
 */
export type SurfaceArgument = SurfaceFacets & {
  /** `to`, `machineDetection.mode`, `items[].sku`, `labels.*`, `body(Card).title` for one of several alternatives. */
  readonly at: string;
  /** Of arguments only; what is in one goes where it goes. */
  readonly in?: SurfacePlace;
  /** Name on the wire, where it is another. */
  readonly wire?: string;
  readonly required?: true;
  /** Siblings that cannot be given without it; `*`: any of them. */
  readonly with?: readonly string[];
  /** `string`, `integer|null`; absent: any. */
  readonly type?: string;
  /** The values, or how many and their hash where there are too many to list. */
  readonly enum?: readonly unknown[] | string;
  /** The value, or its hash where it is long. */
  readonly default?: unknown;
  /** Fields that are not listed are refused. */
  readonly closed?: true;
  /** Hash of rules that have no field here, such as `not` and `patternProperties`. */
  readonly rules?: string;
  /** More is in it than is listed: it is in itself again, or a limit of depth or number was met. */
  readonly cut?: SurfaceCut;
};

/** JSON Schema 2020-12 keywords, with their values. */
export type SurfaceFacets = {
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
};

export const surfaceCuts = ["recursive", "depth", "number"] as const;
export type SurfaceCut = (typeof surfaceCuts)[number];

export const surfacePlaces = [
  "path",
  "query",
  "querystring",
  "header",
  "cookie",
  "body",
  /** The choice of the body's media type. */
  "choice",
  /** The choice of reply fields; never sent. */
  "reply",
  /** Taken by a hand-written tool. */
  "local",
] as const;
export type SurfacePlace = (typeof surfacePlaces)[number];
