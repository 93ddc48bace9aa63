import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foreign, printable, redact, without } from "./redact.js";

describe("text without credentials", () => {
  test.each([
    ['{"access_token":"abc","ok":1}', '{"access_token":"***","ok":1}'],
    ["client_secret=s3cr3t&x=1", "client_secret=***&x=1"],
    ["Authorization: Bearer abcdefghij", "Authorization: Bearer ***"],
    ["failed with Bearer abcdefghij.k", "failed with Bearer ***"],
    ["token eyJhbGciOiJub25lIn0.eyJhIjoxfQ.x", "token ***"],
    ["https://user:pass@host/x", "https://***@host/x"],
    ["?code=abc&state=xyz", "?code=***&state=xyz"],
    ["password: hunter2, then", "password: ***, then"],
  ])("%s", (text, clean) => {
    expect(redact(text)).toBe(clean);
  });

  test.each(["the tokenizer: fast", "Grüße, 世界 🎉", "a secretary = nice", "bearer of news"])(
    "%s stays",
    (text) => {
      expect(redact(text)).toBe(text);
    },
  );

  test("no planted secret survives, wherever it stands", () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9_-]{12,40}$/);
    const frames: readonly ((value: string) => string)[] = [
      (value) => `{"refresh_token": "${value}"}`,
      (value) => `authorization: Basic ${value}`,
      (value) => `https://me:${value}@host.example/`,
      (value) => `api_key='${value}'`,
      (value) => `device_code=${value}&x`,
    ];
    fc.assert(
      fc.property(secret, fc.constantFrom(...frames), fc.string(), (value, frame, around) => {
        expect(redact(`${around} ${frame(value)}`)).not.toContain(value);
        expect(without(`${around}${value}`, [value])).not.toContain(value);
      }),
    );
  });
});

test("text of a stranger has no control characters, no colours, and an end", () => {
  expect(foreign("a\u001b[31mred\u001b[0m\r\nb\u202ec")).toBe("a red b c");
  expect(foreign("x".repeat(1_000))).toHaveLength(300);
});

test("lines stay lines, and a terminal obeys none of them", () => {
  expect(printable("a\u001b[2J\nb\u009b31mc\r\u202ed")).toBe("a \nb 31mc d");
});
