import { readFileSync } from "node:fs";
import handlebars from "handlebars";
import { escapeMarkdown, literal, oneLine, quoted, sourceComment } from "./escape.js";

import { isTypeText } from "./types-text.js";

/** The templates of generated files, without their ending. */
const templateNames = [
  "tool.ts",
  "definition.ts",
  "surface.md",
  "tools.md",
  "server.ts",
  "server.test.mjs",
  "readme.md",
  "agents.md",
  "changelog.md",
  "skill.md",
  "license",
] as const;

/** Files that are the same in every package. */
const staticFiles = ["ci.yml", "drift.yml", "drift.mjs", "Dockerfile"] as const;

/** Every file that decides what is printed. */
export const templateFiles: readonly string[] = [
  ...templateNames.map((name) => `${name}.hbs`),
  ...staticFiles,
];

export const staticText = (name: (typeof staticFiles)[number]): string => templateText(name);

type TemplateName = (typeof templateNames)[number];

/** Prints a template. The helpers are its only holes, so what a hole may hold is decided here and nowhere else. */
export const print = (name: TemplateName, values: Readonly<Record<string, unknown>>): string =>
  templateOf(name)(values);

const engine = handlebars.create();

/** Any JSON value as a formatted TypeScript literal. */
engine.registerHelper("lit", (value: unknown) => literal(value));
/** Document and pointer of a tool's source, percent-encoded. */
engine.registerHelper("comment", (file: unknown, pointer: unknown) =>
  sourceComment(String(file), String(pointer)),
);
/** A module specifier or a list of identifiers; anything else is our bug. */
engine.registerHelper("ident", (value: unknown) => {
  if (typeof value === "string" && /^[A-Za-z0-9_$@./, -]+$/.test(value)) return value;
  throw new TypeError(`Not an identifier: ${JSON.stringify(value)}`);
});
/** Text that our own type printer made. */
engine.registerHelper("type", (value: unknown) => {
  if (isTypeText(value)) return value.text;
  throw new TypeError("Not made by the type printer");
});
/** Text of a spec in a Markdown page: one line, nothing in it is markup. */
engine.registerHelper("md", (value: unknown) => escapeMarkdown(String(value)));

/** Text of a spec or a person as one line of plain text. */
engine.registerHelper("line", (value: unknown) => oneLine(String(value)));
/** Text as one line in double quotes, which YAML takes as well. */
engine.registerHelper("quoted", (value: unknown) => quoted(oneLine(String(value))));
/** A value as JSON, for a code block. */
engine.registerHelper("json", (value: unknown) => JSON.stringify(value, null, 2));

/** A file of the templates folder. The same place from src/5-emit and from dist/5-emit: templates are not compiled. */
export const templateText = (file: string): string =>
  readFileSync(new URL(`../../src/5-emit/templates/${file}`, import.meta.url), "utf8");

const knownHelpers = Object.fromEntries(Object.keys(engine.helpers).map((name) => [name, true]));

const compiled = new Map<TemplateName, HandlebarsTemplateDelegate>();

const templateOf = (name: TemplateName): HandlebarsTemplateDelegate => {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const template = engine.compile(templateText(`${name}.hbs`), {
    noEscape: true,
    strict: true,
    knownHelpersOnly: true,
    knownHelpers,
  });
  compiled.set(name, template);
  return template;
};
