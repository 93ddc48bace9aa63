// The whole product in one run, without an account: a simulated Bandwidth, the real MCP server as a child process, and
// a real MCP client that holds a phone conversation with it. Ends with exit code 0, and leaves no process.
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { converse, messagingApp, ours, voiceApp } from "./conversation.mjs";
import { heard, note, step, title } from "./print.mjs";
import { isAlive, pathOf, startSimulator } from "./processes.mjs";

/** Somebody texts a number of the account. */
async function textIn(url, message) {
  const headers = { "content-type": "application/json" };
  const sent = { method: "POST", headers, body: JSON.stringify(message) };
  const reply = await fetch(`${url}/simulator/messages`, sent);
  if (!reply.ok) throw new Error(`the simulator took no message: ${await reply.text()}`);
}

async function main() {
  title("Jackfield demo: a phone conversation through MCP, against a simulated Bandwidth");
  const begun = Date.now();
  // Nothing answers there: the server points both applications at itself.
  const callbackUrl = "http://127.0.0.1:9/";
  const applications = [
    { id: voiceApp, kind: "voice", callbackUrl },
    { id: messagingApp, kind: "messaging", callbackUrl },
  ];
  const simulator = await startSimulator({
    args: [
      "--speed",
      "20",
      "--digits",
      "2,9",
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
    args: [pathOf("packages/bandwidth/bin/bandwidth-mcp.js"), "--events-port", "0"],
    env: {
      PATH: process.env.PATH ?? "",
      BW_CLIENT_ID: "simulator-client",
      BW_CLIENT_SECRET: "simulator-secret",
      BW_API_URL: simulator.url,
      BW_VOICE_URL: simulator.url,
      BW_MESSAGING_URL: simulator.url,
      BW_VOICE_APPLICATION_ID: voiceApp,
      BW_MESSAGING_APPLICATION_ID: messagingApp,
    },
    stderr: "inherit",
  });
  const client = new Client({ name: "jackfield-demo", version: "0.1.0" });
  let serverProcess;
  try {
    step("Start the simulator and the server, and connect over stdio");
    await client.connect(transport);
    note(`simulator: ${simulator.url}`);
    await converse(client, (message) => textIn(simulator.url, message));
  } finally {
    serverProcess = transport.pid;
    await client.close();
    await simulator.stop();
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
