import type { Credentials } from "@jackfield/contract";
import { describe, expect, test } from "vitest";
import { boundAccount } from "./account.js";
import { readClaims } from "./claims.js";

const jwt = (payload: unknown): string =>
  ["{}", JSON.stringify(payload), "signature"]
    .map((part) => Buffer.from(part).toString("base64url"))
    .join(".");

const credentials = (accounts: readonly string[] | undefined, account?: string): Credentials => ({
  secrets: { get: (name) => (name === "BW_ACCOUNT_ID" ? account : undefined) },
  accessToken: async () => (accounts === undefined ? undefined : jwt({ accounts })),
});

describe("the account that calls are bound to", () => {
  test("the only account of the credential", async () => {
    expect(await boundAccount(credentials(["1"]))).toEqual({ value: "1", allowed: ["1"] });
  });

  test("the account that was chosen, among several", async () => {
    expect(await boundAccount(credentials(["1", "2"], " 2 "))).toEqual({ value: "2", allowed: ["1", "2"] });
  });

  test("several and none chosen: a problem that names them, and the caller may choose", async () => {
    expect(await boundAccount(credentials(["1", "2"]))).toEqual({
      problem: "The credential is for accounts 1, 2, and none is chosen.",
      recovery: "Set BW_ACCOUNT_ID to one of them, or give accountId.",
      allowed: ["1", "2"],
    });
  });

  test("a chosen account that the credential does not have", async () => {
    expect(await boundAccount(credentials(["1"], "3"))).toMatchObject({
      problem: "BW_ACCOUNT_ID is 3, but the credential is for account 1.",
    });
  });

  test("a credential without accounts takes what was chosen", async () => {
    expect(await boundAccount(credentials([], "3"))).toEqual({ value: "3" });
  });

  test("Basic credentials name no account", async () => {
    expect(await boundAccount(credentials(undefined))).toMatchObject({
      problem: "The credential does not name an account.",
    });
  });

  test.each(["a/b", "1?x", "1 2", "1%2f"])("%s is refused as an account id", async (account) => {
    expect(await boundAccount(credentials(undefined, account))).toHaveProperty("problem");
  });
});

describe("claims", () => {
  test("are read whatever the padding", () => {
    for (const length of [1, 2, 3, 4]) {
      expect(readClaims(jwt({ accounts: ["1".repeat(length)], express: true }))).toEqual({
        accounts: ["1".repeat(length)],
        express: true,
        roles: [],
      });
    }
  });

  test.each(["", "a.b", "a.b.c", "a.b.c.d", `a.${Buffer.from("null").toString("base64url")}.c`])(
    "`%s` has none",
    (token) => {
      expect(readClaims(token)).toBeUndefined();
    },
  );
});
