import type { Credentials } from "@jackfield/runtime";
import { expect, test } from "vitest";
import { explainFailure } from "./failures.js";

const express: Credentials = {
  environment: {},
  accessToken: async () => `x.${Buffer.from('{"express":true}').toString("base64url")}.y`,
};
const full: Credentials = { environment: {}, accessToken: async () => undefined };

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
