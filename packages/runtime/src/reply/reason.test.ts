import { describe, expect, test } from "vitest";
import { defaultLimits, failureReason, readReply } from "./index.js";

const reasonOf = async (body: string, type: string) => {
  const source = (async function* () {
    yield Buffer.from(body);
  })();
  return failureReason(
    await readReply({ status: 400, headers: { "content-type": type }, body: source }, defaultLimits),
  );
};

describe("JSON", () => {
  test.each<[unknown, string | undefined]>([
    [
      { type: "about:blank", title: "Out of credit", detail: "Balance is 30.", status: 403 },
      "Out of credit: Balance is 30.",
    ],
    [{ title: "Bad Request" }, "Bad Request"],
    [{ message: "No such pet" }, "No such pet"],
    [{ Message: "No such pet" }, "No such pet"],
    [{ error: "No such pet" }, "No such pet"],
    [{ error: { code: 404, message: "No such pet" } }, "No such pet"],
    [{ error: "invalid_grant", error_description: "Token expired" }, "invalid_grant: Token expired"],
    [{ errors: [{ message: "a" }, { message: "b" }, "c"] }, "a (and 2 more)"],
    [{ errors: ["only"] }, "only"],
    [{ errors: { email: ["is invalid"] } }, "email: is invalid"],
    [{ message: "Validation Failed", errors: [{ field: "name" }] }, "Validation Failed"],
    [{ detail: [{ loc: ["body", "size"], msg: "too big" }] }, "body.size: too big"],
    [{ type: "validation", description: "Number is wrong" }, "Number is wrong"],
    [{ fault: { faultstring: "Quota exceeded" } }, "Quota exceeded"],
    [{ requestError: { serviceException: { text: "Invalid" } } }, "Invalid"],
    [[{ message: "first" }], "first"],
    ["just words", "just words"],
    [{ message: " spread\n over \u001b[31mlines " }, "spread over lines"],
    [{ message: "x".repeat(1000) }, `${"x".repeat(299)}…`],
    [{ message: "" }, undefined],
    [{ code: 5 }, undefined],
    [{}, undefined],
    [null, undefined],
    [
      { error: { error: { error: { error: { error: { error: { error: { message: "deep" } } } } } } } },
      undefined,
    ],
  ])("%j", async (body, expected) => {
    expect(await reasonOf(JSON.stringify(body), "application/problem+json")).toBe(expected);
  });
});

describe("other forms", () => {
  test.each<[string, string, string | undefined]>([
    [
      "application/xml",
      "<R><ResponseStatus><ErrorCode>1</ErrorCode><Description>Access Denied</Description></ResponseStatus></R>",
      "Access Denied",
    ],
    [
      "application/xml",
      "<R><ErrorList><Error><Code>1</Code><Description>a</Description></Error><Error><Description>b</Description></Error></ErrorList></R>",
      "a",
    ],
    [
      "application/xml",
      "<SearchResult><Error><Code>1</Code><Description>No</Description></Error></SearchResult>",
      "No",
    ],
    [
      "application/problem+xml",
      '<problem xmlns="urn:ietf:rfc:7807"><title>A</title><detail>B</detail></problem>',
      "A: B",
    ],
    ["application/xml", "<broken", undefined],
    [
      "text/html",
      "<!DOCTYPE html><html><head><title>502 Bad\nGateway</title></head></html>",
      "502 Bad Gateway",
    ],
    ["text/html", "<html><body>x</body></html>", undefined],
    ["text/plain", "No such account\n", "No such account"],
    ["text/plain", "x".repeat(301), undefined],
    ["text/plain", "", undefined],
    ["image/png", "x", undefined],
  ])("%s %.60s", async (type, body, expected) => {
    const found = await reasonOf(body, type);
    expect(expected === "a" ? found?.slice(0, 1) : found).toBe(expected);
  });
});
