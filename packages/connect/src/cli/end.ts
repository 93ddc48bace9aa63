import { exitCodes, Failure, messageOf } from "../failure.js";
import { printable, redact } from "../redact.js";

/** Prints why a command ended, and gives its exit code. */
export const reportFailure = (error: unknown): number => {
  const write = (text: string): void =>
    void process.stderr.write(`jackfield-connect: ${printable(redact(text))}\n`);
  write(messageOf(error));
  if (!(error instanceof Failure)) return exitCodes.failed;
  if (error.fix !== undefined) write(error.fix);
  return exitCodes[error.kind];
};
