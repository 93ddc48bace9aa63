import { readFileSync } from "node:fs";
import { type ClientSetup, clientFacts, clientNames } from "@jackfield/contract";
import { expect, test } from "vitest";
import { parse } from "yaml";

const guide = readFileSync(new URL("../../docs/clients.md", import.meta.url), "utf8");
const sections = guide.split(/^## /m).slice(1);

/** The blocks of a section by language. */
const blocksIn = (section: string): readonly (readonly [string, string])[] =>
  [...section.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language = "", text = ""]) => [language, text]);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/** What a block says of the server, below the key under which this client looks for servers. */
const serverIn = (setup: Exclude<ClientSetup, { kind: "url" }>, text: string): unknown => {
  if (setup.kind === "toml") {
    const table = text.slice(text.indexOf(`[${setup.key}.bandwidth]`)).split(/^\[/m)[1] ?? "";
    const pairs = [...table.matchAll(/^(\w+) = (.*)$/gm)];
    return Object.fromEntries(pairs.map(([, name = "", value = ""]) => [name, JSON.parse(value)]));
  }
  const document: unknown = setup.kind === "json" ? JSON.parse(text) : parse(text);
  const servers = isRecord(document) ? document[setup.key] : undefined;
  return isRecord(servers) ? servers.bandwidth : undefined;
};

test.each(clientNames)("the guide shows how %s starts a server, as the table of clients has it", (name) => {
  const { title, setup } = clientFacts[name];
  const section = sections.find((one) => one.split("\n")[0]?.includes(title)) ?? "";
  if (setup.kind === "url") return expect(section).toMatch(/https:\/\/\S+\/mcp/);
  expect(section.replaceAll("\\_", "_")).toContain(setup.file);
  const found = blocksIn(section)
    .filter(([language]) => language === setup.kind)
    .map(([, text]) => serverIn(setup, text))
    .filter(isRecord);
  expect(found).not.toEqual([]);
  for (const server of found) {
    expect(server.command ?? server.cmd).toBe("node");
    expect(JSON.stringify(server.args)).toContain("bandwidth-mcp.js");
  }
});
