import type { App } from "@jackfield/contract";
import { serve } from "./serve.js";

/** Exit code of a bug in Jackfield. */
const bug = 70;

/** The whole `main` of a server process: serves the app with the process's arguments and streams, then ends the process. */
export const run = async (app: App): Promise<void> => {
  const code = await serve(app, process.argv.slice(2)).catch((error: unknown) => {
    const message = error instanceof Error ? error.message.split("\n")[0] : String(error);
    process.stderr.write(
      `${app.definition.name}: ${message}. This looks like a bug in the server; please report it.\n`,
    );
    return bug;
  });
  process.exitCode = code;
  // A hand-written tool may have left a timer or a socket; it must not keep the process. Does not fire when nothing is left.
  setTimeout(() => process.exit(code), 500).unref();
};
