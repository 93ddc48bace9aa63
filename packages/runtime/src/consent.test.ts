import {
  type App,
  type Confirm,
  type HttpTool,
  type LocalTool,
  localTenant,
  recordOf,
  type Tool,
} from "@jackfield/contract";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  type ConfirmPolicy,
  type Consent,
  type ConsentQuestion,
  memoryClaims,
  reasonToAsk,
} from "./consent.js";
import { createEngine } from "./engine.js";
import { askingOf } from "./mcp/asking.js";
import { createTickets, type Tickets } from "./mcp/tickets.js";
import { offerTools } from "./offer.js";

const reads = { readOnlyHint: true, destructiveHint: false };
const changes = { readOnlyHint: false, destructiveHint: false };
const destroys = { readOnlyHint: false, destructiveHint: true };

it.each<[ConfirmPolicy, { confirm?: Confirm; annotations: typeof reads }, string | undefined]>([
  ["off", { confirm: "billable", annotations: destroys }, undefined],
  ["marked", { annotations: destroys }, undefined],
  ["marked", { confirm: "billable", annotations: changes }, "billable"],
  ["marked", { confirm: "billable", annotations: reads }, "billable"],
  ["destructive", { annotations: destroys }, "destructive"],
  ["destructive", { annotations: changes }, undefined],
  ["all", { annotations: changes }, "changes"],
  ["all", { annotations: reads }, undefined],
])("with --confirm %s, %o is asked about as %s", (policy, tool, reason) => {
  expect(reasonToAsk(tool, policy)).toBe(reason);
});

describe("a tool that calls another", () => {
  const input = { type: "object", properties: {}, additionalProperties: true } as const;
  const face = { description: "d", hints: { readOnly: false, destructive: true, idempotent: false }, input };
  const buy: HttpTool = {
    ...face,
    name: "buy",
    confirm: "billable",
    request: { api: "a", method: "POST", path: "/buy" },
  };
  const outer = (name: string, confirm?: Confirm): LocalTool => ({
    ...face,
    name,
    ...(confirm && { confirm }),
    run: (args, { request }) => request("buy", args),
  });
  const tools: readonly Tool[] = [buy, outer("marked", "billable"), outer("plain")];
  const app: App = {
    definition: {
      name: "x",
      title: "X",
      version: "1",
      prefix: "X",
      apis: { a: { title: "A", servers: [{ url: "https://a.example" }], security: [], schemes: {} } },
    },
    catalog: async () => tools.map((tool) => recordOf(tool, true)),
    load: async ({ name }) => tools.find((tool) => tool.name === name) ?? buy,
    search: async () => ({ tools: tools.map(({ name }) => [name, ""]), words: [] }),
  };
  let sent = 0;
  const offerIn = (mode: "all" | "search") => {
    sent = 0;
    const admit = async () => {
      sent += 1;
      return { error: "stopped here", code: "rate_limited", recovery: "" } as const;
    };
    return offerTools(createEngine(app, { environment: {} }, { admit }), app, { mode });
  };
  const call = (mode: "all" | "search", name: string, args: object, consent?: Consent) =>
    offerIn(mode).call(localTenant({}), name, args, {
      signal: new AbortController().signal,
      ...(consent && { consent }),
    });

  it("covers what it calls once a person agreed to it", async () => {
    const asked: string[] = [];
    const consent: Consent = async ({ tool }) => void asked.push(tool);
    expect(await call("all", "marked", {}, consent)).toMatchObject({
      structuredContent: { error: "stopped here" },
    });
    expect([asked, sent]).toEqual([["marked"], 1]);
  });

  it("cannot ask in the middle of its work, and nothing is sent", async () => {
    const consent: Consent = async () => undefined;
    expect(await call("all", "plain", {}, consent)).toMatchObject({
      structuredContent: {
        code: "confirmation_required",
        error: expect.stringContaining("plain, which calls it"),
      },
    });
    expect(sent).toBe(0);
  });

  it("is asked about under its own name when call_tool of search mode calls it", async () => {
    const questions: ConsentQuestion[] = [];
    const consent: Consent = async (question) => void questions.push(question);
    await call("search", "call_tool", { name: "buy", arguments: { a: 1 } }, consent);
    expect(questions).toMatchObject([{ tool: "buy", arguments: { a: 1 }, reason: "billable" }]);
    expect(sent).toBe(1);
    const result = await call("search", "call_tool", { name: "buy", arguments: { a: 1 } });
    expect([result.structuredContent?.code, sent]).toEqual(["confirmation_required", 0]);
  });
});

