#!/usr/bin/env node
import { existsSync } from "node:fs";

if (existsSync(new URL("../dist/bundle/main.js", import.meta.url))) await import("../dist/bundle/main.js");
else {
  console.error("jackfield-connect: not built yet. Run: npx -y pnpm@12 run prepare");
  process.exitCode = 70;
}
