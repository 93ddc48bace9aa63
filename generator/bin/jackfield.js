#!/usr/bin/env node
import { existsSync, readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const program = path("../dist/bundle/main.js");

/** In the repository the sources are next to the build and may be newer; a published package has none. */
const isNewer = (folder) => {
  if (!existsSync(path(folder))) return false;
  const built = statSync(program).mtimeMs;
  return readdirSync(path(folder), { recursive: true }).some(
    (file) => /(?<!\.test)\.ts$/.test(file) && statSync(path(`${folder}/${file}`)).mtimeMs > built,
  );
};

if (!existsSync(program) || ["../src", "../../packages/contract/src"].some(isNewer)) {
  console.error("jackfield: the build is missing or older than the sources. Run: npx -y pnpm@12 run prepare");
  process.exitCode = 70;
} else {
  try {
    const { main } = await import("../dist/bundle/main.js");
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    console.error("jackfield: this is a bug in Jackfield; please report it with the lines below.");
    console.error(error instanceof Error ? error.stack : error);
    process.exitCode = 70;
  }
}
