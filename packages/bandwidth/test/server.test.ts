import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { connect, runToEnd } from "./bandwidth-mcp.js";

const account = ["clearCredentials", "setCredentials", "whoAmI"];
const voice = [
  ...account,
  "waitForCall",
  ...["createCall", "generateBXML", "getCallState", "listCalls", "updateCall", "updateCallBxml"],
  ...["configureCallbacks", "createApplication", "listApplications", "listPhoneNumbers"],
];
const messaging = [
  ...account,
  "waitForMessage",
  ...["createMessage", "deleteMedia", "getMedia", "listMedia", "listMessages", "uploadMedia"],
  ...["linkApplication", "preflightMessage"],
];
const sorted = (...lists: readonly (readonly string[])[]): readonly string[] =>
  [...new Set(lists.flat())].sort();
const lookup = sorted(account, ["createAsyncBulkLookup", "createSyncLookup", "getAsyncBulkLookup"]);

describe("what is listed", () => {
  test("voice, messaging and lookup unless something else is asked for, in both eras of the protocol", async () => {
    const old = await connect([], {});
    const negotiating = await connect([], {}, { versionNegotiation: { mode: "auto" } });
    expect(negotiating.client.getNegotiatedProtocolVersion()).toBe("2026-07-28");
    expect(await old.tools()).toEqual(sorted(voice, messaging, lookup));
    expect(await negotiating.tools()).toEqual(await old.tools());
  });

  test("the default list costs at most 8,000 tokens", async () => {
    const { client } = await connect([], {});
    const { tools } = await client.listTools();
    const surface: { readonly tools: readonly { readonly name: string; readonly tokens: number }[] } =
      JSON.parse(readFileSync(new URL("../surface.json", import.meta.url), "utf8"));
    const tokens = new Map(surface.tools.map((tool) => [tool.name, tool.tokens]));
    const total = tools.reduce((sum, { name }) => sum + (tokens.get(name) ?? Number.NaN), 0);
    expect(total).toBeLessThanOrEqual(8_000);
    // The lock counts each tool by itself; a quarter of the bytes is a second opinion on the whole message.
    expect(JSON.stringify({ tools }).length / 4).toBeLessThanOrEqual(8_000);
  });

  const precedence: readonly (readonly [
    string,
    readonly string[],
    Readonly<Record<string, string>>,
    readonly string[],
  ])[] = [
    ["profiles add up", ["--profile", "voice, lookup"], {}, sorted(voice, lookup)],
    [
      "so do repeated flags",
      ["--profile", "onboarding", "--profile", "lookup"],
      {},
      sorted(lookup, ["createRegistration"]),
    ],
    [
      "a profile by variable",
      [],
      { BW_MCP_PROFILE: "lookup,onboarding" },
      sorted(lookup, ["createRegistration"]),
    ],
    ["the flag wins over the variable", ["--profile", "lookup"], { BW_MCP_PROFILE: "voice" }, lookup],
    [
      "tools by variable win over profiles",
      ["--profile", "voice"],
      { BW_MCP_TOOLS: "getConference, listMedia" },
      ["getConference", "listMedia"],
    ],
    [
      "tools by flag win over all",
      ["--tools", "listCalls"],
      { BW_MCP_TOOLS: "listMedia", BW_MCP_PROFILE: "voice" },
      ["listCalls"],
    ],
    [
      "empty variables are not there",
      [],
      { BW_MCP_TOOLS: " ", BW_MCP_PROFILE: "", BW_MCP_EXCLUDE_TOOLS: "," },
      sorted(voice, messaging, lookup),
    ],
    [
      "exclusions win over tools",
      ["--tools", "listCalls,createCall", "--exclude-tools", "createCall"],
      {},
      ["listCalls"],
    ],
    [
      "exclusions by variable too",
      ["--profile", "lookup"],
      { BW_MCP_EXCLUDE_TOOLS: "createSyncLookup" },
      sorted(account, ["createAsyncBulkLookup", "getAsyncBulkLookup"]),
    ],
    ["tags choose among all", ["--tags", "Statistics"], {}, ["getStatistics"]],
  ];
  test.each(precedence)("%s", async (_, args, variables, expected) => {
    expect(await (await connect(args, variables)).tools()).toEqual(expected);
  });

  test("a tool that is not listed cannot be called", async () => {
    const { client } = await connect(["--profile", "lookup"], {});
    await expect(client.callTool({ name: "createCall", arguments: {} })).rejects.toMatchObject({
      code: -32602,
    });
  });
});

describe("what ends the start with exit code 2 and one line", () => {
  test.each<[string, readonly string[], Readonly<Record<string, string>>, readonly string[]]>([
    ["an unknown profile", ["--profile", "voise"], {}, ["voise", "voice"]],
    ["an unknown profile by variable", [], { BW_MCP_PROFILE: "voice,sms" }, ["sms"]],
    ["an unknown tool", ["--tools", "createCal"], {}, ["createCal", "createCall"]],
    ["an unknown tool to exclude", [], { BW_MCP_EXCLUDE_TOOLS: "nothing" }, ["nothing"]],
    ["an unknown environment", [], { BW_ENVIRONMENT: "tset" }, ["BW_ENVIRONMENT", "tset", "prod, test, uat"]],
    ["an override that is not a URL", [], { BW_VOICE_URL: "voice" }, ["BW_VOICE_URL"]],
    ["an override with a path", [], { BW_API_URL: "https://example.com/v2" }, ["BW_API_URL"]],
    ["an unknown flag", ["--profil", "voice"], {}, ["--profil", "--profile"]],
  ])("%s", async (_, args, variables, words) => {
    const { code, stdout, stderr } = await runToEnd(args, variables);
    expect({ code, stdout, lines: stderr.trimEnd().split("\n").length }).toEqual({
      code: 2,
      stdout: "",
      lines: 1,
    });
    for (const word of words) expect(stderr).toContain(word);
  });
});

test.each(["prod", " Test ", "UAT", ""])("BW_ENVIRONMENT `%s` is one that is known", async (name) => {
  expect(await (await connect(["--profile", "lookup"], { BW_ENVIRONMENT: name })).tools()).toEqual(lookup);
});
