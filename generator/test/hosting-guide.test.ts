import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { redisProgram, startRedis } from "../../packages/events/test/redis-server.js";

const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const guide = readFileSync(file("docs/hosting.md"), "utf8");

const spec = {
  openapi: "3.1.0",
  info: { title: "Things", version: "1" },
  servers: [{ url: "https://api.example.com" }],
  paths: { "/things": { get: { operationId: "listThings", responses: { 200: { description: "Done" } } } } },
};

/** The two programs as the guide calls them. A server ends once it serves, and listens on a free port of loopback only. */
const programs = `
set -eu
until_it_serves() {
  : > server.log
  node "$@" --port 0 --host 127.0.0.1 2> server.log &
  pid=$!
  while kill -0 $pid 2> /dev/null && ! grep -q '"serving MCP over HTTP"' server.log; do sleep 0.05; done
  grep -q '"serving MCP over HTTP"' server.log || { echo "$*: $(cat server.log)" >&2; exit 1; }
  kill $pid
  wait $pid
  echo served
}
run() {
  if [ "$2" = tenants ]; then node "$@"; else until_it_serves "$@"; fi
}
jackfield() { run '${file("generator/bin/jackfield.js")}' "$@"; }
bandwidth-mcp() { run '${file("packages/bandwidth/bin/bandwidth-mcp.js")}' "$@"; }
`;

/** The commands of the guide from its beginning to its end, as a reader would type them. */
const commandsOf = (redis: string): string =>
  [...guide.matchAll(/```sh\n([\s\S]*?)```/g)]
    .map(([, block = ""]) => block)
    .join("\n")
    .replaceAll("redis://127.0.0.1:6379", redis);

test.skipIf(redisProgram === undefined)(
  "every command of the guide to hosting does what it says",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "hosting-guide-"));
    const redis = await startRedis(redisProgram ?? "");
    writeFileSync(join(folder, "openapi.yaml"), JSON.stringify(spec));
    const commands = commandsOf(redis.url);
    const child = spawn("bash", ["-c", programs + commands], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        output += String(chunk);
      });
    const code = await new Promise((resolve) => child.once("close", resolve));
    await redis.close();
    rmSync(folder, { recursive: true });
    expect([code, output]).toEqual([
      0,
      "served\n".repeat(commands.match(/--transport (http|sse)/g)?.length ?? 0),
    ]);
  },
  120_000,
);
