import { commands } from "./commands.js";
import { flagsOf } from "./flags.js";

/** Two columns; what is too wide for the first one has a line of its own. */
const columns = (rows: readonly (readonly [string, string])[]): string =>
  rows
    .map(([left, text]) =>
      left.length > 32 ? `  ${left}\n${" ".repeat(35)}${text}` : `  ${left.padEnd(32)} ${text}`,
    )
    .join("\n");

const flagLines = (command: string): string =>
  columns(
    flagsOf(command).map(([name, { value, text }]) => [
      `--${name}${value === undefined ? "" : ` <${value.replace(/^'|'$/g, "")}>`}`,
      text,
    ]),
  );

/** The help of the program, or of one command. */
export const helpText = (command?: string): string => {
  const one = command === undefined ? undefined : commands[command];
  if (command !== undefined && one !== undefined)
    return `Usage: jackfield-connect ${command} ${one.usage}\n${one.text[0]?.toUpperCase()}${one.text.slice(1)}.\n\n${flagLines(command)}\n`;
  const list = columns(
    Object.entries(commands).map(([name, { usage, text }]) => [`${name} ${usage}`.trim(), text]),
  );
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
