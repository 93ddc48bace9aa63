// The whole product in one run, without an account: a simulated Bandwidth, the real MCP server as a child process, and
// a real MCP client that holds a phone conversation with it. Ends with exit code 0, and leaves no process.
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { startCustomerApp } from "./customer-app.mjs";
import { call, heard, note, reply, step, title } from "./print.mjs";
import { isAlive, pathOf, startSimulator } from "./processes.mjs";

const ours = "+19195550100";
const theirs = "+19195550199";
const voiceApp = "11111111-1111-4111-8111-111111111111";
const messagingApp = "22222222-2222-4222-8222-222222222222";
const patience = 20_000;

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Asks until the answer is there; the demo must not hang when it never comes. */
async function until(ask, what) {
  for (const end = Date.now() + patience; Date.now() < end; await wait(100)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
  throw new Error(`${what} did not happen within ${patience / 1_000} s`);
}

/** Calls a tool, prints both sides, and gives the parsed result. */
async function use(client, name, args, { quiet = false } = {}) {
  if (!quiet) call(name, args);
  const result = await client.callTool({ name, arguments: args });
  const text = result.content.map((block) => block.text ?? `[${block.type}]`).join(" ");
  if (!quiet) reply(text.replaceAll(/\s+/g, " "), result.isError === true);
  return { ...result.structuredContent, isError: result.isError === true };
}

async function converse(client, app) {
  const { tools } = await client.listTools();
  const { name, version } = client.getServerVersion();
  note(`${name} ${version} lists ${tools.length} tools:`);
  note(tools.map((tool) => tool.name).join(", "));

  step("The first call mints an access token; the account comes from its claim, nobody types it");
  await use(client, "listCalls", {});

  step("Place a call; the customer application answers its webhooks with BXML");
  const { callId } = await use(client, "createCall", {
    from: ours,
    to: theirs,
    applicationId: voiceApp,
    answerUrl: `${app.url}/voice/answer`,
    disconnectUrl: `${app.url}/voice/disconnect`,
  });
  if (typeof callId !== "string") throw new Error("createCall gave no call id");
  const ended = await until(async () => {
    const state = await use(client, "getCallState", { callId }, { quiet: true });
    return state.state === "disconnected" ? state : undefined;
  }, "the end of the call");
  call("getCallState", { callId });
  reply(`${ended.state}, cause ${ended.disconnectCause}`);
  await until(
    async () => app.events.find(({ path }) => path === "/voice/disconnect"),
    "the disconnect webhook",
  );

  step("Send a message, and see its delivery arrive at the webhook");
  const message = await use(client, "createMessage", {
    applicationId: messagingApp,
    from: ours,
    to: [theirs],
    text: "Your table is ready.",
  });
  const delivered = await until(
    async () =>
      app.events.find(({ path, body }) => path === "/messages/status" && body[0]?.message?.id === message.id),
    "the delivery webhook",
  );
  note(`webhook: ${delivered.body[0].type} to ${delivered.body[0].to}`);

  step("A bad number: the API's own words come back, with what to do");
  const failed = await use(client, "createMessage", {
    applicationId: messagingApp,
    from: ours,
    to: ["12"],
    text: "Hello",
  });
  if (!failed.isError || failed.code !== "validation") throw new Error("the bad number was not refused");
}

async function main() {
  title("Jackfield demo: a phone conversation through MCP, against a simulated Bandwidth");
  const begun = Date.now();
  const app = await startCustomerApp();
  const applications = [
    { id: voiceApp, kind: "voice", callbackUrl: `${app.url}/voice/answer` },
    { id: messagingApp, kind: "messaging", callbackUrl: `${app.url}/messages/status` },
  ];
  const simulator = await startSimulator({
    args: [
      "--speed",
      "20",
      "--digits",
      "1",
      "--numbers",
      ours,
      "--transcript",
      "--applications",
      JSON.stringify(applications),
    ],
    onTranscript: heard,
  });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [pathOf("packages/bandwidth/bin/bandwidth-mcp.js")],
    env: {
      PATH: process.env.PATH ?? "",
      BW_CLIENT_ID: "simulator-client",
      BW_CLIENT_SECRET: "simulator-secret",
      BW_API_URL: simulator.url,
      BW_VOICE_URL: simulator.url,
      BW_MESSAGING_URL: simulator.url,
    },
    stderr: "inherit",
  });
  const client = new Client({ name: "jackfield-demo", version: "0.1.0" });
  let serverProcess;
  try {
    step("Start the simulator and the server, and connect over stdio");
    await client.connect(transport);
    note(`simulator: ${simulator.url}, customer application: ${app.url}`);
    await converse(client, app);
  } finally {
    serverProcess = transport.pid;
    await client.close();
    await simulator.stop();
    await app.close();
  }
  const left = [serverProcess, simulator.pid].filter((pid) => typeof pid === "number" && isAlive(pid));
  if (left.length > 0) throw new Error(`processes are left: ${left.join(", ")}`);
  step(`Done in ${((Date.now() - begun) / 1_000).toFixed(1)} s; no process is left`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
