import type { BoundValue, Credentials, HttpRequest } from "@jackfield/contract";
import { expect, it } from "vitest";
import { bindArguments } from "./bind.js";

const request: HttpRequest = {
  api: "x",
  method: "GET",
  path: "/accounts/{accountId}",
  parameters: { accountId: { in: "path", bind: "account" }, q: { in: "query" } },
};
const credentials: Credentials = { secrets: { get: () => undefined }, accessToken: async () => undefined };
const bind = (args: Record<string, unknown>, account?: BoundValue) =>
  bindArguments(
    request,
    args,
    { context: async (): Promise<Readonly<Record<string, BoundValue>>> => (account ? { account } : {}) },
    credentials,
  );

it("fills what the caller left out and never changes the caller's value", async () => {
  const args = { q: 1 };
  expect(await bind(args, { value: "55" })).toEqual({ q: 1, accountId: "55" });
  expect(args).toEqual({ q: 1 });
});

it("lets the caller choose among the allowed values", async () => {
  const account = { value: "55", allowed: ["55", "66"] };
  expect(await bind({ accountId: "66" }, account)).toEqual({ accountId: "66" });
  await expect(bind({ accountId: "77" }, account)).rejects.toMatchObject({
    answer: { code: "validation", error: expect.stringContaining("55, 66") },
  });
  expect(await bind({ accountId: "77" }, { value: "55" })).toEqual({ accountId: "77" });
});

it("answers auth with the problem of a value that is not to be had", async () => {
  const problem = { problem: "There are several accounts.", recovery: "Set X_ACCOUNT.", allowed: ["1", "2"] };
  await expect(bind({}, problem)).rejects.toMatchObject({
    answer: { code: "auth", error: "There are several accounts.", recovery: "Set X_ACCOUNT." },
  });
  expect(await bind({ accountId: "2" }, problem)).toEqual({ accountId: "2" });
});

it("leaves the arguments alone without an extension or a value", async () => {
  const args = { q: 1 };
  expect(await bind(args)).toEqual(args);
  expect(await bindArguments(request, args, undefined, credentials)).toBe(args);
});
