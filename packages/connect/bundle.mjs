import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundleProgram } from "../../scripts/bundle-program.mjs";

const home = fileURLToPath(new URL(".", import.meta.url));
await bundleProgram(build, { home, entries: [{ in: "src/main.ts", out: "main" }], keepNames: true });
