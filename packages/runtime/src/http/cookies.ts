import type { CookieJar } from "tough-cookie";
import type { Redactor } from "../credentials/redact.js";
import type { OpenReply, Transport } from "./transport.js";

/** Bytes of a cookie that is kept (RFC 6265 section 6.1 asks for at least that), and how many are kept at once. */
const longest = 4096;
const most = 100;

/**
 * A transport that keeps the cookies of replies and sends them with later requests, each where RFC 6265 wants it; a cookie
 * that a request brings by itself wins. They live as long as the caller of one tenant does. Their values are secrets.
 */
export const withCookies = (transport: Transport, redactor: Redactor): Transport => {
  let jar: Promise<CookieJar> | undefined;
  const open = (): Promise<CookieJar> => {
    jar ??= import("tough-cookie").then(({ CookieJar }) => new CookieJar());
    return jar;
  };
  return {
    async send(wire, options) {
      const cookies = await open();
      const kept = cookies.getCookiesSync(wire.url).map((cookie) => cookie.cookieString());
      const reply = await transport.send({ ...wire, headers: withKept(wire.headers, kept) }, options);
      for (const text of settingsIn(reply)) keep(cookies, text, wire.url, redactor);
      return reply;
    },
    close: () => transport.close(),
  };
};

const nameOf = (pair: string): string => pair.split("=", 1)[0]?.trim() ?? "";

const withKept = (headers: Readonly<Record<string, string>>, kept: readonly string[]) => {
  const own = Object.entries(headers).find(([name]) => name.toLowerCase() === "cookie");
  const ownPairs = own === undefined ? [] : own[1].split(/;\s*/);
  const taken = new Set(ownPairs.map(nameOf));
  const added = kept.filter((pair) => !taken.has(nameOf(pair)));
  return added.length === 0
    ? headers
    : { ...headers, [own?.[0] ?? "cookie"]: [...ownPairs, ...added].join("; ") };
};

const settingsIn = ({ headers }: OpenReply): readonly string[] => [headers["set-cookie"] ?? []].flat();

const keep = (jar: CookieJar, text: string, url: string, redactor: Redactor): void => {
  if (text.length > longest) return;
  // Whatever its place: the value may be shown elsewhere in the reply.
  redactor.addPassing(
    text
      .slice(text.indexOf("=") + 1)
      .split(";", 1)[0]
      ?.trim()
      .replace(/^"(.*)"$/, "$1") ?? "",
    "cookie",
  );
  if ((jar.serializeSync()?.cookies.length ?? 0) >= most) jar.removeAllCookiesSync();
  // What a browser would not take (another site's domain, a broken line) is not kept.
  jar.setCookieSync(text, url, { ignoreError: true });
};
