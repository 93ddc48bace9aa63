import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { serveFlags } from "@jackfield/host";
import { Command } from "commander";
import { expect, test } from "vitest";
import { z } from "zod";
import { builtInRepairs } from "../src/2-patch/index.js";
import { commandsFor } from "../src/cli/main.js";
import { configSchema } from "../src/config/index.js";
import { codes } from "../src/report/index.js";

/** The reference is printed from the tables that the programs themselves use. `UPDATE=1` writes it. */
const place = new URL("../../docs/reference.md", import.meta.url);

const cell = (text: string): string => text.replaceAll(/\s+/g, " ").replaceAll(/[|<>*_[\]]/g, "\\$&");
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

const commandPages = async (): Promise<string> => {
  const program = new Command("jackfield");
  for (const declare of await commandsFor([])) declare(program, () => async () => undefined);
  const leaves = (command: Command, path: string): readonly (readonly [string, Command])[] =>
    command.commands.length === 0
      ? [[path, command]]
      : command.commands.flatMap((one) => leaves(one, `${path} ${one.name()}`));
  const pages = program.commands
    .flatMap((one) => leaves(one, one.name()))
    .map(([path, command]) => {
      const words = command.registeredArguments.map((argument) => {
        const word = `${argument.name()}${argument.variadic ? "..." : ""}`;
        return argument.required ? ` <${word}>` : ` [${word}]`;
      });
      const flags = command.options
        .filter(({ long, hidden }) => long !== "--help" && !hidden)
        .map(({ flags: spelled, description, defaultValue }) => [
          `\`${spelled}\``,
          cell(`${description}${typeof defaultValue === "string" ? ` (default ${defaultValue})` : ""}`),
        ]);
      const heading = `### jackfield ${path}\n\n\`jackfield ${path}${words.join("")}\`: ${cell(command.description())}`;
      return flags.length === 0 ? heading : `${heading}\n\n${table(["flag", "meaning"], flags)}`;
    });
  return pages.join("\n\n");
};

type Schema = {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
};

const optionRows = (schema: Schema, path: string): readonly (readonly string[])[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, one]) => {
    const own = `${path}${name}`;
    const { additionalProperties: values } = one;
    const below = [
      ...optionRows(one, `${own}.`),
      ...(one.items ? optionRows(one.items, `${own}[].`) : []),
      ...(typeof values === "object" ? optionRows(values, `${own}.<name>.`) : []),
    ];
    const usual = one.default === undefined ? "" : `\`${JSON.stringify(one.default)}\``;
    const isPlain = below.length === 0 || one.description !== undefined;
    const type = one.enum === undefined ? (one.type ?? "") : one.enum.map((word) => `\`${word}\``).join(", ");
    return [...(isPlain ? [[`\`${own}\``, type, usual, cell(one.description ?? "")]] : []), ...below];
  });

/** What a message says, with the names of its parts in their places. */
const messageOf = (
  definition: { readonly message: unknown; readonly fix: unknown },
  key: "message" | "fix",
): string => {
  const text = definition[key];
  if (typeof text !== "function") return String(text);
  const parts = new Proxy({}, { get: (_, name) => `<${String(name)}>` });
  try {
    return String(text(parts)).replaceAll("NaN", "<number>");
  } catch {
    return "depends on the place";
  }
};

const page = async (): Promise<string> => `# Reference

Printed from the tables that the programs use: \`UPDATE=1 npx vitest run generator/test/reference.test.ts\`. Do not edit.

## Commands

Every command takes \`--config <file>\`, \`--json\`, \`--quiet\`, \`--no-color\` and \`--strict\`.

${await commandPages()}

## Options of a config

${table(
  ["option", "type", "default", "meaning"],
  optionRows(z.toJSONSchema(configSchema, { io: "input", unrepresentable: "any" }) as Schema, ""), // a JSON Schema
)}

## Flags of a server

Of \`jackfield serve\`, and of every server that was generated. \`--help\` of a server lists its variables.

${table(
  ["flag", "meaning"],
  Object.entries(serveFlags).map(([name, flag]) => [
    `\`--${name}${"value" in flag ? ` ${flag.value}` : ""}\``,
    cell(flag.doc),
  ]),
)}

## Repairs

Each is a diagnostic too, of this code. \`repairs.off\` of a config switches it off.

${table(
  ["code", "severity", "what it fixes"],
  builtInRepairs.map(({ code, severity, summary }) => [`\`${code}\``, severity, cell(summary)]),
)}

## Diagnostics

${table(
  ["code", "severity", "message", "fix"],
  Object.entries(codes).map(([code, definition]) => [
    `\`${code}\``,
    definition.severity,
    cell(messageOf(definition, "message")),
    cell(messageOf(definition, "fix")),
  ]),
)}
`;

test("the reference is what the tables say", async () => {
  const wanted = await page();
  if (process.env.UPDATE) writeFileSync(place, wanted);
  expect(existsSync(place) ? readFileSync(place, "utf8") : "").toBe(wanted);
  expect(wanted.match(/^### jackfield /gm)?.length).toBeGreaterThan(10);
  expect(wanted).toContain("| `specs[].from` |");
});
