import { guardFor } from "../http/guard.js";
import { type Http, readText } from "../http/http.js";
import { ConnectionError } from "../http/problem.js";
import { isObject, type JsonObject } from "../json-rpc.js";
import { foreign } from "../redact.js";
import { Refusal } from "../refusal.js";
import { userAgent } from "../version.js";

const patience = 10_000;
const largest = 256 * 1024;
const mostRedirects = 3;

/** Fetches documents that a server has named: never with credentials, never into a place that it should not reach. */
export type MetadataReader = {
  /** The document; undefined when there is none (any 4xx). Rejects with a Refusal when the server fails or is evil. */
  read(url: URL): Promise<JsonObject | undefined>;
  /** Why an address may not be used; undefined when it may. */
  check(url: URL): string | undefined;
};

export const metadataReader = (http: Http, server: URL): MetadataReader => {
  const guard = guardFor(server);
  const once = async (url: URL) => {
    const problem = guard.check(url);
    if (problem !== undefined)
      throw new Refusal("login-needed", `The metadata address ${foreign(url.origin)} is refused: ${problem}`);
    try {
      return await http.send({
        method: "GET",
        url,
        headers: { accept: "application/json", "user-agent": userAgent },
        signal: AbortSignal.timeout(patience),
        patience,
        lookup: guard.lookup,
      });
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      throw new Refusal("unreachable", `The authorization metadata cannot be read: ${error.detail}`);
    }
  };
  const read = async (start: URL): Promise<JsonObject | undefined> => {
    let url = start;
    for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
      const reply = await once(url);
      const { status, headers } = reply;
      const text = await readText(reply.body, largest).catch((error: unknown) => {
        throw error instanceof Refusal ? error : new Refusal("unreachable", `${url.host} broke off`);
      });
      if (status >= 300 && status < 400) {
        const to = URL.canParse(headers.location ?? "", url.href)
          ? new URL(headers.location ?? "", url.href)
          : undefined;
        if (to === undefined || to.origin !== url.origin)
          throw new Refusal(
            "login-needed",
            `${url.host} redirects its metadata to another origin, which is refused`,
          );
        url = to;
        continue;
      }
      if (status >= 500 || status === 429)
        throw new Refusal("unreachable", `${url.host} answered ${status} for its metadata`);
      if (status >= 400) return undefined;
      try {
        const value: unknown = JSON.parse(text);
        return isObject(value) ? value : undefined;
      } catch {
        return undefined;
      }
    }
    throw new Refusal("login-needed", `${start.host} redirects its metadata in a circle`);
  };
  return { read, check: guard.check };
};
