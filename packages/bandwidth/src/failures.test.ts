import type { Credentials } from "@jackfield/contract";
import { expect, test } from "vitest";
import { explainFailure } from "./failures.js";

const express: Credentials = {
  secrets: { get: () => undefined },
  accessToken: async () => `x.${Buffer.from('{"express":true}').toString("base64url")}.y`,
};
const full: Credentials = { secrets: { get: () => undefined }, accessToken: async () => undefined };

test.each([
  [402, {}, full, "feature_limit", "out of credit"],
  [403, "", express, "feature_limit", "talk-to-an-expert"],
  [403, { description: "does not have access rights" }, full, "feature_limit", "role"],
  [409, "HTTP voice feature is required", full, "feature_limit", "HTTP voice"],
  [
    429,
    { description: "Account concurrent call limit exceeded" },
    full,
    "rate_limited",
    "wait until one ends",
  ],
  [404, { description: "Call c-1 was not found" }, full, "not_found", "two seconds"],
])("%i %j means %s", async (status, body, credentials, code, words) => {
  expect(await explainFailure({ tool: "getCallState", status, body, credentials })).toEqual({
    code,
    recovery: expect.stringContaining(words),
  });
});

test("other failures speak for themselves", async () => {
  expect(
    await explainFailure({ tool: "createCall", status: 400, body: "no", credentials: full }),
  ).toBeUndefined();
});

test("a 404 speaks of waiting only where a call was asked for", async () => {
  const failure = { status: 404, body: "callback not found", credentials: full };
  expect(await explainFailure({ ...failure, tool: "getMedia" })).toBeUndefined();
  expect(await explainFailure({ ...failure, tool: "getCallState", body: "" })).toMatchObject({
    code: "not_found",
  });
});

const status = (code: string) => ({ ResponseStatus: { ErrorCode: code, Description: "x" } });

test.each<[string, number, unknown, string, string]>([
  ["updateApplication", 400, status("12962"), "validation", "ServiceType"],
  ["getApplication", 404, status("13629"), "not_found", "listApplications"],
  ["listApplications", 400, status("12103"), "feature_limit", "accountId"],
  ["listNumberRecords", 400, { Description: "x", ErrorCode: 1006 }, "validation", "2500"],
  [
    "disconnectPhoneNumbers",
    400,
    { ErrorList: { Error: { Code: "5001", Description: "x" } } },
    "validation",
    "Type",
  ],
  ["orderPhoneNumbers", 400, { ErrorList: [{ Code: "5016", Description: "x" }] }, "validation", "listSites"],
  ["searchAvailableNumbers", 400, { Error: { Code: "4010", Description: "x" } }, "validation", "criterion"],
  ["createTnOptionOrder", 400, status("1022"), "validation", "E.164"],
  ["createTnOptionOrder", 400, status("1023"), "validation", "number"],
  ["createTnOptionOrder", 400, status("13576"), "feature_limit", "support"],
  [
    "createApplicationRecord",
    409,
    { Description: "HTTP voice feature is required" },
    "feature_limit",
    "HTTP voice",
  ],
  ["listNumberRecords", 403, undefined, "feature_limit", "listInServiceNumbers"],
  ["getPhoneNumberDetails", 403, "", "feature_limit", "role Numbers"],
  [
    "listCampaigns",
    403,
    { errors: [{ description: "Account is not enabled for the Registration Center" }] },
    "feature_limit",
    "10DLC",
  ],
  ["listShortCodes", 403, { type: "forbidden", description: "no access rights" }, "feature_limit", "role"],
  // The status says more than a code that comes with it.
  ["getApplication", 403, status("13629"), "feature_limit", "role"],
])("%s answered %i %j: %s", async (tool, code, body, expected, words) => {
  expect(await explainFailure({ tool, status: code, body, credentials: full })).toEqual({
    code: expected,
    recovery: expect.stringContaining(words),
  });
});

test("a Build account that may not list its numbers is told where they are", async () => {
  const failure = { tool: "listNumberRecords", status: 403, body: undefined, credentials: express };
  expect((await explainFailure(failure))?.recovery).toContain("Bandwidth App");
});

test.each([{ ErrorList: { Error: { Code: "99999", Description: "x" } } }, { Description: "x" }, undefined])(
  "an unknown code says what its status says: %j",
  async (body) => {
    const failure = { tool: "orderPhoneNumbers", status: 400, body, credentials: full };
    expect(await explainFailure(failure)).toBeUndefined();
  },
);

test("a Build account hears that it may call verified numbers only", async () => {
  const failure = { tool: "createCall", status: 403, body: undefined, credentials: express };
  expect((await explainFailure(failure))?.recovery).toContain("may call verified numbers only");
});
