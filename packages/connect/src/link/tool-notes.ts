import { isObject, type JsonObject, type Message } from "../json-rpc.js";
import { type HeaderDeclaration, headerDeclarations } from "./param-headers.js";

type Note = {
  /** The server says that calling it twice does no harm. */
  readonly repeatable: boolean;
  readonly headers: readonly HeaderDeclaration[];
};

/** What the lists of tools that pass by say about each tool. */
export type ToolNotes = {
  /** Reads the result of a `tools/list`. */
  learn(result: JsonObject): void;
  of(tool: string): Note | undefined;
};

export const createToolNotes = (): ToolNotes => {
  const notes = new Map<string, Note>();
  return {
    learn({ tools }) {
      if (!Array.isArray(tools)) return;
      for (const tool of tools) {
        if (!isObject(tool) || typeof tool.name !== "string") continue;
        const hints = isObject(tool.annotations) ? tool.annotations : {};
        const { declarations } = headerDeclarations(tool.inputSchema);
        notes.set(tool.name, {
          repeatable: hints.readOnlyHint === true || hints.idempotentHint === true,
          headers: declarations,
        });
      }
    },
    of: (tool) => notes.get(tool),
  };
};

const harmless = /^(.+\/list|resources\/read|prompts\/get|ping|completion\/complete|server\/discover)$/;

/** Whether a request may be sent a second time when nobody knows whether the first one ran. */
export const isRepeatable = (message: Message, notes: ToolNotes): boolean => {
  if (!("method" in message)) return false;
  if (harmless.test(message.method)) return true;
  const name = message.params?.name;
  return message.method === "tools/call" && typeof name === "string" && notes.of(name)?.repeatable === true;
};
