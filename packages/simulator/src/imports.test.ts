import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const source = fileURLToPath(new URL(".", import.meta.url));

test("the simulator imports nothing of ours, so that it cannot share our mistakes", () => {
  const strangers = new Set<string>();
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith(".ts") || entry.name.endsWith(".test.ts")) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
    for (const [, target = ""] of text.matchAll(/from "([^"]+)"/g)) {
      if (!/^\.{1,2}\//.test(target) && !target.startsWith("node:")) strangers.add(target);
      expect(target.includes("../../..")).toBe(false);
    }
  }
  expect([...strangers].sort()).toEqual(["fast-xml-parser", "jose"]);
});
