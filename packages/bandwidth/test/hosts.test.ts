import type { HttpTool } from "@jackfield/contract";
import { expect, test } from "vitest";
import { resolveServer, resolveTokenUrl } from "../../runtime/src/hosts.js";
import { definition } from "../src/generated/definition.js";
import { tool as createCall } from "../src/generated/tools/create-call.js";
import { tool as createMessage } from "../src/generated/tools/create-message.js";
import { tool as createRegistrationRecord } from "../src/generated/tools/create-registration-record.js";
import { tool as createSyncLookup } from "../src/generated/tools/create-sync-lookup.js";
import { tool as listTollFreeUseCases } from "../src/generated/tools/list-toll-free-use-cases.js";
import { tool as verifyCode } from "../src/generated/tools/verify-code.js";

const tools: Readonly<Record<string, { readonly name: string; readonly request: HttpTool["request"] }>> = {
  createCall,
  createMessage,
  createRegistrationRecord,
  createSyncLookup,
  listTollFreeUseCases,
  verifyCode,
};
/** As the vendor's spec has it. */
const tokenUrl = "https://api.bandwidth.com/api/v1/oauth2/token";

/** Where a call goes, and where the token for it is minted. */
const where = (name: string, environment: Readonly<Record<string, string>>): readonly [string, string] => {
  const request = tools[name]?.request;
  const api = request?.api === "registration" ? definition.apis.registration : definition.apis.bandwidth;
  if (request === undefined) throw new Error(`no tool ${name}`);
  const settings = { environment };
  const called = resolveServer(definition, request, api, settings);
  return [called.base, resolveTokenUrl({ definition, request, api, tokenUrl, called, settings }).url];
};

const token = (origin: string): string => `${origin}/api/v1/oauth2/token`;
const production = token("https://api.bandwidth.com");
const testing = token("https://test.api.bandwidth.com");

test.each(["test", "uat", " TEST "])(
  "BW_ENVIRONMENT=%s moves voice and api, and their tokens with them",
  (name) => {
    const environment = { BW_ENVIRONMENT: name };
    expect(where("createCall", environment)).toEqual(["https://test.voice.bandwidth.com/api/v2", testing]);
    expect(where("createSyncLookup", environment)).toEqual(["https://test.api.bandwidth.com/v2", testing]);
    expect(where("listTollFreeUseCases", environment)).toEqual([
      "https://test.api.bandwidth.com/api/v2",
      testing,
    ]);
  },
);

test("messaging and MFA have no test host: they stay in production, and so do their tokens", () => {
  const environment = { BW_ENVIRONMENT: "test" };
  expect(where("createMessage", environment)).toEqual(["https://messaging.bandwidth.com/api/v2", production]);
  expect(where("verifyCode", environment)).toEqual(["https://mfa.bandwidth.com/api/v1", production]);
});

test("registration is pinned to production", () => {
  expect(where("createRegistrationRecord", { BW_ENVIRONMENT: "test" })[0]).toBe(
    "https://api.bandwidth.com/api/v1/express",
  );
});

test.each<Readonly<Record<string, string>>>([{}, { BW_ENVIRONMENT: "" }, { BW_ENVIRONMENT: "Prod" }])(
  "%j is production",
  (environment) => {
    expect(where("createCall", environment)).toEqual(["https://voice.bandwidth.com/api/v2", production]);
    expect(where("createSyncLookup", environment)).toEqual(["https://api.bandwidth.com/v2", production]);
    expect(where("createMessage", environment)).toEqual([
      "https://messaging.bandwidth.com/api/v2",
      production,
    ]);
  },
);

test("a variable of one host wins over the environment, keeps the path, and moves no other host", () => {
  const environment = { BW_ENVIRONMENT: "test", BW_VOICE_URL: "https://voice.example.com/" };
  expect(where("createCall", environment)).toEqual(["https://voice.example.com/api/v2", testing]);
  expect(where("createSyncLookup", environment)[0]).toBe("https://test.api.bandwidth.com/v2");
});

test("BW_API_URL moves the token endpoint of every host, and registration", () => {
  const environment = { BW_API_URL: "https://api.example.com" };
  for (const tool of ["createCall", "createMessage", "createSyncLookup", "verifyCode"])
    expect(where(tool, environment)[1]).toBe(token("https://api.example.com"));
  expect(where("createRegistrationRecord", environment)[0]).toBe("https://api.example.com/api/v1/express");
});

test("every host of the spec can be moved", () => {
  const origins = Object.values(tools).map(
    ({ request }) => new URL(request.servers?.[0]?.url ?? definition.apis.registration.servers[0].url).origin,
  );
  const covered = Object.values(definition.hosts.rules).flatMap(({ origins }): readonly string[] => origins);
  expect(origins.filter((origin) => !covered.includes(origin))).toEqual([]);
});
