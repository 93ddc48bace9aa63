import { createBridge } from "../bridge/bridge.js";
import { createFilter } from "../bridge/filters.js";
import { watch } from "../bridge/watch.js";
import { systemClock } from "../clock.js";
import type { Environment } from "../config/interpolate.js";
import { exitCodes } from "../failure.js";
import { createLink } from "../link/choose.js";
import { createContext } from "./context.js";
import { readFlags } from "./flags.js";
import { openServer } from "./open-server.js";
import { guardProcess, onSignal } from "./process.js";

const codeFor: Readonly<Record<string, number>> = {
  "login-needed": exitCodes["login-needed"],
  timeout: exitCodes.timeout,
  unreachable: exitCodes.network,
};

/** `bridge`: the host on standard input and output, one server behind it. Resolves with the exit code. */
export const bridge = async (args: readonly string[], env: Environment): Promise<number> => {
  const { flags, words } = readFlags("bridge", args, 1);
  guardProcess();
  const context = createContext(env, flags);
  const { log } = context;
  if (process.stdin.isTTY)
    log.info(
      "this is a program for an MCP client to start; it waits for the client's messages. To try the server by hand: jackfield-connect connect",
    );
  const server = await openServer(words[0], context);
  const { link, choice } = server;
  const withTools =
    flags.auth === "tool" && server.login !== undefined
      ? (await import("./login-tools.js")).loginTools(context, server, server.login)
      : undefined;
  const pipe = createBridge({
    input: process.stdin,
    output: process.stdout,
    log,
    most: server.most,
    offered: createFilter(server.filter),
    link: withTools ?? ((deliver) => createLink({ ...link, deliver }, choice)),
  });
  onSignal(pipe.close);
  const unwatch = watch(systemClock, { woke: pipe.woke, orphaned: () => void pipe.close() });
  const end = await pipe.ended;
  unwatch();
  if (end.kind === "never-connected") return codeFor[end.reason] ?? exitCodes.failed;
  return typeof process.exitCode === "number" ? process.exitCode : 0;
};
