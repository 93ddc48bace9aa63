import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ResourceUpdatedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { expect, onTestFinished, test } from "vitest";

const program = fileURLToPath(new URL("../../bandwidth/bin/bandwidth-mcp.js", import.meta.url));

/** A program in the place of cloudflared that names its address when the file is there. */
const standIn = (go: string): string =>
  `#!${process.execPath}
  const wait = setInterval(() => {
    if (!require("node:fs").existsSync(${JSON.stringify(go)})) return;
    clearInterval(wait);
    process.stderr.write("|  https://quiet-otter.trycloudflare.com  |\\n");
    setInterval(() => {}, 1000);
  }, 20);`;

test("a client that has read the configuration hears that the tunnel has its address", async () => {
  const folder = mkdtempSync(join(tmpdir(), "jackfield-tunnel-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const go = join(folder, "go");
  writeFileSync(join(folder, "cloudflared"), standIn(go));
  chmodSync(join(folder, "cloudflared"), 0o755);

  const client = new Client({ name: "test", version: "1" });
  const updates: string[] = [];
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
    updates.push(params.uri);
  });
  const env = { PATH: `${folder}${delimiter}${process.env.PATH}`, BW_MCP_DEV_TUNNEL: "1" };
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [program], env }));
  onTestFinished(() => client.close());
  const uri = "bandwidth://config";
  const webhooks = async () => {
    const { contents } = await client.readResource({ uri });
    return JSON.parse(String(contents[0] && "text" in contents[0] ? contents[0].text : "")).webhooks;
  };
  await client.subscribeResource({ uri });
  expect((await webhooks()).voice).toMatch(/^http:\/\/127\.0\.0\.1:/);
  expect(client.getInstructions()).toContain("webhooks.voice of whoAmI");

  writeFileSync(go, "");
  await expect.poll(() => updates, { timeout: 20_000 }).toEqual([uri]);
  expect((await webhooks()).voice).toMatch(/^https:\/\/quiet-otter\.trycloudflare\.com\//);
}, 60_000);
