import type { App, Environment } from "@jackfield/contract";
import { processIo } from "./io.js";
import { serve } from "./serve.js";

/** Exit code of a bug in Jackfield. */
const bug = 70;

/** What a process was started with. */
export type Start = { readonly argv: readonly string[]; readonly environment: Environment };

/**
 * The whole `main` of a server process: serves the app with the process's streams, and its arguments and variables unless
 * others are given, then ends the process.
 */
export const run = async (
  app: App,
  { argv, environment }: Start = { argv: process.argv.slice(2), environment: process.env },
): Promise<void> => {
  const code = await serve(app, argv, { ...processIo(), environment: { ...environment } }).catch(
    (error: unknown) => {
      const message = error instanceof Error ? error.message.split("\n")[0] : String(error);
      process.stderr.write(
        `${app.definition.name}: ${message}. This looks like a bug in the server; please report it.\n`,
      );
      return bug;
    },
  );
  process.exitCode = code;
  // A hand-written tool may have left a timer or a socket; it must not keep the process. Does not fire when nothing is left.
  setTimeout(() => process.exit(code), 500).unref();
};
