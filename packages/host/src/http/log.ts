import { type Logger, pino } from "pino";

/** Fields that must not be logged even if somebody passes them along with an error or a request. */
const secretFields = ["authorization", "cookie", "token", "secret", "password", "set-cookie"];

/** JSON lines for the operator, through `write`. Requests are logged without headers, query and body. */
export const createLog = (name: string, write: (line: string) => void): Logger =>
  pino(
    {
      base: { name },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: secretFields.flatMap((field) => [`["${field}"]`, `*["${field}"]`]),
        censor: "***",
      },
    },
    { write: (line) => write(line.trimEnd()) },
  );
