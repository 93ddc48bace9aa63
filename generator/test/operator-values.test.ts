import { afterAll, describe, expect, test } from "vitest";
import { endServed, operation, served } from "./served.js";

afterAll(endServed);

const text = { type: "string" };
const required = (name: string, place: string) => ({ name, in: place, required: true, schema: text });

describe("what the operator supplies is not asked of the model", () => {
  test.each([
    ["query", "api_key", "api_key", ({ url }: { url: string }) => url, "/t?api_key=secret-1"],
    [
      "header",
      "X-Api-Key",
      "x-api-key",
      ({ headers }: { headers: Record<string, unknown> }) => headers["x-api-key"],
      "secret-1",
    ],
    [
      "cookie",
      "sid",
      "sid",
      ({ headers }: { headers: Record<string, unknown> }) => headers.cookie,
      "sid=secret-1",
    ],
  ])(
    "the API key in a %s, which the operation lists as a parameter too",
    async (place, name, written, sent, value) => {
      const api = await served(
        {
          components: { securitySchemes: { key: { type: "apiKey", in: place, name } } },
          security: [{ key: [] }],
          paths: { "/t": { get: operation("t", { parameters: [required(written, place)] }) } },
        },
        { settings: { environment: { API_KEY: "secret-1" } } },
      );
      expect(api.listed.t?.properties).not.toHaveProperty(written);
      expect(api.listed.t).not.toHaveProperty("required");
      expect((await api.call("t")).isError).toBeUndefined();
      expect(api.requests.map(sent)).toEqual([value]);
      const invented = await api.call("t", { [written]: "invented" });
      expect(invented.structuredContent?.code).toBe("validation");
    },
  );

  test("a server that sends no credentials asks callers for the key", async () => {
    const api = await served(
      {
        components: { securitySchemes: { key: { type: "apiKey", in: "query", name: "api-key" } } },
        security: [{ key: [] }],
        paths: { "/t": { get: operation("t", { parameters: [required("api-key", "query")] }) } },
      },
      { settings: { environment: {}, credentials: { noAuth: true } } },
    );
    expect(api.listed.t).toMatchObject({ properties: { "api-key": text }, required: ["api-key"] });
    expect((await api.call("t")).structuredContent?.code).toBe("validation");
    expect((await api.call("t", { "api-key": "of the caller" })).isError).toBeUndefined();
    expect(api.requests.map(({ url }) => url)).toEqual(["/t?api-key=of%20the%20caller"]);
  });

  test("a parameter of that name stays where the operation needs no key, or has it in another place", async () => {
    const parameters = [required("api_key", "query")];
    const { listed } = await served({
      components: { securitySchemes: { key: { type: "apiKey", in: "header", name: "api_key" } } },
      security: [{ key: [] }],
      paths: {
        "/open": { get: operation("open", { parameters, security: [] }) },
        "/other": { get: operation("other", { parameters }) },
      },
    });
    expect(listed).toMatchObject({ open: { required: ["api_key"] }, other: { required: ["api_key"] } });
  });

  test("a header of --header-env, in list, call and request, and a body field of its name stays", async () => {
    const api = await served(
      {
        paths: {
          "/t": {
            post: operation("t", {
              parameters: [required("X-Tenant", "header"), required("version", "header")],
              requestBody: {
                required: true,
                content: {
                  "application/json": {
                    schema: { type: "object", properties: { "x-tenant": text }, required: ["x-tenant"] },
                  },
                },
              },
            }),
          },
        },
      },
      {
        settings: {
          environment: { TENANT: "t1" },
          credentials: { headerVariables: { "x-tenant": "TENANT" } },
        },
      },
    );
    expect(api.listed.t).toMatchObject({
      properties: { version: text, "x-tenant": text },
      required: ["version", "x-tenant"],
    });
    expect(Object.keys(api.listed.t?.properties ?? {})).not.toContain("X-Tenant");
    expect((await api.call("t", { version: "2", "x-tenant": "body" })).isError).toBeUndefined();
    expect(api.requests).toMatchObject([
      { headers: { "x-tenant": "t1", version: "2" }, body: '{"x-tenant":"body"}' },
    ]);
  });
});

describe("marks that hide operations", () => {
  const document = {
    paths: {
      "/a": { get: operation("a", { "x-mcp": false }) },
      "/b": { get: operation("b", { "x-mcp": { enabled: "false" } }) },
      "/c": { get: operation("c", { "x-speakeasy-mcp": { disabled: true } }) },
      "/d": { "x-mcp": false, get: operation("d"), post: operation("d2", { "x-mcp": true }) },
      "/e": { get: operation("e", { "x-internal": true }), put: operation("e2", { "x-internal": false }) },
      "/f": { get: operation("f", { "x-mcp": true, "x-speakeasy-mcp": { name: "effs" } }) },
      "/g": { get: operation("g", { "x-mcp-ignore": true }) },
    },
  };

  test.each([
    [undefined, ["d2", "e", "e2", "f"]],
    ["all", ["d2", "e2", "f"]],
    ["none", ["a", "b", "c", "d", "d2", "e", "e2", "f", "g"]],
  ] as const)("--marks %s", async (marks, names) => {
    const { listed } = await served(document, marks && { marks });
    expect(Object.keys(listed)).toEqual(names);
  });

  test("the report counts them and says how to have them", async () => {
    const { findings } = await served(document);
    expect(findings).toContain(
      "plan/marked-operations 5 operations are left out, as the spec asks (x-mcp, x-speakeasy-mcp, x-mcp-ignore).",
    );
    expect(findings).toContain(
      "plan/internal-operations 1 operation marked as internal (x-internal) became tools.",
    );
  });

  test("a document that hides all shows what says otherwise", async () => {
    const { listed } = await served({
      "x-mcp": false,
      paths: { "/a": { get: operation("a"), put: operation("b", { "x-mcp": true }) } },
    });
    expect(Object.keys(listed)).toEqual(["b"]);
  });
});
