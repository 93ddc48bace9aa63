import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Clock } from "../clock.js";
import { watch } from "./watch.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const watched = () => {
  const time = { wall: 1_000_000, steady: 0, parent: 7, woke: 0, orphaned: 0 };
  const clock: Clock = { now: () => time.wall, steady: () => time.steady, sleep: async () => undefined };
  const stop = watch(
    clock,
    {
      woke() {
        time.woke += 1;
      },
      orphaned() {
        time.orphaned += 1;
      },
    },
    () => time.parent,
  );
  const pass = (wall: number, steady: number): void => {
    time.wall += wall;
    time.steady += steady;
    vi.advanceTimersByTime(5_000);
  };
  return { time, pass, stop };
};

test("a sleep is noticed where the steady clock stops, and where it goes on", () => {
  const { time, pass, stop } = watched();
  pass(5_000, 5_000);
  expect(time.woke).toBe(0);
  pass(60_000, 5_000);
  expect(time.woke).toBe(1);
  pass(60_000, 60_000);
  expect(time.woke).toBe(2);
  stop();
});

test("a slow event loop and a clock that is set back are no sleep", () => {
  const { time, pass, stop } = watched();
  pass(30_000, 30_000);
  pass(-3_600_000, 5_000);
  pass(5_000, 5_000);
  expect(time.woke).toBe(0);
  stop();
});

test("another parent process means that the host is gone", () => {
  const { time, pass, stop } = watched();
  pass(5_000, 5_000);
  expect(time.orphaned).toBe(0);
  time.parent = 1;
  pass(5_000, 5_000);
  expect(time.orphaned).toBe(1);
  stop();
});
