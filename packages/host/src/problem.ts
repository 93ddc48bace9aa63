import { suggestion } from "@jackfield/contract";

/** What is wrong with a command line or the environment: one line for the operator. Thrown while options are read. */
export class Problem extends Error {}

/** What `parseArgs` does not take, in our words; `flags` are those that there are. */
export const argumentProblem = (error: unknown, flags: readonly string[]): Problem => {
  const message = error instanceof Error ? (error.message.split(/\. |\n/)[0] ?? "") : String(error);
  const unknown = /option '--([^'= ]+)/.exec(message)?.[1];
  const [, joined] = /^Option '(--[^' ]+).*argument is ambiguous/.exec(message) ?? [];
  if (joined !== undefined)
    return new Problem(`${joined} needs a value; write ${joined}=<value> for one that begins with a hyphen.`);
  const hint = unknown === undefined ? "" : suggestion(unknown, flags).replace('"', '"--');
  return new Problem(`${message.replace(/\.$/, "")}${hint}. See --help.`);
};
