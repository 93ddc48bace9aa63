import { errorResult } from "@jackfield/contract";
import { expect, it } from "vitest";
import { createRedactor } from "./redact.js";

const secret = 'pä"ss/w+rd=1';
const redactor = createRedactor();
redactor.hold([secret]);

it.each([
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret).toString("base64"),
  Buffer.from(secret).toString("base64url"),
])("hides %s", (spelling) => {
  expect(redactor.text(`before ${spelling} after`)).toBe("before *** after");
});

it.each(["%aaaaaaaaa:1Zbac\\", '%aa"aaaaaaaa1Zbac\\', "a\\x41bcdefgh"])(
  "hides %s, which looks like an escape itself, in JSON and in units of it",
  (tricky) => {
    const own = createRedactor();
    own.hold([tricky]);
    const units = [...tricky].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
    for (const spelling of [tricky, JSON.stringify(tricky).slice(1, -1), units])
      expect(own.text(`{"message": "${spelling} after"}`)).toBe('{"message": "*** after"}');
  },
);

it("reaches every string of a result, keys included", () => {
  const result = errorResult({
    error: `it said ${secret}`,
    code: "upstream",
    recovery: "r",
    details: { [secret]: [{ deep: `x${secret}` }] },
  });
  const clean = redactor.result(result);
  expect(JSON.stringify(clean)).not.toContain("rd=1");
  expect(clean.structuredContent).toMatchObject({ details: { "***": [{ deep: "x***" }] } });
});

it("gives back the same value when there is nothing to hide", () => {
  const value = { a: ["b", 1, null, { c: "d" }] };
  expect(redactor.value(value)).toBe(value);
});

it("takes no notice of values that are too short to be secrets", () => {
  const other = createRedactor();
  other.hold(["test", ""]);
  expect(other.text("a test")).toBe("a test");
});

it("forgets tokens after sixteen newer ones, secrets never", () => {
  const other = createRedactor();
  other.hold(["secret-of-the-environment"]);
  for (let count = 0; count <= 16; count += 1) other.addPassing(`token-number-${count}.`);
  expect(other.text("token-number-0. token-number-1. secret-of-the-environment")).toBe(
    "token-number-0. *** ***",
  );
});

it("hides a secret that was replaced while a call is under way, and the new one", () => {
  const other = createRedactor();
  other.hold(["first-secret"]);
  other.hold(["second-secret"]);
  expect(other.text("first-secret second-secret")).toBe("*** ***");
});
