import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeEach } from "vitest";
import { cleanUp, type Host, hello, type Line, newHome, start } from "./bin.js";

const small = fileURLToPath(new URL("stdio-server.mjs", import.meta.url));
/** An entry for the small server of the tests. */
export const stdio = {
  type: "stdio",
  command: process.execPath,
  args: [small],
  description: "A small server.",
};

/** What a test of the gateway works with: a state folder, a host, and the meta tool. */
export const useGateway = () => {
  const stops: (() => Promise<void>)[] = [];
  let home = "";
  let host: Host | undefined;
  let calls = 0;
  beforeEach(() => {
    home = newHome();
  });
  afterEach(async () => {
    host?.child.kill("SIGKILL");
    for (const stop of stops.splice(0)) await stop();
  });
  afterAll(cleanUp);
  const current = (): Host => {
    if (host === undefined) throw new Error("no gateway is open");
    return host;
  };
  const env = (more: Record<string, string> = {}): Record<string, string> => ({
    JACKFIELD_CONNECT_HOME: home,
    ...more,
  });
  const mcp = (args: object, name = "mcp"): Promise<Line> => {
    calls += 1;
    return current().ask(`call-${calls}`, "tools/call", { name, arguments: args });
  };
  return {
    small,
    stops,
    env,
    home: () => home,
    host: current,
    configure: (mcpServers: object, gateway: object = {}): void =>
      writeFileSync(join(home, "config.json"), JSON.stringify({ mcpServers, gateway })),
    async open(
      more: Record<string, string> = {},
      params: object = hello,
      args: readonly string[] = [],
      cwd?: string,
    ): Promise<Host> {
      host = start(["serve", ...args], env(more), cwd);
      await host.open(params);
      return host;
    },
    mcp,
    dataOf: async (args: object, name?: string) => {
      const text = textOf(await mcp(args, name));
      if (!/^[[{]/.test(text)) throw new Error(text);
      return JSON.parse(text);
    },
  };
};

export const textOf = (line: Line): string => {
  const content = line.result?.content;
  const [first] = Array.isArray(content) ? content : [];
  return String(first?.text ?? line.error?.message);
};
