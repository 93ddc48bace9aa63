import type { ServerDefinition } from "@jackfield/contract";
import { describeSchemes } from "@jackfield/contract";
import type { Plan } from "../../4-plan/index.js";
import { row } from "../pages.js";
import { print, staticText } from "../templates.js";
import type { OutputFile } from "../types.js";
import {
  editedFacts,
  type PackageFacts,
  type PackageLayout,
  type PackageWishes,
  packageFacts,
} from "./facts.js";
import { bundleManifest, commandOf, npmManifest, registryEntry } from "./manifests.js";
import { selectionOf, settingsOf } from "./variables.js";

export type { PackageLayout, PackageWishes } from "./facts.js";

/** More tools than this are on the page of the tools, and only their number is in the readme. */
const mostRows = 100;

/**
 * The files of a package that a vendor can publish, around a generated server. A person may edit every one of them; then
 * it is theirs. `edited`: the package.json, where a person has edited it, as JSON.
 */
export const packageFiles = (
  plan: Plan,
  layout: PackageLayout,
  { wishes = {}, edited }: { readonly wishes?: PackageWishes; readonly edited?: unknown } = {},
): readonly OutputFile[] => {
  const { definition } = plan;
  const facts = packageFacts(definition, wishes, editedFacts(edited));
  const command = commandOf(facts);
  const base = layout.generated === "" ? "./" : "./generated/";
  const holder = facts.author ?? `The authors of ${facts.name}`;
  const files: readonly OutputFile[] = [
    { path: layout.main, text: print("server.ts", { base }) },
    { path: "package.json", text: npmManifest(facts, layout) },
    { path: "tsconfig.json", text: compilerSettings(layout) },
    { path: "server.json", text: registryEntry(facts, definition) },
    { path: "manifest.json", text: bundleManifest(facts, plan) },
    { path: "README.md", text: readme(plan, facts, layout) },
    { path: "AGENTS.md", text: agents(facts, layout) },
    { path: "CHANGELOG.md", text: print("changelog.md", { version: facts.version }) },
    { path: `skills/${command}/SKILL.md`, text: skill(plan, facts) },
    {
      path: "test/server.test.mjs",
      text: print("server.test.mjs", { profiles: definition.profiles !== undefined }),
    },
    { path: ".github/workflows/ci.yml", text: staticText("ci.yml") },
    ...(layout.upstream
      ? [
          { path: ".github/workflows/drift.yml", text: staticText("drift.yml") },
          { path: ".github/drift.mjs", text: staticText("drift.mjs") },
        ]
      : []),
    { path: "Dockerfile", text: staticText("Dockerfile") },
    { path: ".dockerignore", text: "*\n!dist\n" },
    { path: ".gitignore", text: "node_modules/\ndist/\n*.mcpb\n*.tgz\n" },
    { path: ".mcpbignore", text: "/*\n!/dist\n!/manifest.json\n!/README.md\n!/LICENSE\n" },
    // The text of another license is for the owner to choose.
    ...(facts.license === "MIT" ? [{ path: "LICENSE", text: print("license", { holder }) }] : []),
  ];
  return [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
};

const compilerSettings = ({ main, generated }: PackageLayout): string => {
  const settings = {
    compilerOptions: {
      target: "ES2023",
      module: "NodeNext",
      types: ["node"],
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      verbatimModuleSyntax: true,
    },
    include: generated === "" ? [main, "definition.ts", "tools", "schema"] : ["src"],
  };
  return `${JSON.stringify(settings, null, 2)}\n`;
};

const agents = ({ name }: PackageFacts, { generated, regenerate }: PackageLayout): string => {
  const made = ["tools/", "schema/", "catalog.json", "search.json", "definition.ts", "tools.md"];
  return print("agents.md", { package: name, regenerate, paths: made.map((path) => `${generated}${path}`) });
};

const readme = (plan: Plan, facts: PackageFacts, { generated }: PackageLayout): string => {
  const { definition, tools } = plan;
  const command = commandOf(facts);
  const env = exampleVariables(definition);
  const start = {
    command: "npx",
    args: ["-y", facts.name],
    ...(env.length > 0 && { env: Object.fromEntries(env.map((name) => [name, "..."])) }),
  };
  return print("readme.md", {
    title: definition.title,
    count: tools.length,
    package: facts.name,
    command,
    mcpName: facts.mcpName,
    env,
    desktop: { mcpServers: { [command]: start } },
    vscode: { servers: { [command]: { type: "stdio", ...start } } },
    variables: [...settingsOf(definition), ...selectionOf(definition)],
    tools: tools.slice(0, mostRows).map(row),
    more: Math.max(0, tools.length - mostRows),
    toolsPage: `${generated}tools.md`,
  });
};

/** The variables of the first way to satisfy the first scheme that a call tries. */
const exampleVariables = (definition: ServerDefinition): readonly string[] => {
  const tried = Object.values(definition.apis).flatMap(({ security }) => security.flatMap(Object.keys));
  const schemes = describeSchemes(definition).filter(({ ways }) => ways.length > 0);
  const first = schemes.find(({ name }) => name === tried[0]) ?? schemes[0];
  return first?.ways[0] ?? [];
};

/** Instructions for an agent that has this server: what the tools are for, in the groups of the spec. */
const skill = (plan: Plan, facts: PackageFacts): string => {
  const { title } = plan.definition;
  const groups = new Map<string, number>();
  for (const { record } of plan.tools) {
    const name = record.tags?.[0] ?? "others";
    groups.set(name, (groups.get(name) ?? 0) + 1);
  }
  return print("skill.md", {
    title,
    command: commandOf(facts),
    description: `Use the ${title} API through its MCP server, for ${[...groups.keys()].slice(0, 12).join(", ")}.`,
    groups: [...groups].map(([name, count]) => ({ name, count })),
    tools: plan.tools.length > mostRows ? [] : plan.tools.map(row),
  });
};
