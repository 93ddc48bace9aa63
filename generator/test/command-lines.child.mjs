// The other end of command-lines.ts: runs each command line that it is sent and answers with its code and its output.
import { main } from "../dist/cli/main.js";

/** @typedef {(chunk: string | Uint8Array, ...rest: unknown[]) => boolean} Write */

const kept = { out: "", err: "" };
/** @param {"out" | "err"} name @returns {Write} */
const keep =
  (name) =>
  (chunk, ...rest) => {
    kept[name] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    const done = rest.at(-1);
    if (typeof done === "function") done();
    return true;
  };
// Each run adds a listener for a reader that goes away.
process.stdout.setMaxListeners(0);
process.stdout.write = keep("out");
process.stderr.write = keep("err");

process.on("message", async (/** @type {{ args: string[]; cwd: string }} */ { args, cwd }) => {
  kept.out = "";
  kept.err = "";
  process.chdir(cwd);
  const code = await main(args).catch((error) => {
    kept.err += error.stack;
    return 70;
  });
  process.send?.({ code, ...kept });
});
