import { expect, test } from "vitest";
import { realClock, timestamp } from "./clock.js";

test("speed shortens waiting, not the time of day", async () => {
  const clock = realClock(1_000);
  const before = Date.now();
  await clock.sleep(20_000, new AbortController().signal);
  const passed = Date.now() - before;
  expect(passed).toBeGreaterThanOrEqual(15);
  expect(passed).toBeLessThan(5_000);
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1_000);
});

test("a wait ends with its signal, even when that has fired before", async () => {
  const control = new AbortController();
  const waiting = realClock(1).sleep(3_600_000, control.signal);
  control.abort();
  await waiting;
  await realClock(1).sleep(3_600_000, control.signal);
});

test("a wait beyond what a timer can hold does not end at once", async () => {
  const control = new AbortController();
  let ended = false;
  const waiting = realClock(1)
    .sleep(2 ** 40, control.signal)
    .then(() => {
      ended = true;
    });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(ended).toBe(false);
  control.abort();
  await waiting;
});

test("timestamps have milliseconds and are UTC", () => {
  expect(timestamp({ now: () => 0 })).toBe("1970-01-01T00:00:00.000Z");
});
