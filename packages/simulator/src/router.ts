import type { Feature, Grant } from "./grants.js";
import type { ErrorFamily, Outcome } from "./outcome.js";
import type { World } from "./world.js";

/** A request that passed routing, authentication and the check of its media type. */
export type Incoming = {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly mediaType: string;
  readonly bytes: Buffer;
  /** Undefined where a route needs no credential. */
  readonly grant: Grant | undefined;
  /** The parsed body of a JSON route, undefined elsewhere. */
  readonly body: unknown;
};

export type Route = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `{name}` is one segment, `{name+}` the rest of the path, slashes included. */
  readonly path: string;
  readonly errors: ErrorFamily;
  /** `account` needs a credential that reaches `{account}`; `grant` needs any, and the route looks at it itself. */
  readonly auth: "account" | "grant" | "none";
  readonly feature?: Feature;
  /** Only Basic credentials are taken, no token. */
  readonly basicOnly?: true;
  /** The media types of the body; without them a body is ignored. */
  readonly accepts?: ReadonlySet<string>;
  readonly handle: (world: World, incoming: Incoming) => Outcome | Promise<Outcome>;
};

export const xmlOnly: ReadonlySet<string> = new Set(["application/xml"]);
export const jsonOnly: ReadonlySet<string> = new Set(["application/json"]);

type Match =
  | { readonly kind: "route"; readonly route: Route; readonly params: Readonly<Record<string, string>> }
  | { readonly kind: "wrong-method"; readonly errors: ErrorFamily; readonly allowed: readonly string[] }
  | { readonly kind: "unknown" };

/** Finds the route of a raw, still encoded path. */
export function match(routes: readonly Route[], method: string, path: string): Match {
  const allowed: Route[] = [];
  for (const route of routes) {
    const params = paramsOf(route.path, path);
    if (!params) continue;
    if (route.method === method) return { kind: "route", route, params };
    allowed.push(route);
  }
  const [first] = allowed;
  if (!first) return { kind: "unknown" };
  return { kind: "wrong-method", errors: first.errors, allowed: allowed.map((route) => route.method) };
}

function paramsOf(template: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = template.split("/");
  const given = path.split("/");
  const params: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const [, name, rest] = /^\{(\w+)(\+?)\}$/.exec(part) ?? [];
    const segment = rest ? given.slice(at).join("/") : (given[at] ?? "");
    if (name === undefined) {
      if (segment !== part) return undefined;
      continue;
    }
    const value = decoded(segment);
    if (!value) return undefined;
    params[name] = value;
    if (rest) return params;
  }
  return wanted.length === given.length ? params : undefined;
}

/** The text behind percent-encoding, undefined when it is malformed. */
function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
