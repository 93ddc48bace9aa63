import { readFileSync } from "node:fs";
import { type ClientSetup, clientFacts, clientNames } from "@jackfield/contract";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

/** The guides that show how a client starts a program of ours: the name of the server there, and the program. */
const guides = [
  { file: "clients.md", server: "bandwidth", program: "bandwidth-mcp.js" },
  { file: "connect.md", server: "example", program: "jackfield-connect.js" },
] as const;

/** The blocks of a section by language. */
const blocksIn = (section: string): readonly (readonly [string, string])[] =>
  [...section.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language = "", text = ""]) => [language, text]);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/** What a block says of a server, below the key under which this client looks for servers. */
const serverIn = (setup: Exclude<ClientSetup, { kind: "url" }>, server: string, text: string): unknown => {
  if (setup.kind === "toml") {
    const table = text.slice(text.indexOf(`[${setup.key}.${server}]`)).split(/^\[/m)[1] ?? "";
    const pairs = [...table.matchAll(/^(\w+) = (.*)$/gm)];
    return Object.fromEntries(pairs.map(([, name = "", value = ""]) => [name, JSON.parse(value)]));
  }
  const document: unknown = setup.kind === "json" ? JSON.parse(text) : parse(text);
  const servers = isRecord(document) ? document[setup.key] : undefined;
  return isRecord(servers) ? servers[server] : undefined;
};

describe.each(guides)("docs/$file", ({ file, server, program }) => {
  const text = readFileSync(new URL(`../../docs/${file}`, import.meta.url), "utf8");
  const sections = text.split(/^##+ /m).slice(1);

  test.each(clientNames)("shows how %s starts a server, as the table of clients has it", (name) => {
    const { title, setup } = clientFacts[name];
    const section = sections.find((one) => one.split("\n")[0]?.includes(title)) ?? "";
    if (setup.kind === "url") return expect(section).toMatch(/https:\/\/\S+\/mcp/);
    expect(section.replaceAll("\\_", "_")).toContain(setup.file);
    const found = blocksIn(section)
      .filter(([language]) => language === setup.kind)
      .map(([, block]) => serverIn(setup, server, block))
      .filter(isRecord);
    expect(found).not.toEqual([]);
    for (const entry of found) {
      expect(entry.command ?? entry.cmd).toBe("node");
      expect(JSON.stringify(entry.args)).toContain(program);
    }
  });
});
