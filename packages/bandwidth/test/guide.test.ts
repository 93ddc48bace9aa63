import { afterAll, beforeAll, expect, test } from "vitest";
import { type Connection, startServer } from "./bandwidth-mcp.js";

let server: Connection;
beforeAll(async () => {
  server = await startServer(["--simulate", "--profile", "default,numbers"], {
    BW_CLIENT_SECRET: "a secret of the test",
  });
});
afterAll(() => server.close());

const textOf = async (uri: string): Promise<string> => {
  const [content] = (await server.client.readResource({ uri })).contents;
  return content !== undefined && "text" in content ? content.text : "";
};

test("the instructions say where the address for webhooks of calls is", () => {
  const instructions = server.client.getInstructions() ?? "";
  expect(instructions).toContain("answerUrl and disconnectUrl set to webhooks.voice of whoAmI");
});

test("resources: what is set, without secrets, and the references", async () => {
  const { resources } = await server.client.listResources();
  expect(resources.map(({ uri }) => uri)).toEqual([
    ...[
      "bandwidth://config",
      "bandwidth://events",
      "bandwidth://guide",
      "bandwidth://bxml",
      "bandwidth://number-orders",
    ],
  ]);
  const config = JSON.parse(await textOf("bandwidth://config"));
  expect(config).toMatchObject({
    signedIn: true,
    variables: { BW_CLIENT_SECRET: "(set)", BW_USERNAME: null },
  });
  expect(JSON.stringify(config)).not.toMatch(/simulator-secret|a secret of the test/);
  expect(await textOf("bandwidth://bxml")).toMatch(/## Redirect[\s\S]*- `redirectUrl` \(required\)/);
  await expect(server.client.readResource({ uri: "bandwidth://none" })).rejects.toThrow(/no resource/);
});

test("prompts are filled in, and their arguments completed from the account", async () => {
  const { client } = server;
  const { prompts } = await client.listPrompts();
  expect(prompts.map(({ name }) => name)).toEqual(["place-a-call", "send-a-message", "order-a-number"]);
  const given = { name: "place-a-call", arguments: { to: "+19195550199", goal: "Book {from} a table" } };
  const { messages } = await client.getPrompt(given);
  expect(JSON.stringify(messages)).toContain("Call +19195550199. The goal of the call: Book {from} a table");
  await expect(client.getPrompt({ name: "place-a-call", arguments: { to: " " } })).rejects.toThrow(
    /to and goal/,
  );
  const complete = async (name: string, value: string) => {
    const ref = { type: "ref/prompt" as const, name: "send-a-message" };
    return (await client.complete({ ref, argument: { name, value } })).completion.values;
  };
  expect(await complete("from", "+1919")).toEqual(["+19195550100"]);
  expect(await complete("from", "+44")).toEqual([]);
  expect(await complete("applicationId", "")).toEqual(["22222222-2222-4222-8222-222222222222"]);
});

test("skills are files that can be read", async () => {
  expect(server.client.getServerCapabilities()?.extensions).toHaveProperty([
    "io.modelcontextprotocol/skills",
  ]);
  for (const name of ["place-a-call", "send-a-message", "order-a-number", "port-a-number"])
    expect(await textOf(`skill://${name}/SKILL.md`)).toContain(`name: ${name}\n`);
});
