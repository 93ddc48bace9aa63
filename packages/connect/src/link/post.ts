import type { IncomingMessage } from "node:http";
import { discard, type Headers, type HttpReply, readText } from "../http/http.js";
import { ConnectionError } from "../http/problem.js";
import { framesOf } from "../json-rpc.js";
import { foreign } from "../redact.js";
import { Refusal } from "../refusal.js";
import { userAgent } from "../version.js";
import type { LinkSettings } from "./settings.js";

type HttpExchange = {
  readonly method: "POST" | "GET" | "DELETE";
  /** Asked for before each try: a session may have changed meanwhile. */
  readonly headers: () => Headers;
  readonly body?: string;
  readonly signal: AbortSignal;
  readonly patience?: number;
  readonly url?: URL;
  /** Whether a refused connection is tried again here; the default. */
  readonly insist?: boolean;
};

/** Longest Retry-After that we wait for, in seconds, and how often. */
const longestWait = 10;
const mostWaits = 2;
/** Pauses before a refused connection is tried again: a server that restarts is back soon. */
const refusedPauses = [200, 500, 1_000, 2_000] as const;

/** Retry-After in seconds: a number or a date (RFC 9110 section 10.2.3). */
const retryAfter = (value: string | undefined, now: number): number | undefined => {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1_000));
};

/** A connection problem as the answer to a request. */
const unreachable = (error: ConnectionError, url: URL): Refusal => {
  const kind = error.problem === "timeout" ? "timeout" : "unreachable";
  return new Refusal(kind, `The MCP server ${url.host} cannot be reached: ${error.detail}`, {
    cause: error.problem,
    ...(error.sent ? { detail: "The server may have received the request." } : {}),
  });
};

/** What has been tried for one request so far. */
type Tries = {
  waits: number;
  refusals: number;
  redirects: number;
  /** Kinds of challenges that were answered. */
  readonly challenged: Set<number>;
  target: URL | undefined;
};
type Exchange = { readonly reply: HttpReply; readonly url: URL; readonly authorization: string | undefined };

/** Sends the request once. Undefined when the connection was refused and a new try makes sense. */
const sendOnce = async (
  settings: LinkSettings,
  call: HttpExchange,
  tries: Tries,
): Promise<Exchange | undefined> => {
  const { http, auth, clock, log } = settings;
  const url = tries.target ?? settings.url();
  const authorization = await auth.authorization();
  const headers: Record<string, string> = {
    "user-agent": userAgent,
    ...(call.body === undefined ? {} : { "content-type": "application/json" }),
    ...settings.headers,
    ...call.headers(),
    ...(authorization === undefined ? {} : { authorization }),
  };
  try {
    const { method, body, signal, patience } = call;
    return { reply: await http.send({ method, url, headers, body, signal, patience }), url, authorization };
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    const insists = call.method !== "DELETE" && call.insist !== false;
    const refused = error.problem === "refused" && !error.sent;
    const pause = insists && refused ? refusedPauses[tries.refusals] : undefined;
    if (pause === undefined) throw unreachable(error, url);
    tries.refusals += 1;
    log.debug(`${url.host} refused the connection; trying again in ${pause} ms`);
    await clock.sleep(pause, call.signal);
    return undefined;
  }
};

/** Each kind of challenge gets one answer; a server that asks again after that will not be satisfied. */
const answerChallenge = async (
  settings: LinkSettings,
  { reply, url, authorization }: Exchange,
  tries: Tries,
): Promise<void> => {
  const status = reply.status === 403 ? 403 : 401;
  const header = reply.headers["www-authenticate"];
  const verdict = tries.challenged.has(status)
    ? new Refusal("login-needed", `${url.host} still answers ${status} after a new login`, { status })
    : await settings.auth.challenged({ status, header, refused: authorization });
  if (verdict !== "retry") throw verdict;
  tries.challenged.add(status);
};

