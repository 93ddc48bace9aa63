// The command line and its threads in a few files: 340 modules one by one take twice as long to start.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundleProgram } from "../scripts/bundle-program.mjs";

const home = fileURLToPath(new URL(".", import.meta.url));

/** What almost every command needs. All else is large, lazy or a server's: it stays a package. */
const inside = [
  "@jackfield/contract",
  "any-ascii",
  "commander",
  "handlebars",
  "js-yaml",
  "re2js",
  "safe-regex2",
  "zod",
];
const { dependencies } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
const external = Object.keys(dependencies).filter((name) => !inside.includes(name));

await bundleProgram(build, {
  home,
  entries: [
    { in: "src/cli/main.ts", out: "main" },
    { in: "src/compiler/thread.ts", out: "thread" },
    { in: "src/validate/validate-worker.ts", out: "validate-worker" },
  ],
  external,
});
