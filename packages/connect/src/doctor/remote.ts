import { createServer } from "node:net";
import { discoverFor } from "../auth/begin.js";
import { readChallenge } from "../auth/challenge.js";
import { recordedPort } from "../auth/clients.js";
import type { LoginContext } from "../auth/context.js";
import { askWithoutCredentials } from "../auth/demand.js";
import type { Discovery } from "../auth/discovery.js";
import { refreshToken } from "../auth/refresh.js";
import { isFresh } from "../auth/token-store.js";
import { messageOf } from "../failure.js";
import { type Finding, fail, ok, warn } from "./finding.js";

const mostSkew = 60_000;

/** One request without credentials: name, connection, TLS, clock, and what the server wants. */
const probe = async (
  context: LoginContext,
): Promise<{
  readonly findings: readonly Finding[];
  readonly challenge: string | undefined;
  readonly status: number | undefined;
}> => {
  const { url, clock } = context;
  try {
    const reply = await askWithoutCredentials(context, 15_000);
    const date = Date.parse(reply.headers.date ?? "");
    const skew = Number.isNaN(date) ? 0 : Math.abs(date - clock.now());
    const findings = [ok("network", `${url.host} answers${url.protocol === "https:" ? " over TLS" : ""}`)];
    const late =
      skew > mostSkew
        ? [
            warn(
              "network",
              `the clocks differ by ${Math.round(skew / 1_000)} s`,
              "Set the clock of this machine; tokens end too early or too late.",
            ),
          ]
        : [];
    return {
      findings: [...findings, ...late],
      challenge: reply.headers["www-authenticate"],
      status: reply.status,
    };
  } catch (error) {
    return { findings: [fail("network", messageOf(error))], challenge: undefined, status: undefined };
  }
};

const portIsFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });

const aboutServer = ({ server, scopes }: Discovery): readonly Finding[] => [
  ok(
    "oauth",
    `authorization server ${server.issuer}, PKCE with S256${scopes === undefined ? "" : `, scopes ${scopes.join(" ")}`}`,
  ),
  server.registration_endpoint === undefined && server.client_id_metadata_document_supported !== true
    ? warn(
        "oauth",
        "clients have to be registered by hand",
        "Register a native client there, then use --client-id or auth.clientId.",
      )
    : ok("oauth", "clients register by themselves"),
  ok(
    "oauth",
    server.device_authorization_endpoint === undefined
      ? "no login by device code"
      : "login by device code is possible",
  ),
];

const aboutPort = async (
  { settings, callback, state }: LoginContext,
  discovery: Discovery,
): Promise<readonly Finding[]> => {
  const fixed =
    settings.redirectUri === undefined ? callback.port : Number(new URL(settings.redirectUri).port);
  const port = fixed ?? recordedPort(state, discovery.server.issuer);
  if (port === undefined || port === 0 || (await portIsFree(port))) return [];
  const text = `port ${port}, which the login comes back to, is taken`;
  return [
    fixed === undefined
      ? warn("oauth", text, "Nothing to do: another port will be used.")
      : fail("oauth", text, "End the program that uses it, or change --callback-port."),
  ];
};

const aboutToken = async (context: LoginContext, refresh: boolean): Promise<readonly Finding[]> => {
  const { tokens, clock, name } = context;
  const token = tokens.read();
  if (token === undefined) return [warn("oauth", "no login yet", `jackfield-connect login ${name}`)];
  if (refresh) {
    try {
      const outcome = await refreshToken(context, token);
      return [
        outcome.kind === "token"
          ? ok("oauth", "the token was renewed")
          : fail("oauth", outcome.reason, `jackfield-connect login ${name}`),
      ];
    } catch (error) {
      return [fail("oauth", messageOf(error))];
    }
  }
  if (isFresh(token, clock.now())) return [ok("oauth", "the token is valid")];
  return [
    token.refreshToken === undefined
      ? fail("oauth", "the token has expired", `jackfield-connect login ${name}`)
      : ok("oauth", "the token has expired and will be renewed"),
  ];
};

/** A remote server, step by step up to its login. Stops at the first failure. */
export const checkRemote = async (
  context: LoginContext,
  options: { readonly refresh: boolean; readonly fixedToken: boolean },
): Promise<readonly Finding[]> => {
  const { findings, challenge, status } = await probe(context);
  if (findings.some(({ level }) => level === "fail")) return findings;
  if (status !== 401) return [...findings, ok("mcp", `without credentials: HTTP ${status}`)];
  const soFar = [
    ...findings,
    ok("mcp", `asks for a login${challenge === undefined ? ", without saying how" : ""}`),
  ];
  if (options.fixedToken) return [...soFar, ok("oauth", "a fixed token is configured")];
  try {
    const discovery = await discoverFor(context, readChallenge(challenge));
    const all = [...soFar, ...aboutServer(discovery), ...(await aboutPort(context, discovery))];
    return all.some(({ level }) => level === "fail")
      ? all
      : [...all, ...(await aboutToken(context, options.refresh))];
  } catch (error) {
    return [...soFar, fail("oauth", messageOf(error))];
  }
};