/** Whether the request has to go out again after this reply; waits as long as the server wants. */
const wantsAnother = async (
  settings: LinkSettings,
  exchange: Exchange,
  tries: Tries,
  signal: AbortSignal,
): Promise<boolean> => {
  const { clock, log } = settings;
  const { reply, url } = exchange;
  const { status, headers } = reply;
  if (wantsAuth(reply)) {
    discard(reply);
    await answerChallenge(settings, exchange, tries);
    return true;
  }
  if (status === 307 || status === 308) {
    discard(reply);
    tries.target = redirected(url, headers.location, tries.redirects);
    tries.redirects += 1;
    return true;
  }
  const wait = retryAfter(headers["retry-after"], clock.now());
  const busy = status === 429 || status === 503;
  if (!busy || wait === undefined || wait > longestWait || tries.waits === mostWaits) return false;
  discard(reply);
  tries.waits += 1;
  log.info(`${url.host} is busy (${status}); trying again in ${wait} s`);
  await clock.sleep(Math.max(wait * 1_000, 50), signal);
  return true;
};

/**
 * Sends one request with everything that belongs to each: our headers, credentials with one retry after a challenge, the
 * waits a busy server asks for, and new tries while the connection is refused. Any other status is the caller's business.
 */
export const post = async (settings: LinkSettings, call: HttpExchange): Promise<HttpReply> => {
  const tries: Tries = { waits: 0, refusals: 0, redirects: 0, challenged: new Set(), target: call.url };
  for (;;) {
    const exchange = await sendOnce(settings, call, tries);
    if (exchange !== undefined && !(await wantsAnother(settings, exchange, tries, call.signal)))
      return exchange.reply;
  }
};

/** Where a redirect leads. A message and its credentials never leave the origin that they are meant for. */
const redirected = (from: URL, location: string | undefined, redirects: number): URL => {
  const to = URL.canParse(location ?? "", from.href) ? new URL(location ?? "", from) : undefined;
  if (to !== undefined && to.origin === from.origin && redirects < 3) return to;
  const where = to === undefined ? "nowhere" : foreign(to.origin);
  throw new Refusal(
    "http",
    `${from.host} redirects to ${where}, which is not followed; use the final address`,
    {
      status: 307,
    },
  );
};

/** A 403 is a challenge only when it says that the scope is too small; any other one is an answer. */
const wantsAuth = ({ status, headers }: HttpReply): boolean =>
  status === 401 || /insufficient_scope/i.test(headers["www-authenticate"] ?? "");

export const contentType = (body: IncomingMessage): string =>
  (body.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";

/** The error for a status that is not an answer to the message. */
export const statusRefusal = (settings: LinkSettings, reply: HttpReply, text: string): Refusal => {
  const after = retryAfter(reply.headers["retry-after"], settings.clock.now());
  const advice = [404, 405, 410].includes(reply.status) ? "; check the address" : "";
  return new Refusal("http", `The MCP server ${settings.url().host} answered HTTP ${reply.status}${advice}`, {
    status: reply.status,
    detail: foreign(text),
    ...(after === undefined ? {} : { retryAfter: after }),
  });
};

/** What a server says for a session that it does not know, in the words of several servers. */
const unknownSession =
  /session[^.]{0,60}(not found|unknown|invalid|expired|terminated|closed|does ?n[o']t exist|missing|required|not initialized)|(unknown|invalid|no valid|no such|expired|missing)[^.]{0,30}session|server not initialized/i;

/** Whether an error text means that our session is gone. */
export const saysUnknownSession = (text: string): boolean => unknownSession.test(text.slice(0, 4_000));

/** A reply that is not 2xx: its text, and the JSON-RPC error in it if there is one. */
export const readRefused = async (
  reply: HttpReply,
  most: number,
): Promise<{ readonly text: string; readonly frame: ReturnType<typeof errorFrame> }> => {
  const text = await readText(reply.body, most).catch(() => "");
  return { text, frame: errorFrame(text) };
};

const errorFrame = (text: string) => {
  const [frame, ...more] = framesOf(text) ?? [];
  if (frame === undefined || more.length > 0 || !("error" in frame.message)) return undefined;
  return frame.message;
};
