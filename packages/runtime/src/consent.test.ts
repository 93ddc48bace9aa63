import {
  type App,
  type Confirm,
  type HttpTool,
  type LocalTool,
  localTenant,
  recordOf,
  type Tool,
} from "@jackfield/contract";
import type { ServerContext } from "@modelcontextprotocol/server";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  type ConfirmPolicy,
  type Consent,
  type ConsentQuestion,
  memoryClaims,
  reasonToAsk,
} from "./consent.js";
import { createEngine } from "./engine.js";
import { createAsking } from "./mcp/asking.js";
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
  const requestWith = (state: string | undefined) =>
    // Of the request, asking reads these two only.
    ({
      requestState: () => state,
      ...(state && { inputResponses: responses }),
    }) as unknown as ServerContext["mcpReq"];

  it("counts for ten minutes; then the person is asked again", async () => {
    vi.useFakeTimers();
    const askingFor = createAsking(memoryClaims());
    const context = { owner: "ann", canAsk: true };
    const first = askingFor({ ...context, request: requestWith(undefined) });
    await first.consent(question);
    const state = first.question()?.requestState;
    const late = async (minutes: number) => {
      vi.advanceTimersByTime(minutes * 60_000);
      const asking = askingFor({ ...context, request: requestWith(state) });
      const refusal = await asking.consent(question);
      return [refusal?.code, asking.question() !== undefined];
    };
    expect(await late(11)).toEqual(["confirmation_required", true]);
    vi.setSystemTime(Date.now() - 11 * 60_000);
    expect(await late(9)).toEqual([undefined, false]);
  });

  it("does not count while the state that says whether it was used is down", async () => {
    const down = { claim: async () => Promise.reject(new Error("down")), secret: memoryClaims().secret };
    const first = createAsking(down)({ owner: "ann", canAsk: true, request: requestWith(undefined) });
    await first.consent(question);
    const second = createAsking(down)({
      owner: "ann",
      canAsk: true,
      request: requestWith(first.question()?.requestState),
    });
    expect(await second.consent(question)).toMatchObject({ code: "unavailable" });
  });
});
