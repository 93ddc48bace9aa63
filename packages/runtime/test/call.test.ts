import { afterEach, describe, expect, it } from "vitest";
import { callerFor, endAll, json, listen } from "./loopback.js";

afterEach(endAll);

describe("a call", () => {
  it("sends what the descriptor says, under the server's name", async () => {
    const api = await listen((_, response) => json(response, 200, { ok: true }));
    const { call } = callerFor({ url: `${api.url}/v1` });
    expect(await call("get", { q: "a b" })).toMatchObject({ structuredContent: { ok: true } });
    expect(api.asked[0]).toMatchObject({ method: "GET", url: "/v1/thing?q=a%20b" });
    expect(api.asked[0]?.headers["user-agent"]).toBe("example/1.0.0");
  });

  it("answers unknown tools and wrong arguments without asking anybody", async () => {
    const api = await listen((_, response) => json(response, 200, {}));
    const { call } = callerFor({ url: api.url });
    expect((await call("gett")).structuredContent).toMatchObject({
      code: "not_found",
      error: expect.stringContaining('"get"'),
    });
    expect((await call("get", { qq: 1 })).structuredContent).toMatchObject({ code: "validation" });
    expect(api.asked).toEqual([]);
  });

  it("runs hand-written tools on validated arguments, and reports what they throw to the log only", async () => {
    const tools = [
      {
        name: "sum",
        description: "Adds.",
        hints: { readOnly: true, destructive: false, idempotent: true },
        input: {
          type: "object" as const,
          properties: { a: { type: "integer" } },
          additionalProperties: false,
        },
        run: async ({ a }: Record<string, unknown>) => {
          if (a === 0) throw new Error("inner fault\nat secret place");
          return { content: [{ type: "text" as const, text: String(a) }] };
        },
      },
    ];
    const { call, log } = callerFor({ url: "http://127.0.0.1:9", tools });
    expect(await call("sum", { a: "5" })).toEqual({ content: [{ type: "text", text: "5" }] });
    const failed = await call("sum", { a: 0 });
    expect(failed).toMatchObject({ isError: true, structuredContent: { code: "upstream" } });
    expect(JSON.stringify(failed)).not.toContain("inner fault");
    expect(log).toEqual(["tool sum: inner fault"]);
  });

  it.each<[number, string]>([
    [400, "validation"],
    [401, "auth"],
    [402, "feature_limit"],
    [403, "auth"],
    [404, "not_found"],
    [408, "timeout"],
    [409, "conflict"],
    [410, "not_found"],
    [412, "conflict"],
    [415, "validation"],
    [418, "upstream"],
    [422, "validation"],
    [429, "rate_limited"],
    [500, "upstream"],
    [503, "upstream"],
    [504, "timeout"],
  ])("status %i is %s, with the API's own words", async (status, code) => {
    const api = await listen((_, response) => json(response, status, { why: "because" }));
    const { call } = callerFor({ url: api.url });
    const result = await call("post");
    expect(result.isError).toBe(true);
    expect(result.structuredContent).toMatchObject({ code, status, details: { why: "because" } });
    expect(result.content[0]).toEqual({
      type: "text",
      text: JSON.stringify(result.structuredContent, null, 2),
    });
  });

  it("lets the extension explain a failure, and ignores an explanation that fails", async () => {
    const api = await listen((_, response) => json(response, 403, { text: "no voice" }));
    const explain = async ({ status, body }: { status: number; body: unknown }) => {
      if (typeof body === "object" && body !== null && "text" in body && body.text === "no voice") {
        return { code: "feature_limit" as const, error: `voice is off (${status})` };
      }
      throw new Error("x");
    };
    const explained = callerFor({ url: api.url, extension: { explain } });
    expect((await explained.call("get")).structuredContent).toMatchObject({
      code: "feature_limit",
      error: "voice is off (403)",
      status: 403,
    });
    const broken = callerFor({ url: api.url, extension: { explain: () => Promise.reject(new Error("x")) } });
    expect((await broken.call("get")).structuredContent).toMatchObject({ code: "auth", status: 403 });
  });

  it("gives the extension XML as a value, to explain a failure", async () => {
    const body = "<R><Status><Code>7</Code></Status></R>";
    const api = await listen((_, response) =>
      response.writeHead(400, { "content-type": "application/xml" }).end(body),
    );
    const seen: unknown[] = [];
    const explain = async (failure: { body: unknown }): Promise<undefined> => void seen.push(failure.body);
    expect((await callerFor({ url: api.url, extension: { explain } }).call("get")).isError).toBe(true);
    expect(seen).toEqual([{ Status: { Code: "7" } }]);
  });

  it("adds what the extension remarks on a success, and nothing when the remark fails", async () => {
    const api = await listen(({ method }, response) =>
      method === "GET" ? json(response, 200, { failed: 2 }) : response.writeHead(204).end(),
    );
    const remark = ({ tool, status, body }: { tool: string; status: number; body: unknown }) =>
      `${tool} ${status} ${JSON.stringify(body)}`;
    const { call } = callerFor({ url: api.url, extension: { remark } });
    const note = 'get 200 {"failed":2}';
    expect(await call("get")).toEqual({
      content: [expect.anything(), { type: "text", text: note }],
      structuredContent: { failed: 2, _notes: [note] },
    });
    expect((await call("post")).structuredContent).toEqual({ status: 204, _notes: ["post 204 undefined"] });
    const fails = (): never => {
      throw new Error("x");
    };
    const broken = callerFor({ url: api.url, extension: { remark: fails } });
    expect((await broken.call("get")).structuredContent).toEqual({ failed: 2 });
  });

  it("stops reading at the limit", async () => {
    const api = await listen((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write("x".repeat(65_536)));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    });
    const { call } = callerFor({ url: api.url, options: { limits: { maxBytes: 1_000_000 } } });
    expect((await call("get")).structuredContent).toMatchObject({
      code: "upstream",
      error: expect.stringContaining("larger than 1000000 bytes"),
    });
  });

  it("says what to set when there is no server to call", async () => {
    const { call } = callerFor({ url: "/v1" });
    expect((await call("get")).structuredContent).toMatchObject({
      code: "validation",
      recovery: expect.stringContaining("JACKFIELD_BASE_URL"),
    });
  });
});

