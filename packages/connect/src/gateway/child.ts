import { type ChildProcess, spawn } from "node:child_process";
import type { Environment } from "../config/interpolate.js";
import type { StdioServer } from "../config/types.js";
import { errorReply, type Frame, type Id, isReply, isRequest } from "../json-rpc.js";
import type { Link } from "../link/settings.js";
import type { Log } from "../log.js";
import { foreign } from "../redact.js";
import { Refusal } from "../refusal.js";
import { createChannel } from "../stdio/channel.js";

/** What a program needs to run at all. Secrets of the program that started us are not part of it. */
const inherited = ["HOME", "PATH", "TERM", "USER", "LANG", "SHELL", "TMPDIR"];
const onWindows = [
  "APPDATA",
  "LOCALAPPDATA",
  "PATHEXT",
  "SYSTEMROOT",
  "TEMP",
  "TMP",
  "USERPROFILE",
  "COMSPEC",
  "WINDIR",
];

const childEnvironment = (
  server: StdioServer,
  env: Environment,
  platform = process.platform,
): Record<string, string> => {
  const names = [...inherited, ...(platform === "win32" ? onWindows : []), ...server.inheritEnv];
  const passed = names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return { ...Object.fromEntries(passed), ...server.env };
};

const ringSize = 64 * 1024;
const gentle = 2_000;
const firm = 3_000;

/** Ends a whole group: a shell in front of the program would survive alone. */
const killGroup = (child: ChildProcess, signal: NodeJS.Signals): void => {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended meanwhile.
  }
};

type ChildLink = Link & {
  /** Resolves when the program has ended. */
  readonly ended: Promise<void>;
  /** The last words on its standard error. */
  lastWords(): string;
};

/** An MCP server that runs as a program of this machine, in a process group of its own and without a shell. */
export const createChild = (
  server: StdioServer,
  options: {
    readonly env: Environment;
    readonly most: number;
    readonly log: Log;
    readonly deliver: (frame: Frame) => Promise<void>;
  },
): ChildLink => {
  const { log, deliver } = options;
  const child = spawn(server.command, [...server.args], {
    env: childEnvironment(server, options.env),
    detached: process.platform !== "win32",
    shell: false,
    stdio: ["pipe", "pipe", "pipe"],
    ...(server.cwd === undefined ? {} : { cwd: server.cwd }),
  });
  const pending = new Set<Id>();
  let words = "";
  let why: string | undefined;
  child.stderr.on("data", (chunk) => {
    words = `${words}${chunk}`.slice(-ringSize);
  });
  child.stdin.on("error", (error) => log.debug(`${server.name}: ${error.message}`));
  const lastWords = (): string => foreign(words.trim().split("\n").slice(-3).join(" "));
  const ended = new Promise<void>((resolve) => {
    const end = (reason: string): void => {
      why ??= reason;
      resolve();
    };
    child.once("error", (error) => end(`cannot be started: ${error.message}`));
    child.once("close", (code, signal) => end(`ended with ${signal ?? code}`));
  });
  const channel = createChannel({
    input: child.stdout,
    output: child.stdin,
    most: options.most,
    onFrame(frame) {
      const { message } = frame;
      if (isReply(message) && message.id !== null) pending.delete(message.id);
      void deliver(frame);
    },
    // A program that prints something else than messages is common, and harmless.
    onInvalid: (_, line) => log.debug(`${server.name} printed: ${foreign(line, 80)}`),
  });
  const refuse = (id: Id): void => {
    const lastLine = lastWords();
    const refusal = new Refusal(
      "unreachable",
      `The program of ${server.name} ${why ?? "has ended"}${lastLine === "" ? "" : `: ${lastLine}`}`,
    );
    void deliver(errorReply(id, refusal.rpc));
  };
  void ended.then(() => {
    for (const id of pending) refuse(id);
    pending.clear();
    killGroup(child, "SIGKILL");
  });
  const close = async (): Promise<void> => {
    if (why !== undefined) return;
    child.stdin.end();
    const timers = [
      setTimeout(() => killGroup(child, "SIGTERM"), gentle),
      setTimeout(() => killGroup(child, "SIGKILL"), gentle + firm),
    ];
    await ended;
    for (const timer of timers) clearTimeout(timer);
  };
  return {
    ended,
    lastWords,
    accept(frame) {
      const { message } = frame;
      if (isRequest(message)) {
        if (why !== undefined) return refuse(message.id);
        pending.add(message.id);
      }
      void channel.send(frame.text);
    },
    woke: () => undefined,
    close,
  };
};
