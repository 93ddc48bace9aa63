import { type Frame, frameOf, isObject, isReply, type Reply } from "../json-rpc.js";
import { headerDeclarations } from "../link/param-headers.js";
import type { Log } from "../log.js";

export type ToolFilter = {
  /** Names with `*`; without any, every tool is in. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
};

const pattern = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .split("*")
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  );

/** Whether a tool is offered. */
export const createFilter = ({ include, exclude }: ToolFilter): ((tool: string) => boolean) => {
  const some = (globs: readonly string[]): ((tool: string) => boolean) => {
    const patterns = globs.map(pattern);
    return (tool) => patterns.some((one) => one.test(tool));
  };
  const included = some(include);
  const excluded = some(exclude);
  return (tool) => (include.length === 0 || included(tool)) && !excluded(tool);
};

/**
 * A page of a list of tools without those that are not offered: the user's filter, and tools whose header declarations
 * a client must not follow (2026-07-28). A page that loses nothing keeps its text.
 */
export const filteredList = (frame: Frame<Reply>, offered: (tool: string) => boolean, log: Log): Frame => {
  const { message } = frame;
  if (!isReply(message) || !("result" in message) || !Array.isArray(message.result.tools)) return frame;
  const all: readonly unknown[] = message.result.tools;
  const tools = all.filter((tool) => {
    if (!isObject(tool) || typeof tool.name !== "string") return true;
    const { fault } = headerDeclarations(tool.inputSchema);
    if (fault !== undefined) log.warn(`the tool ${tool.name} is left out: ${fault}`);
    return fault === undefined && offered(tool.name);
  });
  return tools.length === all.length ? frame : frameOf({ ...message, result: { ...message.result, tools } });
};
