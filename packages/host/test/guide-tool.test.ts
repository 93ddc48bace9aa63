import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { expect, it } from "vitest";

const program = fileURLToPath(new URL("fixture/guide-tool.mjs", import.meta.url));
type Answer = { action: "accept" | "decline"; content?: Record<string, number> };

it.each<[string, Answer | undefined, string]>([
  ["a number", { action: "accept", content: { amount: 5 } }, "You bet 5."],
  ["a refusal", { action: "decline" }, "No bet: declined."],
  ["a client without forms", undefined, "No bet: unsupported."],
])("the tool of docs/tools.md that asks takes %s", async (_, answer, text) => {
  const capabilities = answer === undefined ? {} : { elicitation: { form: {} } };
  const client = new Client({ name: "test", version: "1" }, { capabilities });
  const questions: string[] = [];
  if (answer !== undefined)
    client.setRequestHandler("elicitation/create", async ({ params }) => {
      questions.push(params.message);
      return answer;
    });
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [program] }));
  try {
    const result = await client.callTool({ name: "bet", arguments: { game: "chess" } });
    expect(result.content).toEqual([{ type: "text", text }]);
    expect(questions).toEqual(answer === undefined ? [] : ["How much do you want to bet on chess?"]);
  } finally {
    await client.close();
  }
});
