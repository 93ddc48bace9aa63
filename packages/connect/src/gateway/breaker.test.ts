import { beforeEach, expect, test } from "vitest";
import { type Breaker, createBreaker } from "./breaker.js";

let now: number;
let breaker: Breaker;
const fail = (times: number): void => {
  for (let time = 0; time < times; time += 1) {
    breaker.refusal();
    breaker.failed();
  }
};
beforeEach(() => {
  now = 0;
  breaker = createBreaker({ threshold: 3, cooldownSecs: 60 }, { steady: () => now });
});

test("a new one lets through, and so does one below the threshold", () => {
  expect(breaker.refusal()).toBeUndefined();
  fail(2);
  expect(breaker.refusal()).toBeUndefined();
});

test("the threshold opens it, for whole seconds that never read 0", () => {
  fail(3);
  expect([breaker.refusal(), breaker.state]).toEqual([60, "open"]);
  now = 59_990;
  expect(breaker.refusal()).toBe(1);
});

test("a success in between starts the count again", () => {
  fail(2);
  breaker.succeeded();
  fail(2);
  expect(breaker.state).toBe("closed");
});

test("after the cooldown one of five calls finds out, and the others wait", () => {
  fail(3);
  now = 60_000;
  expect(breaker.state).toBe("half-open");
  expect([1, 2, 3, 4, 5].map(() => breaker.refusal())).toEqual([undefined, 1, 1, 1, 1]);
});

test("the probe closes it, or opens it for a full cooldown", () => {
  fail(3);
  now = 60_000;
  breaker.refusal();
  breaker.failed();
  expect(breaker.refusal()).toBe(60);
  now = 120_000;
  breaker.refusal();
  breaker.succeeded();
  expect([breaker.refusal(), breaker.state]).toEqual([undefined, "closed"]);
});

test("a probe that says nothing lets the next one try", () => {
  fail(3);
  now = 60_000;
  breaker.refusal();
  breaker.undecided();
  expect(breaker.refusal()).toBeUndefined();
});

test("servers do not share one", () => {
  fail(3);
  expect(createBreaker({ threshold: 3, cooldownSecs: 60 }, { steady: () => now }).refusal()).toBeUndefined();
});
