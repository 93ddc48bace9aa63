import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { textOf, tracked } from "./tracked-files.js";

const root = new URL("../", import.meta.url);
const sources = tracked.filter((path) => /\.(ts|mts|mjs|js)$/.test(path) && !path.includes("/expected/"));
const linesOf = (path: string): readonly string[] => textOf(path).split("\n");

test("no source file is longer than 400 lines", () => {
  expect(sources.filter((path) => linesOf(path).length > 400)).toEqual([]);
});

test("there is no any, and no suppression without a reason", () => {
  const any = /(?::|\bas|<)\s*any\b|\bany\[\]/;
  const suppression = /@ts-(?:ignore|nocheck)|biome-ignore(?![^:]*: \S{2,}.*\s)|@ts-expect-error(?!\s+\S+)/;
  const found = sources
    .filter((path) => path.endsWith("ts") && path !== "scripts/house-rules.test.ts")
    .flatMap((path) =>
      linesOf(path).flatMap((line, index) => {
        const code = line.replace(/\/\/.*|^\s*\/?\*.*|"(?:[^"\\]|\\.)*"|`[^`]*`/g, "");
        return any.test(code) || suppression.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [];
      }),
    );
  expect(found).toEqual([]);
});

test("one folder of what runs knows the MCP SDK", () => {
  const shipped = /^(generator|packages\/(runtime|host|bandwidth|connect))\/src\//;
  const strangers = sources.filter(
    (path) =>
      shipped.test(path) &&
      !path.startsWith("packages/runtime/src/mcp/") &&
      !path.endsWith(".test.ts") &&
      /from "@modelcontextprotocol\//.test(textOf(path)),
  );
  expect(strangers).toEqual([]);
});

test("golden specs stay small enough to read", () => {
  const specs = tracked.filter((path) => /^generator\/test\/cases\/[^/]+\/spec\.(ya?ml|json)$/.test(path));
  expect(specs.length).toBeGreaterThan(0);
  expect(specs.filter((path) => linesOf(path).length > 41)).toEqual([]);
});

const guides = tracked.filter((path) => /^([A-Z]+|docs\/.*|packages\/[^/]+\/README)\.md$/.test(path));

test("a name that a guide places in a file is in that file", () => {
  const claims = guides
    .filter((path) => !path.startsWith("docs/decisions/"))
    .flatMap((guide) =>
      [...textOf(guide).matchAll(/`([A-Za-z_$][\w$]*)`(?: \(| in | of )`([\w./-]+\.(?:ts|mjs|js))`/g)].map(
        ([, name = "", file = ""]) => ({ guide, name, file }),
      ),
    );
  const wrong = claims.filter(({ name, file }) => {
    const path = tracked.find((one) => one === file || one.endsWith(`/${file}`));
    return path === undefined || !new RegExp(`\\b${name}\\b`).test(textOf(path));
  });
  expect(claims.length).toBeGreaterThan(3);
  expect(wrong).toEqual([]);
});

test("every file and every diagnostic that the guides name exists", () => {
  const places = (name: string): readonly string[] => [
    name,
    `generator/src/${name}`,
    `generator/${name}`,
    `packages/${name}`,
  ];
  const diagnostics = new Set(
    tracked
      .filter((path) => /^generator\/src\/(report\/codes|2-patch\/repairs)\//.test(path))
      .flatMap((path) => [
        ...textOf(path).matchAll(/^ {2}(?:"(\w+\/[\w-]+)": code<|code: "(\w+\/[\w-]+)")/gm),
      ])
      .map(([, listed, ofRepair]) => listed ?? ofRepair),
  );
  // What the guides show of a reader's own machine, or of generated output, is not a file of the repository.
  const generated = /(^|\/)(dist|generated|node_modules)\//;
  const seeds = [...textOf("generator/src/5-emit/package/index.ts").matchAll(/\bpath: "([^"]+)"/g)].map(
    ([, path]) => path,
  );
  // Nor are the codes of diagnostics, which a config names.
  const code = /^(load|patch|model|plan|acme)\/[a-z-]+$/;
  const missing = guides.flatMap((guide) =>
    [
      ...textOf(guide).matchAll(
        /`([\w@.-]+(?:\/[\w@.*<>-]+)+\/?|[\w-]+\.(?:ts|js|mjs|json|yaml|yml|md|hbs))`/g,
      ),
    ]
      .map(([, name = ""]) => name)
      .filter(
        (name) => !generated.test(name) && !code.test(name) && !/[*<>]/.test(name) && !name.startsWith("@"),
      )
      .filter(
        (name) =>
          !diagnostics.has(name) &&
          !seeds.includes(name) &&
          !places(name).some((place) => existsSync(new URL(place, root))) &&
          !tracked.some((path) => path.endsWith(`/${name}`)),
      )
      .map((name) => `${guide}: ${name}`),
  );
  expect(missing).toEqual([]);
});

test("nothing of a machine or a secret is in the repository", () => {
  const home = /\/(?:home|Users)\/[a-z]\w*\/|[A-Z]:\\\\Users/;
  const key = /-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b/;
  // Tests of what must not be printed have to spell it.
  const checked = sources.filter((path) => !path.endsWith(".test.ts"));
  expect(checked.filter((path) => home.test(textOf(path)) || key.test(textOf(path)))).toEqual([]);
});
