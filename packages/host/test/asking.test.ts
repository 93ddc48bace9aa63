import { fileURLToPath } from "node:url";
import { Client as NewClient, StreamableHTTPClientTransport as NewHttp } from "@modelcontextprotocol/client";
import { StdioClientTransport as NewStdio } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldStdio } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as OldHttp } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  LoggingMessageNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type HttpServer, startHttp } from "./processes.js";

// Most of the time goes into the start of processes.
vi.setConfig({ testTimeout: 120_000 });

/** The server of the conformance suite, which has a tool and a part of the guide for everything here. */
const program = fileURLToPath(new URL("conformance/server.mjs", import.meta.url));
const command = { command: process.execPath, args: [program], stderr: "ignore" as const };
let server: HttpServer;
beforeAll(async () => {
  server = await startHttp([], {}, program);
});
afterAll(() => server.close());

type Answer = { action: "accept" | "decline" | "cancel"; content?: Record<string, string> };
/** What the client does when it is asked; absent: it cannot be asked. */
type Answers = { readonly form: (message: string) => Answer };

const info = { name: "test", version: "1" };
const capabilities = { elicitation: { form: {} }, sampling: {}, roots: {} };
const model = {
  model: "test",
  role: "assistant" as const,
  content: { type: "text" as const, text: "Paris" },
};
const roots = [{ uri: "file:///home/ann/project" }];

const oldClient = (answers: Answers | undefined): OldClient => {
  const client = new OldClient(info, { capabilities: answers ? capabilities : {} });
  if (answers) {
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => answers.form(params.message));
    client.setRequestHandler(CreateMessageRequestSchema, async () => model);
    client.setRequestHandler(ListRootsRequestSchema, async () => ({ roots }));
  }
  return client;
};
const newClient = (answers: Answers | undefined): NewClient => {
  const client = new NewClient(info, {
    capabilities: answers ? capabilities : {},
    versionNegotiation: { mode: "auto" },
  });
  if (answers) {
    client.setRequestHandler("elicitation/create", async ({ params }) => answers.form(params.message));
    client.setRequestHandler("sampling/createMessage", async () => model);
    client.setRequestHandler("roots/list", async () => ({ roots }));
  }
  return client;
};
const kinds: Readonly<Record<string, (answers?: Answers) => Promise<OldClient | NewClient>>> = {
  "old client over HTTP": async (answers) => {
    const client = oldClient(answers);
    // Its types do not know exactOptionalPropertyTypes.
    await client.connect(new OldHttp(server.mcp) as Parameters<OldClient["connect"]>[0]);
    return client;
  },
  "old client over stdio": async (answers) => {
    const client = oldClient(answers);
    await client.connect(new OldStdio(command));
    return client;
  },
  "new client over HTTP": async (answers) => {
    const client = newClient(answers);
    await client.connect(new NewHttp(server.mcp));
    return client;
  },
  "new client over stdio": async (answers) => {
    const client = newClient(answers);
    await client.connect(new NewStdio(command));
    return client;
  },
};

const accepted = (content: Record<string, string>): Answer => ({ action: "accept", content });

