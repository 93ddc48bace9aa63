import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { connect } from "./bandwidth-mcp.js";

const lock = JSON.parse(readFileSync(new URL("../surface.json", import.meta.url), "utf8"));
const allTools: readonly string[] = lock.tools.map(({ name }: { readonly name: string }) => name);

/** What a prompt is made of, whatever its arguments are. */
const anything = (names: readonly { readonly name: string }[] = []): Record<string, string> =>
  Object.fromEntries(names.map(({ name }) => [name, "+19195550199"]));

type Text = readonly [where: string, text: string];

/** Everything that a client reads of a server, tool results aside. */
const textsOf = async ({ client }: Awaited<ReturnType<typeof connect>>): Promise<readonly Text[]> => {
  const { tools } = await client.listTools();
  const { resources } = await client.listResources();
  const { prompts } = await client.listPrompts();
  const read = async (uri: string): Promise<Text> => [
    uri,
    JSON.stringify(await client.readResource({ uri })),
  ];
  const filled = async ({ name, arguments: args }: (typeof prompts)[number]): Promise<Text> => [
    `prompt ${name}`,
    JSON.stringify(await client.getPrompt({ name, arguments: anything(args) })),
  ];
  const skills = ["place-a-call", "send-a-message", "order-a-number", "port-a-number"];
  const skillTexts = skills.map((name) => read(`skill://${name}/SKILL.md`).catch((): Text => [name, ""]));
  return [
    ...tools.map((tool): Text => [tool.name, JSON.stringify([tool.description, tool.inputSchema])]),
    ["instructions", client.getInstructions() ?? ""],
    ...(await Promise.all([...resources.map(({ uri }) => read(uri)), ...prompts.map(filled), ...skillTexts])),
  ];
};

test.each([
  ["default", ["place-a-call", "send-a-message"]],
  ["voice", ["place-a-call"]],
  ["messaging", ["send-a-message"]],
  ["lookup", []],
  ["recordings", []],
  ["numbers", ["order-a-number"]],
  ["services", []],
  ["onboarding", []],
  ["full", ["place-a-call", "send-a-message", "order-a-number"]],
])("profile %s: no text names a tool that is not served", async (profile, prompts) => {
  const server = await connect(["--profile", profile, "--mode", "all", "--events-port", "0"], {});
  const served = new Set(await server.tools());
  const others = allTools.filter((name) => !served.has(name));
  const texts = await textsOf(server);
  const wrong = texts.flatMap(([where, text]) =>
    others.filter((name) => new RegExp(`\\b${name}\\b`).test(text)).map((name) => `${where}: ${name}`),
  );
  expect(wrong).toEqual([]);
  expect((await server.client.listPrompts()).prompts.map(({ name }) => name)).toEqual(prompts);
  expect(Buffer.byteLength(server.client.getInstructions() ?? "")).toBeLessThanOrEqual(2_048);
});
