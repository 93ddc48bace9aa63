import ts from "typescript";
import { expect, test } from "vitest";
import { textOf, tracked } from "./tracked-files.js";

const shipped = tracked.filter(
  (path) => /^(generator|packages\/[^/]+)\/src\/.*\.ts$/.test(path) && !path.endsWith(".test.ts"),
);
const packageOf = (path: string): string => path.split("/src/")[0] ?? path;

type Declared = {
  readonly path: string;
  readonly line: number;
  readonly name: string;
  readonly isType: boolean;
};

/** Every type, field of a type, and variable that a file declares, destructured ones too. */
const declaredIn = (path: string): readonly Declared[] => {
  const source = ts.createSourceFile(path, textOf(path), ts.ScriptTarget.ES2023, true);
  const names: Declared[] = [];
  const add = (node: ts.Node, name: string, isType: boolean): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    names.push({ path, line: line + 1, name, isType });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeAliasDeclaration(node)) add(node, node.name.text, true);
    const binds = ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node);
    const named = binds || ts.isPropertySignature(node);
    if (named && ts.isIdentifier(node.name)) add(node, node.name.text, false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
};

const declared = shipped.flatMap(declaredIn);
const show = ({ path, line, name }: Declared): string => `${path}:${line} ${name}`;

test("a type name stands once in a package", () => {
  const places = new Map<string, Declared[]>();
  for (const one of declared.filter(({ isType }) => isType)) {
    const key = `${packageOf(one.path)} ${one.name}`;
    places.set(key, [...(places.get(key) ?? []), one]);
  }
  expect([...places.values()].filter((same) => same.length > 1).map((same) => same.map(show))).toEqual([]);
});

test("a thing is not named by a participle", () => {
  const participle =
    /^(?:found|told|said|looked|asked|mended|heard|spoken|thought|Found|Told|Said|Looked|Asked)$/;
  expect(declared.filter(({ name }) => participle.test(name)).map(show)).toEqual([]);
});
/** Turns that a colleague would not use, each with what to say instead (GLOSSARY.md). */
const odd: readonly (readonly [RegExp, string])[] = [
  [/[«»‹›]/u, "straight quotes or back-ticks"],
  [/\b(?:anew|whoever|whatsoever|thereof|herein|besides)\b/i, "again, anyone who, also"],
  [/\bmend(?:s|ed|ing)?\b/i, "repair or fix"],
  [/\bbeside (?:the|an?|it|its|them|each|every|other)\b/, "next to, compared with, in addition to"],
  [/\b(?:lies?) (?:in|below|elsewhere|at|next|beyond|outside|on)\b/, "is in, is below, is elsewhere"],
  [
    /\b(?:is|are) no (?:file|list|object|folder|text|number|name|JSON|address|URL|media type)\b/,
    "is not a ...",
  ],
  [/\bspelt\b|\bcatalogue\b|\bbehaviour\b|\blicence\b/i, "spelled, catalog, behavior, license"],
];

/** Text that people or models may see, and comments; not what cases, published specs and the records of the past say. */
const texts = tracked.filter(
  (path) =>
    /\.(ts|mjs|js|md|hbs|ya?ml)$/.test(path) &&
    !/(^|\/)(expected|fixtures|published|cases)\//.test(path) &&
    !/^(pnpm-lock\.yaml|GLOSSARY\.md|scripts\/words\.test\.ts|docs\/decisions\/)/.test(path) &&
    !/surface\.md$/.test(path),
);

const linesWith = (turns: readonly (readonly [RegExp, string])[]): readonly string[] =>
  texts.flatMap((path) =>
    textOf(path)
      .split("\n")
      .flatMap((line, index) =>
        turns
          .filter(([pattern]) => pattern.test(line))
          .map(([, better]) => `${path}:${index + 1} (${better}) ${line.trim().slice(0, 100)}`),
      ),
  );

test("texts and comments use plain words", () => {
  expect(linesWith(odd)).toEqual([]);
});

/** The rows of GLOSSARY.md: a word, and what it stands in place of. */
const glossary = textOf("GLOSSARY.md")
  .split("\n")
  .filter((line) => /^\|(?:[^|]*\|){3}$/.test(line) && !/^\| (?:word|-)/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, word = "", , avoid = ""]) => ({ word, avoid: avoid.split(/,\s*/).filter((one) => one !== "") }));

test("no text has a phrase that the glossary avoids", () => {
  // A single word, as `path`, means something else elsewhere; a phrase is always wrong.
  const phrases = glossary.flatMap(({ word, avoid }) =>
    avoid
      .filter((one) => /^[A-Za-z]+(?: [a-z]+)+$/.test(one) && !one.endsWith(" alone"))
      .map((one) => [new RegExp(`\\b${one}s?\\b`, "i"), word] as const),
  );
  expect(phrases.length).toBeGreaterThan(5);
  expect(linesWith(phrases)).toEqual([]);
});

test("a server definition is not called a definition alone", () => {
  expect(declared.filter(({ name, isType }) => isType && name === "Definition").map(show)).toEqual([]);
});