describe.each(Object.entries(kinds))("%s", (_, open) => {
  const using = async (
    answers: Answers | undefined,
    work: (client: OldClient | NewClient) => Promise<void>,
  ) => {
    const client = await open(answers);
    try {
      await work(client);
    } finally {
      await client.close();
    }
  };
  const textOf = async (client: OldClient | NewClient, name: string, args = {}) => {
    const { content } = await client.callTool({ name, arguments: args });
    return (content as { text?: string }[]).map(({ text }) => text).join(); // content of MCP
  };

  it("answers the questions of a tool, one after the other", () => {
    const messages: string[] = [];
    const form = (message: string): Answer => {
      messages.push(message);
      return accepted(message.startsWith("Step 1") ? { name: "Ann" } : { color: "blue" });
    };
    return using({ form }, async (client) => {
      expect(await textOf(client, "test_input_required_result_multi_round")).toBe(
        'action=accept, content={"name":"Ann"}; action=accept, content={"color":"blue"}',
      );
      expect(messages).toEqual(["Step 1: What is your name?", "Step 2: What is your favorite color?"]);
    });
  });

  it("is asked several things at once: the person, the model, the folders", () =>
    using({ form: () => accepted({ name: "Ann" }) }, async (client) => {
      expect(await textOf(client, "test_input_required_result_multiple_inputs")).toBe(
        'action=accept, content={"name":"Ann"}; action=accept, content="Paris"; action=accept, content=[{"uri":"file:///home/ann/project"}]',
      );
    }));

  it("declines, cancels, or cannot be asked, and the tool hears which", async () => {
    const answers: Answer[] = [{ action: "decline" }, { action: "cancel" }];
    const form = () => answers.shift() ?? accepted({});
    const message = { message: "Who are you?" };
    await using({ form }, async (client) => {
      expect(await textOf(client, "test_elicitation", message)).toContain("action=decline");
      expect(await textOf(client, "test_elicitation", message)).toContain("action=cancel");
    });
    await using(undefined, async (client) => {
      expect(await textOf(client, "test_elicitation", message)).toContain("The client cannot ask.");
      // An error of the protocol since 2026-07-28, before that an error result.
      const refusal = await textOf(client, "test_missing_capability").catch(String);
      expect(refusal).toContain("the required capability");
    });
  });

  it("gets an answer again asked for that does not fit the form", () => {
    const answers = [accepted({ nme: "Ann" }), accepted({ name: "Ann" })];
    return using({ form: () => answers.shift() ?? { action: "cancel" } }, async (client) => {
      expect(await textOf(client, "test_input_required_result_elicitation")).toBe("Hello, Ann!");
      expect(answers).toEqual([]);
    });
  });

  it("reads resources and templates, gets prompts and completions", () =>
    using({ form: () => accepted({ context: "a test" }) }, async (client) => {
      const { resources } = await client.listResources();
      expect(resources.map(({ uri }) => uri)).toEqual([
        "test://static-text",
        "test://static-binary",
        "test://watched-resource",
      ]);
      const { resourceTemplates } = await client.listResourceTemplates();
      expect(resourceTemplates).toMatchObject([{ uriTemplate: "test://template/{id}/data" }]);
      const read = async (uri: string) => (await client.readResource({ uri })).contents[0];
      expect(await read("test://static-binary")).toMatchObject({
        mimeType: "image/png",
        blob: expect.stringMatching(/^iVBOR/),
      });
      expect(await read("test://template/1%2F2/data")).toMatchObject({
        text: '{"id":"1/2","templateTest":true,"data":"Data for ID: 1/2"}',
      });
      await expect(read("test://nothing")).rejects.toMatchObject({ code: -32602 });
      const prompt = async (name: string, args = {}) =>
        (await client.getPrompt({ name, arguments: args })).messages;
      expect(await prompt("test_prompt_with_image")).toMatchObject([
        { content: { type: "image" } },
        { content: { type: "text" } },
      ]);
      expect(await prompt("test_prompt_with_arguments", { arg1: "a", arg2: "b" })).toMatchObject([
        { content: { text: "Prompt with arguments: arg1='a', arg2='b'" } },
      ]);
      expect(await prompt("test_input_required_result_prompt")).toMatchObject([
        { content: { text: "Context: a test" } },
      ]);
      const complete = async (
        ref: Parameters<NewClient["complete"]>[0]["ref"],
        name: string,
        value: string,
      ) => (await client.complete({ ref, argument: { name, value } })).completion.values;
      const args = { type: "ref/prompt", name: "test_prompt_with_arguments" } as const;
      expect(await complete(args, "arg1", "par")).toEqual(["paris", "park", "party"]);
      const ids = { type: "ref/resource", uri: "test://template/{id}/data" } as const;
      expect(await complete(ids, "id", "4")).toEqual(["456"]);
    }));

  it("hears how far a call is", () =>
    using(undefined, async (client) => {
      const steps: number[] = [];
      const options = {
        onprogress: ({ progress }: { readonly progress: number }) => void steps.push(progress),
      };
      const params = { name: "test_tool_with_progress", arguments: {} };
      await (client instanceof OldClient
        ? client.callTool(params, undefined, options)
        : client.callTool(params, options));
      // The client hears before that the call is at work; a last step that arrives together with the result is dropped by it.
      expect(steps).toContain(50);
      expect(steps).toEqual([...steps].sort((a, b) => a - b));
    }));
});

it.each(["old client over HTTP", "old client over stdio"])(
  "%s hears what a tool tells it, at its level",
  async (kind) => {
    const client = (await kinds[kind]?.()) as OldClient;
    const messages: unknown[] = [];
    client.setNotificationHandler(
      LoggingMessageNotificationSchema,
      ({ params }) => void messages.push(params),
    );
    await client.setLoggingLevel("warning");
    await client.callTool({ name: "test_tool_with_logging", arguments: {} });
    expect(messages).toEqual([]);
    await client.setLoggingLevel("info");
    await client.callTool({ name: "test_tool_with_logging", arguments: {} });
    expect(messages).toMatchObject([
      { level: "info", data: "Tool execution started" },
      { data: "Tool processing data" },
      { data: "Tool execution completed" },
    ]);
    await client.close();
  },
);

type Json = Record<string, unknown>;
type Reply = { readonly result?: Json; readonly error?: { readonly code: number } };

/** One request of revision 2026-07-28, as anybody can make it. */
const post = async (name: string, more: Json = {}): Promise<Reply> => {
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": { elicitation: { form: {} } },
  };
  const response = await fetch(server.mcp, {
    method: "POST",
    body: JSON.stringify({
      ...{ jsonrpc: "2.0", id: 1, method: "tools/call" },
      params: { name, arguments: {}, _meta, ...more },
    }),
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": name,
    },
  });
  const text = await response.text();
  return JSON.parse(text.startsWith("event:") ? (/^data: (.*)$/m.exec(text)?.[1] ?? "{}") : text) as Reply; // JSON-RPC
};

describe("the state of a question", () => {
  const tool = "test_input_required_result_elicitation";
  const inputResponses = { user_name: { action: "accept", content: { name: "Ann" } } };
  const asked = async (name = tool) => (await post(name)).result?.requestState as string; // a question has one
  const isQuestion = ({ result }: Reply) => result?.resultType === "input_required";

  it("is good once", async () => {
    const requestState = await asked();
    const first = await post(tool, { requestState, inputResponses });
    expect(first.result).toMatchObject({ content: [{ text: "Hello, Ann!" }] });
    const again = await Promise.all(
      Array.from({ length: 5 }, () => post(tool, { requestState, inputResponses })),
    );
    for (const { result } of again) expect(result).toMatchObject({ isError: true });
  });

  it("is refused when it was changed", async () => {
    const requestState = `${(await asked()).slice(0, -4)}AAAA`;
    expect((await post(tool, { requestState, inputResponses })).error?.code).toBe(-32602);
  });

  it("is needed, and belongs to one tool with its arguments", async () => {
    expect(isQuestion(await post(tool, { inputResponses }))).toBe(true);
    const requestState = await asked("test_streaming_elicitation");
    expect(isQuestion(await post(tool, { requestState, inputResponses }))).toBe(true);
    const own = await asked();
    expect(isQuestion(await post(tool, { requestState: own, inputResponses, arguments: { a: 1 } }))).toBe(
      true,
    );
  });
});
