import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startBeats } from "./beats.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const start = () => {
  const signs: unknown[] = [];
  let stage = "connecting";
  const beats = startBeats(
    (...sign) => signs.push(sign),
    () => stage,
  );
  return {
    beats,
    signs,
    at: (next: string): void => {
      stage = next;
    },
  };
};

test("a sign a second, with what happens then, until the call ends", () => {
  const { beats, signs, at } = start();
  vi.advanceTimersByTime(1500);
  at("reading");
  vi.advanceTimersByTime(1000);
  beats.stop();
  vi.advanceTimersByTime(5000);
  expect(signs).toEqual([
    [1, undefined, "connecting"],
    [2, undefined, "reading"],
  ]);
});

test("a tool that tells its own progress is not talked over", () => {
  const { beats, signs } = start();
  beats.progress(3, 10, "page 3");
  vi.advanceTimersByTime(5000);
  expect(signs).toEqual([[3, 10, "page 3"]]);
});

test("where nobody asks, nothing runs", () => {
  const beats = startBeats(undefined, () => "");
  beats.progress(1);
  expect(vi.getTimerCount()).toBe(0);
});
