import type { Environment } from "../config/interpolate.js";
import { Failure } from "../failure.js";
import { type Connection, listAll } from "../gateway/connection.js";
import { isObject, type JsonObject } from "../json-rpc.js";
import { type RefusalKind, refusalOf } from "../refusal.js";
import { type Context, createContext } from "./context.js";
import { dial, plainHandlers } from "./dial.js";
import { numberOf, readFlags } from "./flags.js";
import { print, printJson } from "./output.js";

const failureKinds: Partial<Readonly<Record<RefusalKind, Failure["kind"]>>> = {
  unreachable: "network",
  timeout: "timeout",
  "login-needed": "login-needed",
};

/** A refusal as the end of a command. */
export const failureOf = (error: unknown): Failure => {
  if (error instanceof Failure) return error;
  const { kind, message } = refusalOf(error);
  return new Failure(failureKinds[kind] ?? "failed", message);
};

type Introduction = {
  readonly name: unknown;
  readonly version: unknown;
  readonly protocol: unknown;
  readonly tools: number;
  readonly ms: number;
};

/** Connects once and looks around. */
export const meet = async (context: Context, word: string, seconds: number): Promise<Introduction> => {
  const begun = performance.now();
  let connection: Connection | undefined;
  try {
    connection = await dial(context, word, plainHandlers(seconds * 1_000));
    const { serverInfo, protocolVersion, capabilities } = connection.welcome;
    const info = isObject(serverInfo) ? serverInfo : {};
    const hasTools = isObject(capabilities) && capabilities.tools !== undefined;
    const tools = hasTools
      ? (await listAll(connection, "tools/list", "tools", seconds * 1_000)).items.length
      : 0;
    const ms = Math.round(performance.now() - begun);
    return { name: info.name, version: info.version, protocol: protocolVersion, tools, ms };
  } finally {
    await connection?.close();
  }
};

const needed = (words: readonly string[], what: string): string => {
  const [word] = words;
  if (word !== undefined) return word;
  throw new Failure("usage", `No ${what} is named`);
};

/** `connect`: dials once, prints who answered. */
export const connectOnce = async (args: readonly string[], env: Environment): Promise<number> => {
  const { flags, words } = readFlags("connect", args, 1);
  const context = createContext(env, flags);
  try {
    const met = await meet(context, needed(words, "server"), numberOf(flags, "timeout", 30));
    if (flags.json === true) printJson(met);
    else print(`${met.name} ${met.version}, protocol ${met.protocol}, ${met.tools} tools, ${met.ms} ms`);
    return 0;
  } catch (error) {
    throw failureOf(error);
  }
};

const readInput = async (): Promise<string> => {
  let text = "";
  for await (const chunk of process.stdin) text += String(chunk);
  return text;
};

const argumentsOf = async (text: string | undefined): Promise<JsonObject> => {
  if (text === undefined) return {};
  const source = text === "-" ? await readInput() : text;
  try {
    const value: unknown = JSON.parse(source);
    if (isObject(value)) return value;
  } catch {
    // Said below, with what was wanted.
  }
  throw new Failure("usage", "The arguments are not a JSON object");
};

/** `call`: one tool from the shell. */
export const call = async (args: readonly string[], env: Environment): Promise<number> => {
  const { flags, words } = readFlags("call", args, 3);
  const context = createContext(env, flags);
  const [server, tool, text] = words;
  if (server === undefined || tool === undefined)
    throw new Failure("usage", "call needs a server and a tool");
  const callArguments = await argumentsOf(text);
  const timeout = numberOf(flags, "request-timeout", 60) * 1_000;
  let connection: Connection | undefined;
  try {
    connection = await dial(context, server, plainHandlers(timeout));
    const reply = await connection.ask("tools/call", { name: tool, arguments: callArguments }, { timeout });
    if (!("result" in reply))
      throw new Failure("failed", `${server} refuses (${reply.error.code}): ${reply.error.message}`);
    printJson(reply.result);
    return reply.result.isError === true ? 1 : 0;
  } catch (error) {
    throw failureOf(error);
  } finally {
    await connection?.close();
  }
};
