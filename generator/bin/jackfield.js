#!/usr/bin/env node
import { existsSync, readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** In the repository the sources are next to the build and may be newer; a published package has none. */
const isStale = () => {
  if (!existsSync(path("../src"))) return false;
  const built = statSync(path("../dist/.tsbuildinfo")).mtimeMs;
  return readdirSync(path("../src"), { recursive: true }).some(
    (file) => /(?<!\.test)\.ts$/.test(file) && statSync(path(`../src/${file}`)).mtimeMs > built,
  );
};

if (!existsSync(path("../dist/.tsbuildinfo")) || isStale()) {
  console.error("jackfield: the build is missing or older than the sources. Run: npx -y pnpm@12 run prepare");
  process.exitCode = 70;
} else {
  try {
    const { main } = await import("../dist/cli/main.js");
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    console.error("jackfield: this is a bug in Jackfield; please report it with the lines below.");
    console.error(error instanceof Error ? error.stack : error);
    process.exitCode = 70;
  }
}
