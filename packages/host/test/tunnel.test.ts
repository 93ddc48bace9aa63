import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { startServer } from "./processes.js";

const folder = mkdtempSync(join(tmpdir(), "tunnel-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program in the place of cloudflared, first on the PATH. */
const standIn = (name: string, script: string): string => {
  const place = mkdtempSync(join(folder, name));
  const file = join(place, "cloudflared");
  writeFileSync(file, `#!${process.execPath}\n${script}`);
  chmodSync(file, 0o755);
  return `${place}${delimiter}${process.env.PATH}`;
};

const start = async (path: string) => {
  const environment = { FIXTURE_KEY: "canary-key-123456", FIXTURE_HOOKS: "1", FIXTURE_DEV_TUNNEL: "1" };
  const server = startServer([], { ...environment, PATH: path });
  onTestFinished(() => void server.child.kill("SIGKILL"));
  await server.initialize();
  return server;
};

it("makes addresses public with the program's first address, gives it no secret, and ends it", async () => {
  const path = standIn(
    "works",
    `process.stderr.write("Requesting new quick Tunnel\\nargs " + process.argv.slice(2).join(" ") + "\\n");
     require("node:fs").writeFileSync(require("node:path").join(__dirname, "seen"), JSON.stringify([process.pid, process.env]));
     process.stderr.write("|  https://quiet-otter.trycloudflare.com  |\\n");
     setInterval(() => {}, 1000);`,
  );
  const server = await start(path);
  await expect.poll(() => server.log.join("\n"), { timeout: 15_000 }).toContain("quiet-otter");
  server.call("address", "get_webhook_address", { webhook: "thing-made" });
  expect(await server.reply("address")).toMatchObject({
    result: {
      structuredContent: {
        url: expect.stringMatching(/^https:\/\/quiet-otter\.trycloudflare\.com\/webhooks\/.*thing-made$/),
      },
    },
  });
  const [pid, environment] = JSON.parse(readFileSync(join(path.split(delimiter)[0] ?? "", "seen"), "utf8"));
  expect(JSON.stringify(environment)).not.toContain("canary");
  server.stdin.end();
  expect(await server.exited).toBe(0);
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});

it.each([
  ["is missing", () => join(folder, "nowhere"), "cloudflared is not on the PATH"],
  ["ends", () => standIn("ends", "process.exit(3);"), "cloudflared ended with 3"],
])("serves on when the program %s, and says so", async (_, path, words) => {
  const server = await start(path());
  await expect.poll(() => server.log.join("\n"), { timeout: 15_000 }).toContain(words);
  server.call("list", "list_events", {});
  expect(await server.reply("list")).toMatchObject({ result: { structuredContent: { events: [] } } });
});

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