describe("retries", () => {
  it("repeats idempotent calls until they succeed", async () => {
    const api = await listen((_, response, count) => json(response, count < 3 ? 503 : 200, { count }));
    const { call, slept } = callerFor({ url: api.url });
    expect((await call("put")).structuredContent).toEqual({ count: 3 });
    expect(slept).toEqual([250, 500]);
  });

  it("gives up after two, with the last answer", async () => {
    const api = await listen((_, response) => json(response, 503, {}, { "retry-after": "1" }));
    const { call, slept } = callerFor({ url: api.url });
    expect((await call("get")).structuredContent).toMatchObject({ status: 503 });
    expect([api.asked.length, slept]).toEqual([3, [1000, 1000]]);
  });

  it("never repeats a POST, except once after a 429 that names a short wait", async () => {
    const failing = await listen((_, response) => json(response, 503, {}));
    expect((await callerFor({ url: failing.url }).call("post")).structuredContent).toMatchObject({
      status: 503,
    });
    expect(failing.asked.length).toBe(1);
    const busy = await listen((_, response) => json(response, 429, {}, { "retry-after": "2" }));
    expect((await callerFor({ url: busy.url }).call("post")).structuredContent).toMatchObject({
      code: "rate_limited",
      recovery: expect.stringContaining("wait 2 s"),
    });
    expect(busy.asked.length).toBe(2);
  });

  it("repeats a GET whose connection broke, and leaves a POST's outcome open", async () => {
    const api = await listen(({ raw, method }, response, count) => {
      if (method === "POST" || count === 1) raw.socket.destroy();
      else json(response, 200, {});
    });
    const { call } = callerFor({ url: api.url });
    expect((await call("get")).isError).toBeUndefined();
    const before = api.asked.length;
    expect((await call("post")).structuredContent).toMatchObject({
      code: "network",
      error: expect.stringContaining("outcome unknown"),
    });
    expect(api.asked.length).toBe(before + 1);
  });

  it("repeats a GET whose body broke off", async () => {
    const api = await listen(({ raw }, response, count) => {
      if (count > 1) return json(response, 200, { whole: true });
      response.writeHead(200, { "content-length": "100" });
      response.write("half");
      setTimeout(() => raw.socket.destroy(), 20);
    });
    expect((await callerFor({ url: api.url }).call("get")).structuredContent).toEqual({ whole: true });
  });

  it("does not wait beyond the deadline", async () => {
    const api = await listen((_, response) => json(response, 503, {}, { "retry-after": "20" }));
    const { call, slept } = callerFor({ url: api.url, options: { timeoutSeconds: 5 } });
    expect((await call("get")).structuredContent).toMatchObject({ status: 503 });
    expect(slept).toEqual([]);
  });
});

describe("faults", () => {
  it("are told apart, and a refused POST is no open outcome", async () => {
    const refused = (await callerFor({ url: "http://127.0.0.1:9" }).call("post")).structuredContent;
    expect(refused).toMatchObject({
      code: "network",
      error: expect.stringContaining("refused the connection"),
    });
    expect(JSON.stringify(refused)).not.toContain("outcome");
    const unknown = await callerFor({ url: "http://no-such-host.invalid" }).call("get");
    expect(unknown.structuredContent).toMatchObject({
      code: "network",
      error: expect.stringContaining("DNS"),
    });
    const plain = await listen((_, response) => json(response, 200, {}));
    const tls = await callerFor({ url: plain.url.replace("http:", "https:") }).call("get");
    expect(tls.structuredContent).toMatchObject({ code: "network", error: expect.stringContaining("TLS") });
  });

  it.each([
    ["get", "waiting for the reply", false],
    ["post", "waiting for the reply", true],
  ])("%s that hangs: the stage, and whether the outcome is open", async (name, stage, open) => {
    const api = await listen(() => undefined);
    const { call } = callerFor({ url: api.url, options: { timeoutSeconds: 0.2 } });
    const { structuredContent } = await call(name);
    expect(structuredContent).toMatchObject({ code: "timeout", error: expect.stringContaining(stage) });
    expect(JSON.stringify(structuredContent).includes("outcome unknown")).toBe(open);
  });

  it("a body that stalls is a timeout while reading", async () => {
    const api = await listen((_, response) => response.writeHead(200).write("{"));
    const { call } = callerFor({ url: api.url, options: { timeoutSeconds: 0.2 } });
    expect((await call("get")).structuredContent).toMatchObject({
      code: "timeout",
      error: expect.stringContaining("while reading the reply"),
    });
  });

  it("cancelling closes the socket", async () => {
    const api = await listen(() => undefined);
    const { call } = callerFor({ url: api.url });
    const controller = new AbortController();
    const result = call("get", {}, controller.signal);
    while (api.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const closed = new Promise((resolve) => api.asked[0]?.raw.socket.on("close", resolve));
    const began = performance.now();
    controller.abort();
    await closed;
    expect(performance.now() - began).toBeLessThan(100);
    expect((await result).structuredContent).toMatchObject({ error: "The call was cancelled." });
    expect((await call("get", {}, controller.signal)).structuredContent).toMatchObject({
      error: "The call was cancelled.",
    });
    expect(api.asked.length).toBe(1);
  });
});
