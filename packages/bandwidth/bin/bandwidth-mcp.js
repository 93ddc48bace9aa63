#!/usr/bin/env node
import { existsSync } from "node:fs";

if (existsSync(new URL("../dist/main.js", import.meta.url))) await import("../dist/main.js");
else {
  console.error("bandwidth-mcp: not built yet. Run: npx -y pnpm@12 run build");
  process.exitCode = 70;
}
