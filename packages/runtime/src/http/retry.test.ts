import { expect, it } from "vitest";
import { type Outcome, retryAfter, retryDelay } from "./retry.js";

const reply = (status: number, after?: number): Outcome => ({ kind: "reply", status, retryAfter: after });
const fault: Outcome = { kind: "fault" };
const no = undefined;

it.each<[string, number, Outcome, number | undefined]>([
  ["GET", 0, fault, 250],
  ["GET", 1, fault, 500],
  ["GET", 2, fault, no],
  ["HEAD", 0, reply(503), 250],
  ["PUT", 0, reply(502), 250],
  ["DELETE", 0, reply(504), 250],
  ["OPTIONS", 0, reply(429), 250],
  ["GET", 0, reply(429, 7_000), 7_000],
  ["GET", 0, reply(503, 30_000), 30_000],
  ["GET", 0, reply(503, 31_000), no],
  ["GET", 0, reply(500), no],
  ["GET", 0, reply(404), no],
  ["GET", 0, reply(200), no],
  ["POST", 0, fault, no],
  ["POST", 0, reply(503, 1_000), no],
  ["POST", 0, reply(429), no],
  ["POST", 0, reply(429, 5_000), 5_000],
  ["POST", 0, reply(429, 6_000), no],
  ["POST", 1, reply(429, 1_000), no],
  ["PATCH", 0, fault, no],
  ["get", 0, fault, no],
])("%s, retry %i after %j: %s", (method, retries, outcome, delay) => {
  expect(retryDelay({ method, retries, outcome }, () => 0.5)).toBe(delay);
});

const now = Date.parse("2026-11-20T12:00:00Z");
it.each([
  ["3", 3_000],
  [" 0 ", 0],
  ["Fri, 20 Nov 2026 12:00:05 GMT", 5_000],
  ["Fri, 20 Nov 2026 11:00:00 GMT", 0],
  ["31536000", 31_536_000_000],
  ["soon", undefined],
  ["-1", undefined],
  ["1.5", undefined],
  ["", undefined],
  [undefined, undefined],
])("Retry-After %s: %s ms", (header, milliseconds) => {
  expect(retryAfter(header, now)).toBe(milliseconds);
});
