import { type Logger, type LoggerOptions, pino } from "pino";

/** Fields that must not be logged even if somebody passes them along with an error or a request. */
const secretFields = ["authorization", "cookie", "token", "secret", "password", "set-cookie"];

const redact = {
  paths: secretFields.flatMap((field) => [`["${field}"]`, `*["${field}"]`]),
  censor: "***",
};

const createLogger = (name: string, write: (line: string) => void, options: LoggerOptions): Logger =>
  pino(
    { base: { name }, timestamp: pino.stdTimeFunctions.isoTime, ...options },
    { write: (line) => write(line.trimEnd()) },
  );

/** JSON lines for the operator, through `write`. */
export const createLog = (name: string, write: (line: string) => void): Logger =>
  createLogger(name, write, { redact });

/** A request without headers, query and body: there is nothing in it to hide, and hiding takes longer than the line itself. */
type RequestLine = {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
};

/** Writes the line of one request. */
export type LogRequest = (line: RequestLine) => void;

export const createRequestLog = (name: string, write: (line: string) => void): LogRequest => {
  const log = createLogger(name, write, {});
  return (line) => log.info(line, "request");
};
