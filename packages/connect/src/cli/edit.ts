import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../config/interpolate.js";
import { findProject, projectFile } from "../config/load.js";
import { readServer } from "../config/server.js";
import { Failure, messageOf } from "../failure.js";
import { isObject, type JsonObject } from "../json-rpc.js";
import { replaceFile } from "../state/folder.js";
import { homeFolder } from "./environment.js";
import { type Flags, readFlags } from "./flags.js";
import { print } from "./output.js";

const fileOf = (env: Environment, flags: Flags): string => {
  const [named] = flags.config ?? [];
  if (named !== undefined) return named;
  if (flags.project === true)
    return findProject(process.cwd(), homedir()) ?? join(process.cwd(), projectFile);
  return join(homeFolder(env, flags), "config.json");
};

const contentOf = (file: string): JsonObject => {
  if (!existsSync(file)) return { schema: 1, mcpServers: {} };
  try {
    const content: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (isObject(content)) return content;
  } catch (error) {
    throw new Failure(
      "config",
      `${file}: ${messageOf(error)}`,
      "Correct it by hand first; nothing was changed.",
    );
  }
  throw new Failure("config", `${file} is not a JSON object`);
};

const write = (file: string, content: JsonObject, servers: JsonObject): void => {
  try {
    replaceFile(file, `${JSON.stringify({ ...content, mcpServers: servers }, null, 2)}\n`);
  } catch (error) {
    throw new Failure("failed", `${file} cannot be written: ${messageOf(error)}`);
  }
};

const serversIn = (content: JsonObject): JsonObject =>
  isObject(content.mcpServers) ? content.mcpServers : {};

/** `add`: one more server in a configuration file. */
export const add = async (args: readonly string[], env: Environment): Promise<number> => {
  const { flags, words, rest } = readFlags("add", args, 1);
  const [name] = words;
  const [command, ...commandArgs] = rest;
  if (name === undefined || !/^[\w.-]{1,64}$/.test(name))
    throw new Failure("usage", "add needs a name of letters, digits, dots, dashes");
  if ((flags.url === undefined) === (command === undefined))
    throw new Failure("usage", "add needs either --url <url> or -- <command> [args]");
  const entry: JsonObject =
    flags.url === undefined
      ? { type: "stdio", command, args: commandArgs }
      : { type: "http", url: flags.url };
  readServer(name, entry);
  const file = fileOf(env, flags);
  const content = contentOf(file);
  const servers = serversIn(content);
  if (Object.hasOwn(servers, name))
    throw new Failure(
      "config",
      `${file} already has a server ${name}`,
      `Remove it first: jackfield-connect remove ${name}`,
    );
  write(file, content, { ...servers, [name]: entry });
  print(`added ${name} to ${file}`);
  return 0;
};

/** `remove`: takes a server out of a configuration file. Its tokens stay until a logout. */
export const remove = async (args: readonly string[], env: Environment): Promise<number> => {
  const { flags, words } = readFlags("remove", args, 1);
  const [name] = words;
  if (name === undefined) throw new Failure("usage", "remove needs a name");
  const file = fileOf(env, flags);
  const content = contentOf(file);
  const { [name]: gone, ...servers } = serversIn(content);
  if (gone === undefined) throw new Failure("config", `${file} has no server ${name}`);
  write(file, content, servers);
  print(`removed ${name} from ${file}`);
  return 0;
};
