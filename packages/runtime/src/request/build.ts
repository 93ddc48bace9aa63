import type { HttpRequest } from "@jackfield/contract";
import { type BodyOptions, buildBody, randomBoundary } from "./body.js";
import { type Arguments, givenIn } from "./given.js";
import { buildHeaders } from "./headers.js";
import { buildUrl } from "./url.js";
import { wireArguments } from "./wire-value.js";

/** One HTTP request, ready to send but for credentials. Header names are lower case, values Latin-1. */
export type WireRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/** JSON first, since it is what a model reads best; anything else rather than a refusal. */
const defaultAccept = "application/json, */*;q=0.8";

/**
 * Builds the request that OpenAPI 3.1 describes (sections 4.8.10 to 4.8.15) from validated arguments. Pure but for the
 * multipart boundary, which is random unless given.
 * @param base absolute URL of the server; what is built never leaves its origin nor its path.
 * @throws ArgumentError when an argument cannot be carried where it belongs.
 */
export const buildRequest = (
  request: HttpRequest,
  given: Arguments,
  base: string,
  { input = true, newBoundary = randomBoundary }: Partial<Omit<BodyOptions, "given">> = {},
): WireRequest => {
  const { parameters } = request;
  const args = wireArguments(input, given);
  const url = buildUrl(request.path, base, {
    path: givenIn("path", parameters, args),
    query: [...givenIn("query", parameters, args), ...givenIn("querystring", parameters, args)],
  });
  const headers = buildHeaders(givenIn("header", parameters, args), givenIn("cookie", parameters, args));
  const payload = buildBody(request.body, args, { input, given, newBoundary });
  return {
    method: request.method,
    url,
    headers: {
      accept: request.accept ?? defaultAccept,
      ...(payload === undefined ? {} : { "content-type": payload.contentType }),
      ...Object.fromEntries(headers),
    },
    ...(payload === undefined ? {} : { body: payload.body }),
  };
};
