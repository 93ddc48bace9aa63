import { commands } from "./commands.js";
import { flagsOf } from "./flags.js";

const flagLines = (command: string): string =>
  flagsOf(command)
    .map(
      ([name, { value, text }]) =>
        [`--${name}${value === undefined ? "" : ` <${value.replace(/^'|'$/g, "")}>`}`, text] as const,
    )
    .map(([left, text]) => `  ${left.padEnd(32)} ${text}`)
    .join("\n");

/** The help of the program, or of one command. */
export const helpText = (command?: string): string => {
  const one = command === undefined ? undefined : commands[command];
  if (command !== undefined && one !== undefined)
    return `Usage: jackfield-connect ${command} ${one.usage}\n${one.text[0]?.toUpperCase()}${one.text.slice(1)}.\n\n${flagLines(command)}\n`;
  const list = Object.entries(commands)
    .map(([name, { usage, text }]) => `  ${`${name} ${usage}`.padEnd(32)} ${text}`)
    .join("\n");
  return `Connects a client that speaks MCP over standard input and output to a remote MCP server.

Usage: jackfield-connect <url> [flags]           bridge to this server
       jackfield-connect bridge [<server|url>]   the same, for a server of the configuration or a profile
       jackfield-connect <command> ...

Commands:
${list}

Flags of the bridge:
${flagLines("bridge")}
`;
};
