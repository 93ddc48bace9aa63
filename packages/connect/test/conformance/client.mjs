// The client that the conformance tool drives: it speaks over standard input and output only, and reaches the tool's
// server through the bridge. What a scenario tests about headers, streams and logins is the bridge's doing.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const file = (name) => fileURLToPath(new URL(name, import.meta.url));
const url = process.argv.at(-1);
const scenario = process.env.MCP_CONFORMANCE_SCENARIO ?? "";
const version = process.env.MCP_CONFORMANCE_PROTOCOL_VERSION ?? "";
const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT || "{}");
const home = mkdtempSync(join(tmpdir(), "jackfield-conformance-"));

const flags = [];
if (context.client_id) flags.push("--client-id", context.client_id);
if (context.client_secret) flags.push("--client-secret-env", "CONFORMANCE_SECRET");
if (scenario === "auth/basic-cimd")
  flags.push("--client-metadata-url", "https://conformance-test.local/client-metadata.json");

const transport = new StdioClientTransport({
  command: process.execPath,
  args: [
    file("../../bin/jackfield-connect.js"),
    url,
    "--auth-timeout",
    "10",
    "--connect-timeout",
    "10",
    ...flags,
  ],
  env: {
    PATH: process.env.PATH,
    JACKFIELD_CONNECT_HOME: home,
    JACKFIELD_CONNECT_LOG: "debug",
    BROWSER: `${process.execPath} ${file("browser.mjs")}`,
    CONFORMANCE_SECRET: context.client_secret ?? "",
  },
});
const client = new Client(
  { name: "conformance", version: "1" },
  {
    capabilities: { elicitation: { form: { applyDefaults: true } }, sampling: {}, roots: {} },
    ...(version >= "2026" ? { versionNegotiation: { mode: { pin: version } } } : {}),
  },
);
client.setRequestHandler("elicitation/create", ({ params }) => {
  const properties = Object.entries(params.requestedSchema?.properties ?? {});
  return {
    action: "accept",
    content: Object.fromEntries(
      properties.flatMap(([key, one]) =>
        "default" in one ? [[key, one.default]] : one.type === "boolean" ? [[key, true]] : [],
      ),
    ),
  };
});
client.setRequestHandler("sampling/createMessage", () => ({
  role: "assistant",
  model: "none",
  content: { type: "text", text: "ok" },
}));
client.setRequestHandler("roots/list", () => ({ roots: [] }));

/** The simplest arguments that a schema accepts; a parameter `schema` is for the schema of the tool that comes first. */
const simple = { string: "test", number: 5, integer: 3, boolean: true };
const argumentsFor = ({ inputSchema: { properties = {} } }, first) =>
  Object.fromEntries(
    Object.entries(properties).map(([key, one]) => [
      key,
      key === "schema" ? first.inputSchema : (one.default ?? simple[one.type] ?? {}),
    ]),
  );

const tryAll = async (items, run) => {
  for (const item of items)
    await run(item).catch((error) => console.error(`conformance client: ${error.message}`));
};

// One window a minute is the rule; a scenario that asks for more rights needs two in a second.
const forget = setInterval(() => rmSync(join(home, "browser.json"), { force: true }), 20);

try {
  await client.connect(transport);
  const { tools = [], resources, prompts } = { tools: (await client.listTools()).tools };
  if (context.toolCalls)
    await tryAll(context.toolCalls, ({ name, arguments: args }) =>
      client.callTool({ name, arguments: args }),
    );
  else
    await tryAll(tools, (tool) =>
      client.callTool({ name: tool.name, arguments: argumentsFor(tool, tools[0]) }),
    );
  const capabilities = client.getServerCapabilities() ?? {};
  if (capabilities.resources)
    await tryAll((resources ?? (await client.listResources())).resources, ({ uri }) =>
      client.readResource({ uri }),
    );
  if (capabilities.prompts)
    await tryAll((prompts ?? (await client.listPrompts())).prompts, ({ name }) => client.getPrompt({ name }));
} catch (error) {
  console.error(`conformance client: ${error.message}`);
  process.exitCode = 1;
} finally {
  clearInterval(forget);
  await client.close();
  rmSync(home, { recursive: true, force: true });
}
