/** A request that got no reply. `sent` is false when it is certain that the server has not seen it. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  readonly problem: ConnectionProblem;
  readonly sent: boolean;
  readonly detail: string;

  constructor(problem: ConnectionProblem, sent: boolean, detail: string) {
    super(detail);
    this.problem = problem;
    this.sent = sent;
    this.detail = detail;
  }
}

type ConnectionProblem = "refused" | "dns" | "tls" | "proxy" | "reset" | "timeout" | "aborted";

const codeOf = (error: unknown): string => {
  if (typeof error !== "object" || error === null) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  // Both families of addresses were tried: the reasons are inside.
  if ("errors" in error && Array.isArray(error.errors)) return codeOf(error.errors[0]);
  return "";
};

const tlsCodes = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|EPROTO)/;

const issuerOf = (error: unknown): string => {
  if (typeof error !== "object" || error === null || !("cert" in error)) return "";
  const { cert } = error;
  if (typeof cert !== "object" || cert === null || !("issuer" in cert)) return "";
  const { issuer } = cert;
  if (typeof issuer !== "object" || issuer === null) return "";
  const name = "O" in issuer ? issuer.O : "CN" in issuer ? issuer.CN : undefined;
  return typeof name === "string" ? `, presented by "${name}"` : "";
};

const tlsAdvice = (code: string): string => {
  if (code === "CERT_HAS_EXPIRED")
    return "the certificate of the server has expired: its operator must renew it";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return "the certificate is for another host name: check the address";
  if (code === "EPROTO" || code.startsWith("ERR_SSL"))
    return "the port may speak plain http, or an old version of TLS";
  return "if your company inspects TLS, pass its root certificate with --ca-file or JACKFIELD_CONNECT_CA_FILE";
};

/** The error of a socket in words: what happened, where, and what to do. */
export const connectionProblem = (error: unknown, connected: boolean, url: URL): ConnectionError => {
  if (error instanceof ConnectionError) return error;
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const host = url.host;
  if (tlsCodes.test(code))
    return new ConnectionError(
      "tls",
      false,
      `TLS with ${host} failed: ${code}${issuerOf(error)}; ${tlsAdvice(code)}`,
    );
  switch (code) {
    case "ECONNREFUSED":
      return new ConnectionError("refused", false, `${host} refused the connection; is the server running?`);
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new ConnectionError(
        "dns",
        false,
        `the name ${url.hostname} cannot be resolved (${code}); check the address and the network`,
      );
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ETIMEDOUT":
      return new ConnectionError(
        "refused",
        connected,
        `${host} cannot be reached (${code}); check the network`,
      );
    case "EPROXY":
      return new ConnectionError("proxy", false, message);
    case "EBLOCKED":
      return new ConnectionError("refused", false, message);
    default:
      return new ConnectionError("reset", connected, `the connection to ${host} broke (${code || message})`);
  }
};
