import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type CallToolResult, Client, type Implementation, type Tool } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import type { Arguments } from "./behavior.js";

const program = fileURLToPath(new URL("../../bin/jackfield.js", import.meta.url));
const spec = fileURLToPath(new URL("spec.yaml", import.meta.url));
const name = "behaviors";

/** The three ways by which a call can reach the API. */
export type Way = "served" | "built" | "searched";
export const ways: readonly Way[] = ["served", "built", "searched"];

export type RunningServer = {
  /** What it says of itself when a client comes. */
  readonly info: Implementation | undefined;
  /** As they are listed. */
  readonly tools: readonly Tool[];
  call(tool: string, args: Arguments): Promise<CallToolResult>;
  close(): Promise<void>;
};

const run = promisify(execFile);

/** Generates and builds with the command line, as a user would; gives the start module. */
export const buildServer = async (folder: string): Promise<string> => {
  const jackfield = (...args: readonly string[]) => run(process.execPath, [program, "--quiet", ...args]);
  await jackfield("generate", "--spec", spec, "--out", folder, "--name", name);
  await jackfield("build", folder);
  return join(folder, "dist/server.js");
};

export const startServer = async (
  way: Way,
  { built, api }: { readonly built: string; readonly api: string },
): Promise<RunningServer> => {
  const command = way === "served" ? [program, "serve", spec, "--name", name] : [built];
  const mode = way === "searched" ? "search" : "all";
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [...command, "--base-url", api, "--mode", mode],
    env: { PATH: process.env.PATH ?? "" },
  });
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: "auto" } });
  await client.connect(transport);
  // The client checks results against the output schemas that the list declares, so the list is always read.
  const { tools } = await client.listTools();
  return {
    info: client.getServerVersion(),
    tools,
    async call(tool, args) {
      const asked =
        way === "searched"
          ? { name: "call_tool", arguments: { name: tool, arguments: args } }
          : { name: tool, arguments: args };
      // `_meta` is the envelope of the protocol and says the same of every call.
      const { _meta, ...result } = await client.callTool(asked);
      return result;
    },
    close: () => client.close(),
  };
};
