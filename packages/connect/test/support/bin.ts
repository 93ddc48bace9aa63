import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const program = fileURLToPath(new URL("../../bin/jackfield-connect.js", import.meta.url));

/** A JSON-RPC message as a test sees it. */
export type Line = {
  readonly jsonrpc: string;
  readonly id?: string | number | null;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: {
    readonly code: number;
    readonly message: string;
    readonly data?: Readonly<Record<string, unknown>>;
  };
};

/** Longest wait for anything, in milliseconds: a hang becomes a failure that names what was waited for. */
const patience = 20_000;

export const within = <Value>(promise: Promise<Value>, what: string, ms = patience): Promise<Value> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not happen within ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

export type Host = {
  readonly child: ChildProcessWithoutNullStreams;
  /** Everything on standard output, line by line, as it came. */
  readonly raw: readonly string[];
  readonly lines: readonly Line[];
  stderr(): string;
  write(text: string): void;
  send(message: Readonly<Record<string, unknown>>): void;
  /** The first line, past or future, that fits. */
  next(what: string, fits: (line: Line) => boolean): Promise<Line>;
  ask(id: string | number, method: string, params?: object): Promise<Line>;
  open(hello?: object): Promise<Line>;
  /** Ends the input; resolves with the exit code. */
  end(): Promise<number | null>;
  readonly exited: Promise<number | null>;
};

const folders: string[] = [];
const children = new Set<ChildProcessWithoutNullStreams>();

/** A new state folder, removed by `cleanUp`. */
export const newHome = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "jackfield-connect-"));
  folders.push(folder);
  return folder;
};

/** Ends what a test file has started. */
export const cleanUp = (): void => {
  for (const child of children) child.kill("SIGKILL");
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
};

export const hello = {
  protocolVersion: "2025-06-18",
  capabilities: { elicitation: {}, roots: { listChanged: true }, experimental: { "x/y": { deep: null } } },
  clientInfo: { name: "scripted-host", title: "Scripted Host", version: "1.2.3" },
};

/** The environment of a child: nothing of the machine's own settings. */
export const environment = (extra: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  PATH: process.env.PATH ?? "",
  HOME: extra.HOME ?? "/nonexistent",
  JACKFIELD_CONNECT_HOME: extra.JACKFIELD_CONNECT_HOME ?? newHome(),
  JACKFIELD_CONNECT_NO_BROWSER: "1",
  ...extra,
});

export const start = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd?: string,
): Host => {
  const child = spawn(process.execPath, [program, ...args], { env: environment(env), cwd: cwd ?? tmpdir() });
  children.add(child);
  const raw: string[] = [];
  const lines: Line[] = [];
  const waiting = new Set<() => void>();
  let errors = "";
  let rest = "";
  child.stdin.on("error", () => undefined);
  child.stderr.on("data", (chunk) => {
    errors += String(chunk);
  });
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      raw.push(part);
      // A command prints text; a bridge must not.
      if (part.startsWith("{")) lines.push(JSON.parse(part));
    }
    for (const look of [...waiting]) look();
  });
  const exited = new Promise<number | null>((resolve) => {
    child.once("close", (code) => {
      children.delete(child);
      resolve(code);
    });
  });
  const next = (what: string, fits: (line: Line) => boolean): Promise<Line> => {
    const found = new Promise<Line>((resolve, reject) => {
      const look = (): void => {
        const line = lines.find(fits);
        if (line === undefined) return;
        waiting.delete(look);
        resolve(line);
      };
      waiting.add(look);
      look();
      void exited.then((code) => {
        look();
        reject(new Error(`the bridge ended with ${code} before ${what}: ${errors}`));
      });
    });
    return within(found, what).catch((error: Error) => {
      throw new Error(`${error.message}\n${errors}`);
    });
  };
  const write = (text: string): void => void child.stdin.write(text);
  const send = (message: Readonly<Record<string, unknown>>): void =>
    write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const ask = (id: string | number, method: string, params?: object): Promise<Line> => {
    send({ id, method, ...(params === undefined ? {} : { params }) });
    return next(`the answer to ${method} ${id}`, (line) => line.id === id && line.method === undefined);
  };
  return {
    child,
    raw,
    lines,
    stderr: () => errors,
    write,
    send,
    next,
    ask,
    async open(params = hello) {
      const answer = await ask("init", "initialize", params);
      send({ method: "notifications/initialized" });
      return answer;
    },
    async end() {
      child.stdin.end();
      return within(exited, "the end of the bridge");
    },
    exited,
  };
};

export type Finished = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Runs a command to its end. */
export const run = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  options: { readonly input?: string; readonly cwd?: string } = {},
): Promise<Finished> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], {
      env: environment(env),
      cwd: options.cwd ?? tmpdir(),
    });
    children.add(child);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += String(chunk);
    });
    child.stderr.on("data", (chunk) => {
      stderr += String(chunk);
    });
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input ?? "");
    child.once("close", (code) => {
      children.delete(child);
      resolve({ code, stdout, stderr });
    });
  });

/** Resolves when `holds` is true; it is asked again and again. */
export const until = async (what: string, holds: () => boolean, ms = patience): Promise<void> => {
  const deadline = performance.now() + ms;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`${what} did not happen within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
