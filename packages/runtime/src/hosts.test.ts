import type { Api, Environment, Hosts, HttpRequest, Server, ServerDefinition } from "@jackfield/contract";
import { describe, expect, it } from "vitest";
import { checkHosts, resolveServer, resolveTokenUrl } from "./hosts.js";

const hosts: Hosts = {
  deployment: { variable: "BW_ENVIRONMENT", values: ["prod", "test", "uat"] },
  rules: {
    api: {
      origins: ["https://api.example.com"],
      variable: "BW_API_URL",
      deployments: { test: "https://test.api.example.com", uat: "https://test.api.example.com" },
    },
    voice: {
      origins: ["https://voice.example.com"],
      variable: "BW_VOICE_URL",
      deployments: { test: "https://test.voice.example.com" },
    },
    messaging: { origins: ["https://messaging.example.com"], variable: "BW_MESSAGING_URL" },
  },
};
const api = (servers: readonly Server[], pinned?: true): Api => ({
  title: "Example",
  servers,
  security: [],
  schemes: {},
  ...(pinned ? { pinned } : {}),
});
const definition: ServerDefinition = { name: "x", title: "X", version: "1", prefix: "X", apis: {}, hosts };
const request = (servers?: readonly Server[]): HttpRequest => ({
  api: "x",
  method: "GET",
  path: "/p",
  ...(servers ? { servers } : {}),
});

const voice = [{ url: "https://voice.example.com/api/v2/" }];
const base = (
  servers: readonly Server[],
  environment: Environment,
  more: { own?: readonly Server[]; baseUrl?: string; pinned?: true } = {},
) =>
  resolveServer(definition, request(more.own), api(servers, more.pinned), {
    environment,
    ...(more.baseUrl ? { baseUrl: more.baseUrl } : {}),
  }).base;

describe("resolveServer", () => {
  it.each<[string, string, string]>([
    ["the spec's own server", base(voice, {}), "https://voice.example.com/api/v2"],
    [
      "an empty environment is the first",
      base(voice, { BW_ENVIRONMENT: " " }),
      "https://voice.example.com/api/v2",
    ],
    ["trimmed, any case", base(voice, { BW_ENVIRONMENT: " TEST " }), "https://test.voice.example.com/api/v2"],
    ["no entry: the spec's host", base(voice, { BW_ENVIRONMENT: "uat" }), "https://voice.example.com/api/v2"],
    [
      "the variable wins over the environment and keeps the path",
      base(voice, { BW_ENVIRONMENT: "test", BW_VOICE_URL: "http://localhost:1/" }),
      "http://localhost:1/api/v2",
    ],
    [
      "pinned: no environment",
      base(voice, { BW_ENVIRONMENT: "test" }, { pinned: true }),
      "https://voice.example.com/api/v2",
    ],
    [
      "pinned: but the variable",
      base(voice, { BW_VOICE_URL: "http://h:1" }, { pinned: true }),
      "http://h:1/api/v2",
    ],
    [
      "the operation's server first",
      base(voice, {}, { own: [{ url: "https://api.example.com/v9" }] }),
      "https://api.example.com/v9",
    ],
    [
      "server variables take their defaults",
      base(
        [
          {
            url: "https://{region}.example.com/{v}",
            variables: { region: { default: "eu" }, v: { default: "v1" } },
          },
        ],
        {},
      ),
      "https://eu.example.com/v1",
    ],
    ["base URL without path keeps paths", base(voice, {}, { baseUrl: "http://h:1" }), "http://h:1/api/v2"],
    [
      "base URL with path replaces the default",
      base(voice, {}, { baseUrl: "http://h:1/x/" }),
      "http://h:1/x",
    ],
    [
      "but keeps the path of an operation's server",
      base(voice, {}, { baseUrl: "http://h:1/x", own: [{ url: "https://o.example.com/own" }] }),
      "http://h:1/own",
    ],
    ["relative servers", base([{ url: "/v3" }], {}, { baseUrl: "https://h" }), "https://h/v3"],
    ["no servers at all", base([], {}, { baseUrl: "https://h" }), "https://h"],
    [
      "user names in a server URL are dropped",
      base([{ url: "https://u:p@h.example.com/a" }], {}),
      "https://h.example.com/a",
    ],
  ])("%s", (_, got, want) => {
    expect(got).toBe(want);
  });

  it("says what to set when the description names no absolute server", () => {
    expect(() => base([{ url: "/v3" }], {})).toThrow("has no absolute server URL");
    expect(() => base([], {})).toThrow("has no absolute server URL");
  });
});

describe("resolveTokenUrl", () => {
  const tokenUrl = "https://api.example.com/api/v1/oauth2/token";
  const tokenFor = (url: string, environment: Environment, baseUrl?: string, spec = tokenUrl) => {
    const settings = { environment, ...(baseUrl ? { baseUrl } : {}) };
    const called = resolveServer(definition, request(), api([{ url }]), settings);
    return resolveTokenUrl({
      definition,
      request: request(),
      api: api([{ url }]),
      tokenUrl: spec,
      called,
      settings,
    }).url;
  };
  const test = { BW_ENVIRONMENT: "test" };
  it.each<[string, string, string]>([
    [
      "follows the called host",
      tokenFor("https://voice.example.com/a", test),
      "https://test.api.example.com/api/v1/oauth2/token",
    ],
    [
      "stays in production with a host that has no test twin",
      tokenFor("https://messaging.example.com/a", test),
      tokenUrl,
    ],
    [
      "its own variable wins",
      tokenFor("https://messaging.example.com/a", { ...test, BW_API_URL: "https://stage.example.net" }),
      "https://stage.example.net/api/v1/oauth2/token",
    ],
    [
      "a base URL moves the server's own origins",
      tokenFor("https://voice.example.com/a", {}, "http://h:1/x"),
      "http://h:1/api/v1/oauth2/token",
    ],
    [
      "and leaves a foreign one",
      tokenFor("https://voice.example.com/a", {}, "http://h:1", "https://login.example.org/t"),
      "https://login.example.org/t",
    ],
    [
      "relative to the server",
      tokenFor("https://voice.example.com/a", {}, undefined, "/token"),
      "https://voice.example.com/token",
    ],
  ])("%s", (_, got, want) => {
    expect(got).toBe(want);
  });
});

describe("checkHosts", () => {
  it.each<[Environment, string | undefined, string | undefined]>([
    [{}, undefined, undefined],
    [{ BW_ENVIRONMENT: "UAT" }, undefined, undefined],
    [{ BW_ENVIRONMENT: "stage" }, undefined, 'BW_ENVIRONMENT is "stage"; use one of: prod, test, uat.'],
    [{ BW_API_URL: "stage.example.com" }, undefined, "BW_API_URL must be an http or https URL"],
    [{ BW_API_URL: "https://h/path" }, undefined, "must be an origin without a path"],
    [{ BW_API_URL: "https://h///" }, undefined, undefined],
    [{}, "javascript:alert(1)", "must be an http or https URL"],
    [{}, "https://user:secret@h", "must not contain a user name"],
    [{}, "https://h/?q=1", "must not contain a query"],
  ])("%j %s", (environment, baseUrl, problem) => {
    const found = checkHosts(definition, { environment, ...(baseUrl ? { baseUrl } : {}) });
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(problem);
    expect(found ?? "").not.toContain("secret");
  });
});
