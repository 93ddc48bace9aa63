import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { print } from "./templates.js";
import { toolTypes } from "./types-text.js";

const folder = new URL("./templates/", import.meta.url);
const files = readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), "utf8")] as const);
const templates = files.filter(([name]) => name.endsWith(".hbs") && !name.endsWith(".html.hbs"));
const webTemplates = files.filter(([name]) => name.endsWith(".html.hbs"));

const holesOf = (text: string): readonly string[] =>
  [...text.matchAll(/\{\{(.*?)\}\}/gs)].map(([, inside = ""]) => inside.trim());

test.each(templates)("%s: every hole goes through a helper", (_, text) => {
  const bad = holesOf(text).filter(
    (hole) =>
      !/^(?:(?:lit|ident|type|md|line|quoted|json) [\w.]+|comment \w+ \w+|#(?:each|if) \w+|\/(?:each|if))$/.test(
        hole,
      ),
  );
  expect(bad).toEqual([]);
  expect(text).not.toContain("{{{");
});

test.each(webTemplates)("%s: every hole is escaped, and what keeps quotes stands between tags", (_, text) => {
  const blocks = /^(?:#(?:each|if|unless) [\w.@]+|\/(?:each|if|unless)|else|> [a-z-]+)$/;
  const bad = holesOf(text).filter(
    (hole) =>
      !blocks.test(hole) && !/^(?:(?:text|path|code) [\w./]+|own "(?:style|script|policy)")$/.test(hole),
  );
  expect(bad).toEqual([]);
  expect(text).not.toContain("{{{");
  const tags = [...text.matchAll(/<[a-z][^<>]*>/g)].map(([tag]) => tag);
  expect(tags.filter((tag) => /\{\{(?:path|code) /.test(tag))).toEqual([]);
  // A value in a tag is in quotes: the only sign that ends it is escaped.
  const quoted = tags.map((tag) => tag.replaceAll(/="[^"]*"/g, ""));
  expect(quoted.filter((tag) => tag.includes("{{text"))).toEqual([]);
  // An address is a place on the page: no description names one.
  const addresses = [...text.matchAll(/ (?:href|src|action)="([^"]*)"/g)].map(([, address = ""]) => address);
  expect(addresses.filter((address) => !/^(?:#|data:,$)/.test(address))).toEqual([]);
});

test.each(templates)("%s: no block inside a block", (_, text) => {
  let depth = 0;
  const depths = [...text.matchAll(/\{\{([#/])(?:each|if)/g)].map(([, sign]) => {
    depth += sign === "#" ? 1 : -1;
    return depth;
  });
  expect(Math.max(0, ...depths)).toBeLessThanOrEqual(1);
});

test.each(templates.filter(([name]) => name.endsWith(".ts.hbs")))(
  "%s: pages' text stays out of code",
  (_, text) => {
    expect(text).not.toContain("{{md ");
  },
);

const { operation, input, output } = toolTypes({ operation: "x", parts: [] });
const values = {
  file: "a.yaml",
  pointer: "/x",
  imports: "A, B",
  api: "a",
  types: { operation, input, output },
  tool: {},
};

test("prints a module from good values", () => {
  expect(print("tool.ts", values)).toContain(`import type { A, B } from "@jackfield/contract";`);
});

test.each([
  ["a missing value", { imports: undefined }],
  ["an identifier that is none", { imports: 'A } from "evil"' }],
  ["a line end in a specifier", { api: "a\nb" }],
  ["type text of another origin", { types: { operation, output, input: { text: "any" } } }],
  ["a value that is not JSON", { tool: { run: () => 1 } }],
])("refuses %s", (_, wrong) => {
  expect(() => print("tool.ts", { ...values, ...wrong })).toThrow();
});
