#!/usr/bin/env node
import { existsSync } from "node:fs";

// In a checkout the compiled sources; in the package only the bundle is there.
const entry = ["../build/main.js", "../dist/server.js"]
  .map((path) => new URL(path, import.meta.url))
  .find((url) => existsSync(url));
if (entry !== undefined) await import(entry.href);
else {
  console.error("bandwidth-mcp: not built yet. Run: npx -y pnpm@12 run build");
  process.exitCode = 70;
}
