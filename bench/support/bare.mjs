// The bare SDK server, installed and bundled.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { childProgram, importUrl } from "./paths.mjs";

const sdk = () => importUrl("packages/runtime", "@modelcontextprotocol/server");
const stdio = () => importUrl("packages/runtime", "@modelcontextprotocol/server", "./stdio");

/** Arguments of node for the bare server, from the files that an installation has. */
export const bareServer = (api = "") => [childProgram("bare-server.mjs"), sdk(), stdio(), api];

/**
 * The same server in one file, as `jackfield build` would bundle it: tells how much of a start is the bundle's merit.
 * @param {string} folder
 * @returns {Promise<readonly string[]>} Arguments of node.
 */
export async function bundledBareServer(folder) {
  const { build } = await import(importUrl("generator", "esbuild"));
  const from = (address) => JSON.stringify(fileURLToPath(address));
  const entry = `import { Server } from ${from(sdk())};
import { serveStdio } from ${from(stdio())};
import { serveBare } from ${JSON.stringify(childProgram("serve-bare.mjs"))};
serveBare({ Server, serveStdio }, "");`;
  const outfile = join(folder, "bare-server.mjs");
  await build({
    stdin: { contents: entry, resolveDir: folder },
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    keepNames: true,
    logLevel: "silent",
    banner: {
      js: `import { createRequire as __createRequire } from "node:module";\nconst require = __createRequire(import.meta.url);`,
    },
  });
  return [outfile];
}
