import { expect, test } from "vitest";
import { checkCallbackUrl } from "./sender.js";

test.each([
  ["https://calls.test/webhooks", false, 0],
  ["http://127.0.0.1:4001/webhooks", true, 0],
  ["http://localhost:4001/webhooks", true, 0],
  // An API in the cloud does not reach this machine.
  ["http://127.0.0.1:4001/webhooks", false, 1],
  ["http://[::1]:4001/webhooks", false, 1],
  ["https://example.com/callback", true, 1],
  ["https://www.bandwidth.com", false, 1],
  ["callbacks", false, 1],
  [undefined, true, 1],
])("a callback URL %s, API on this machine: %s", (url, isLocalApi, problems) => {
  expect(checkCallbackUrl(url, "delivery events", { isLocalApi })).toHaveLength(problems);
});
