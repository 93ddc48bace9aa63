// Bundles the program into dist/bundle: one start file, and chunks for what a plain bridge never loads.
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = fileURLToPath(new URL("dist/bundle", import.meta.url));
await rm(folder, { recursive: true, force: true });
await build({
  absWorkingDir: fileURLToPath(new URL(".", import.meta.url)),
  entryPoints: [{ in: "src/main.ts", out: "main" }],
  outdir: folder,
  bundle: true,
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  format: "esm",
  platform: "node",
  target: "node20.19",
  keepNames: true,
  legalComments: "none",
  logLevel: "warning",
  // CommonJS packages inside call `require` for Node's modules, which ES modules do not have.
  banner: {
    js: `import { createRequire as __createRequire } from "node:module";\nconst require = __createRequire(import.meta.url);`,
  },
});
