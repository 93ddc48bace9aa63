import { discard, type HttpReply } from "../http/http.js";
import { Refusal } from "../refusal.js";
import { userAgent } from "../version.js";
import { discoverFor, type Wish } from "./begin.js";
import { readChallenge } from "./challenge.js";
import type { LoginContext } from "./context.js";
import type { Discovery } from "./discovery.js";

/** What a server wants from somebody it does not know. */
type Demand =
  | { readonly kind: "login"; readonly wish: Wish; readonly discovery: Discovery }
  /** It lets everybody in, and no metadata speaks of a login. */
  | { readonly kind: "none" };

/** The reply of the server to a request without credentials: where its metadata is, and which scopes it wants. */
export const askWithoutCredentials = async (
  { http, url }: LoginContext,
  patience: number,
): Promise<HttpReply> => {
  const reply = await http.send({
    method: "POST",
    url,
    headers: {
      accept: "application/json, text/event-stream",
      "content-type": "application/json",
      "user-agent": userAgent,
    },
    body: '{"jsonrpc":"2.0","id":1,"method":"ping"}',
    patience,
  });
  discard(reply);
  return reply;
};

const speaksMcp = ({ status, headers }: HttpReply): boolean =>
  status !== 404 && status < 500 && /json|event-stream/.test(headers["content-type"] ?? "");

/** Whether there is anything to log in to. Rejects with a Refusal where no MCP server answers. */
export const demandOf = async (context: LoginContext): Promise<Demand> => {
  const reply = await askWithoutCredentials(context, 30_000);
  const challenge = readChallenge(reply.headers["www-authenticate"]);
  const discovery = await discoverFor(context, challenge);
  if (reply.status === 401 || challenge !== undefined || !discovery.guessed)
    return { kind: "login", wish: { challenge, scopes: [] }, discovery };
  if (speaksMcp(reply)) return { kind: "none" };
  throw new Refusal(
    "http",
    `${context.url.host} answers HTTP ${reply.status}, not as an MCP server, and nothing there speaks of a login; check the address`,
  );
};