describe("an answer", () => {
  afterEach(() => void vi.useRealTimers());
  const question: ConsentQuestion = { tool: "buy", title: "Buy", reason: "billable", arguments: {} };
  const responses = { confirm: { action: "accept", content: { confirm: true } } };
  const capabilities = { elicitation: { form: {} } };
  /** A round with a client, as the server of the SDK begins it: the state is opened before anything is done. */
  const round = async (tickets: Tickets, state: string | undefined, inputResponses: object = responses) => {
    const opened = state === undefined ? undefined : ((await tickets.open(state)) ?? state);
    const request = {
      requestState: <T>() => opened as T,
      ...(state !== undefined && { inputResponses: { ...inputResponses } }),
    };
    return askingOf(tickets, { owner: "ann", capabilities, request });
  };
  const asked = async (tickets: Tickets): Promise<string | undefined> => {
    const first = await round(tickets, undefined);
    await first.consent(question);
    return (await first.questions())?.requestState;
  };

  it("counts for ten minutes; then the person is asked again", async () => {
    vi.useFakeTimers();
    const tickets = createTickets(memoryClaims());
    const state = await asked(tickets);
    const late = async (minutes: number) => {
      vi.advanceTimersByTime(minutes * 60_000);
      const asking = await round(tickets, state);
      const refusal = await asking.consent(question);
      return [refusal?.code, asking.isOpen()];
    };
    expect(await late(11)).toEqual(["confirmation_required", true]);
    vi.setSystemTime(Date.now() - 11 * 60_000);
    expect(await late(9)).toEqual([undefined, false]);
  });

  it("does not count while the state that says whether it was used is down", async () => {
    const down = { claim: async () => Promise.reject(new Error("down")), secret: memoryClaims().secret };
    const tickets = createTickets(down);
    const second = await round(tickets, await asked(tickets));
    expect(await second.consent(question)).toMatchObject({ code: "unavailable" });
  });

  it("is no answer to a question of the tool that has the same name", async () => {
    const tickets = createTickets(memoryClaims());
    const asking = await round(tickets, await asked(tickets));
    expect(await asking.consent(question)).toBeUndefined();
    const schema = { type: "object", properties: { confirm: { type: "boolean" } } } as const;
    const own = { kind: "form", name: "confirm", message: "Really?", schema } as const;
    await expect(asking.ask(question, own)).rejects.toMatchObject({
      answer: { code: "confirmation_required" },
    });
    expect(asking.isOpen()).toBe(true);
  });

  it("carries over to the questions of the tool, which are good once as well", async () => {
    const tickets = createTickets(memoryClaims());
    const own = {
      kind: "form",
      name: "size",
      message: "Which size?",
      schema: { type: "object", properties: { size: { type: "string" } }, required: ["size"] },
    } as const;
    const consented = await round(tickets, await asked(tickets));
    expect(await consented.consent(question)).toBeUndefined();
    await expect(consented.ask(question, own)).rejects.toThrow();
    const state = (await consented.questions())?.requestState;
    const size = { size: { action: "accept", content: { size: "large" } } };
    const answered = await round(tickets, state, size);
    expect(await answered.consent(question)).toBeUndefined();
    expect(await answered.ask(question, own)).toEqual({ kind: "given", value: { size: "large" } });
    expect(answered.isOpen()).toBe(false);
    expect(await (await round(tickets, state, size)).consent(question)).toMatchObject({
      error: expect.stringContaining("used before"),
    });
  });
});
