import { expect, test } from "vitest";
import { isReservedHeader } from "./headers.js";

test("what body, client, connection and credentials decide is reserved in any case; the rest is free", () => {
  for (const name of ["Accept", "content-type", "AUTHORIZATION", "Host", "Cookie", "Transfer-Encoding"])
    expect(isReservedHeader(name), name).toBe(true);
  for (const name of ["accept-language", "x-api-key", "if-none-match", "user-agent", "date"])
    expect(isReservedHeader(name), name).toBe(false);
});
