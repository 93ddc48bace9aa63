import type { ServerDefinition } from "@jackfield/contract";
import type { Plan } from "../../4-plan/index.js";
import { firstLine, oneLine } from "../escape.js";
import { type PackageFacts, type PackageLayout, withoutScope } from "./facts.js";
import { selectionOf, settingsOf, type Variable } from "./variables.js";

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Of the packages of Jackfield that the sources import. */
const jackfieldVersion = "^0.1.0";

/** The command that a package's users type. */
export const commandOf = (facts: PackageFacts): string => withoutScope(facts.name);

/**
 * The npm manifest. It publishes `dist/` only, which holds everything that runs: nothing is installed with it.
 */
export const npmManifest = (facts: PackageFacts, { regenerate }: PackageLayout): string =>
  json({
    name: facts.name,
    version: facts.version,
    description: facts.description,
    keywords: ["mcp", "mcp-server", "modelcontextprotocol"],
    license: facts.license,
    ...(facts.author && { author: facts.author }),
    ...(facts.repository && { repository: { type: "git", url: `git+${facts.repository}.git` } }),
    mcpName: facts.mcpName,
    type: "module",
    engines: { node: ">=20.19" },
    bin: { [commandOf(facts)]: "dist/server.js" },
    files: ["dist"],
    publishConfig: { access: "public" },
    scripts: {
      ...(regenerate && { generate: "jackfield generate" }),
      build: "jackfield build .",
      types: "tsc --noEmit",
      pretest: "npm run build",
      test: "node --test test/*.test.mjs",
      start: "node dist/server.js",
      prepack: "npm run build",
      mcpb: `npx -y @anthropic-ai/mcpb@2.1.2 pack . ${commandOf(facts)}.mcpb`,
    },
    devDependencies: {
      "@jackfield/contract": jackfieldVersion,
      "@jackfield/host": jackfieldVersion,
      "@types/node": "^20.19.0",
      jackfield: jackfieldVersion,
      typescript: "^5.9.3",
    },
  });

/** `server.json` of the MCP registry, schema 2025-12-11. */
export const registryEntry = (facts: PackageFacts, definition: ServerDefinition): string =>
  json({
    $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
    name: facts.mcpName,
    title: bounded(definition.title, 100),
    description: bounded(facts.description, 100),
    version: facts.version,
    ...(facts.repository && {
      repository: {
        url: facts.repository,
        source: facts.repository.includes("//gitlab.com/") ? "gitlab" : "github",
      },
    }),
    packages: [
      {
        registryType: "npm",
        identifier: facts.name,
        version: facts.version,
        runtimeHint: "npx",
        transport: { type: "stdio" },
        environmentVariables: [...settingsOf(definition), ...selectionOf(definition)].map(registryVariable),
      },
    ],
  });

const registryVariable = ({ name, meaning, secret, values }: Variable) => ({
  name,
  description: oneLine(meaning),
  isRequired: false,
  isSecret: secret,
  ...(values && { choices: values, default: values[0] }),
});

/**
 * The manifest of an MCP bundle: what a desktop client asks its user, and how it starts the server. Version 0.3; nothing
 * in it is different in 0.4.
 */
export const bundleManifest = (facts: PackageFacts, { definition, tools }: Plan): string => {
  const settings = settingsOf(definition);
  const readOnly = `${definition.prefix}_READ_ONLY`;
  return json({
    manifest_version: "0.3",
    name: commandOf(facts),
    display_name: oneLine(definition.title),
    version: facts.version,
    description: facts.description,
    author: { name: facts.author ?? `The authors of ${facts.name}` },
    ...(facts.repository && { repository: { type: "git", url: facts.repository } }),
    license: facts.license,
    server: {
      type: "node",
      entry_point: "dist/server.js",
      mcp_config: {
        command: "node",
        args: [`\${__dirname}/dist/server.js`],
        env: Object.fromEntries(
          [...settings.map(({ name }) => name), readOnly].map((name) => [name, `\${user_config.${name}}`]),
        ),
      },
    },
    tools: tools.map(({ face, record }) => ({
      name: face.name,
      description: oneLine(firstLine(record.description)),
    })),
    // A host puts nothing in the place of an answer that has no default, so every answer has one.
    user_config: Object.fromEntries([
      ...settings.map(({ name, meaning, secret, values }) => [
        name,
        {
          type: "string",
          title: name,
          description: oneLine(meaning),
          required: false,
          default: values?.[0] ?? "",
          ...(secret && { sensitive: true }),
        },
      ]),
      [
        readOnly,
        {
          type: "boolean",
          title: "Read only",
          description: "Serve only tools that change nothing",
          required: false,
          default: false,
        },
      ],
    ]),
    compatibility: { platforms: ["darwin", "win32", "linux"], runtimes: { node: ">=20.19" } },
  });
};

const bounded = (text: string, most: number): string => {
  const characters = [...oneLine(text)];
  return characters.length <= most ? characters.join("") : `${characters.slice(0, most - 1).join("")}…`;
};
