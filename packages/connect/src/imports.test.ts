import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL(".", import.meta.url));
const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .map((file) => ({ file: relative(root, join(root, file)), text: readFileSync(join(root, file), "utf8") }));

const importsOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map(([, name = ""]) => name);

test("the bridge takes nothing of ours but the runtime's search, in one file", () => {
  const ours = sources.flatMap(({ file, text }) =>
    importsOf(text).flatMap((name) => (name.startsWith("@jackfield/") ? [`${file}: ${name}`] : [])),
  );
  expect(ours).toEqual(["gateway/search.ts: @jackfield/runtime"]);
});

test("no MCP SDK is in what runs", () => {
  expect(sources.filter(({ text }) => text.includes('"@modelcontextprotocol/'))).toEqual([]);
});

/** Everything that starting a bridge to an address loads before it speaks. */
const loadedAtStart = (): ReadonlySet<string> => {
  const texts = new Map(sources.map(({ file, text }) => [file, text]));
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, name = ""] of (texts.get(file) ?? "").matchAll(
      /^(?:import|export)\s(?!type\b)[^;]*?from "([^"]+)";/gms,
    ))
      visit(name.startsWith(".") ? join(file, "..", name).replace(/\.js$/, ".ts") : name);
  };
  visit("main.ts");
  return seen;
};

test("a plain bridge loads no login, no gateway, no proxy, no validator", () => {
  const loaded = [...loadedAtStart()];
  const packages = loaded.filter((name) => !name.endsWith(".ts") && !name.startsWith("node:"));
  expect(packages).toEqual(["eventsource-parser"]);
  expect(loaded.filter((name) => /^(gateway|doctor|resolver)\//.test(name))).toEqual([]);
  expect(loaded.filter((name) => name.startsWith("auth/")).sort()).toEqual([
    "auth/lazy.ts",
    "auth/static.ts",
  ]);
});
