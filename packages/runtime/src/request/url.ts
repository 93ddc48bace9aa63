import { ArgumentError } from "./argument-error.js";
import type { Given } from "./given.js";
import { fillPath } from "./path.js";
import { buildQuery } from "./query.js";

/** The pairs of a query that a spec fixes, but for the names that a call gives a value itself. */
export const withoutNames = (fixed: string, given: string): string => {
  const names = new URLSearchParams(given);
  const isFree = (pair: string): boolean =>
    [...new URLSearchParams(pair).keys()].every((name) => !names.has(name));
  return fixed.split("&").filter(isFree).join("&");
};

/**
 * The absolute URL of a request: the path below `base`, then the queries of `base` and template, then the parameters.
 * User name, password and fragment of `base` are left out.
 * @throws ArgumentError also when the URL that comes out is not below `base`, whatever made it so.
 */
export const buildUrl = (
  template: string,
  base: string,
  given: { readonly path: readonly Given[]; readonly query: readonly Given[] },
): string => {
  const root = new URL(base);
  const rootPath = root.pathname.replace(/\/+$/, "");
  const filled = fillPath(template, given.path);
  // An empty template is the server URL itself.
  const path = template === "" ? root.pathname : rootPath + filled.path;
  const own = buildQuery(given.query);
  const queries = [root.search.slice(1), withoutNames(filled.query, own), own].filter(
    (query) => query !== "",
  );
  const url = new URL(root.origin + path + (queries.length > 0 ? `?${queries.join("&")}` : ""));
  // The second line of defence: nothing above may have let an argument move the request.
  if (url.origin !== root.origin || url.pathname !== path || !url.pathname.startsWith(rootPath)) {
    throw new ArgumentError(given.path[0]?.argument ?? "path", `leads outside ${root.origin}${rootPath}`);
  }
  return url.href;
};
