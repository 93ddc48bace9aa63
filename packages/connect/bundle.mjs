// Bundles the program into dist/bundle: one start file, and chunks for what a plain bridge never loads.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const home = fileURLToPath(new URL(".", import.meta.url));
const folder = fileURLToPath(new URL("dist/bundle", import.meta.url));
const { outputFiles, metafile } = await build({
  absWorkingDir: home,
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
  metafile: true,
  write: false,
  // CommonJS packages inside call `require` for Node's modules, which ES modules do not have.
  banner: {
    js: `import { createRequire as __createRequire } from "node:module";\nconst require = __createRequire(import.meta.url);`,
  },
});

// A chunk is made for each lazy import of a package, also where the module that asks for it is left out.
const reached = new Set();
const reach = (path) => {
  if (reached.has(path) || metafile.outputs[path] === undefined) return;
  reached.add(path);
  for (const { path: next } of metafile.outputs[path].imports) reach(next);
};
reach("dist/bundle/main.js");

await rm(folder, { recursive: true, force: true });
for (const { path, contents } of outputFiles) {
  if (!reached.has(relative(home, path))) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
}
