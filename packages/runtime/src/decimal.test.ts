import fc from "fast-check";
import { expect, it } from "vitest";
import { isMultiple } from "./decimal.js";

it.each([
  [19.99, 0.01],
  [0.07, 0.01],
  [1234567.89, 0.01],
  [0.3, 0.1],
  [0.15, 0.05],
  [3e-8, 1e-8],
  [-1.001, 0.001],
  [1e21, 1000],
  [0, 0.5],
])("%d is a multiple of %d", (value, step) => {
  expect(isMultiple(value, step)).toBe(true);
});

it.each([
  [19.999, 0.01],
  [1, 3],
  [1e-9, 1e-8],
  [0.25, 0.1],
])("%d is not a multiple of %d", (value, step) => {
  expect(isMultiple(value, step)).toBe(false);
});

it("agrees with whole numbers, wherever the point stands", () => {
  const whole = fc.integer({ min: -1_000_000, max: 1_000_000 });
  fc.assert(
    fc.property(
      whole,
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 0, max: 6 }),
      (value, step, places) => {
        const at = (digits: number): number => Number(`${digits}e-${places}`);
        expect(isMultiple(at(value), at(step))).toBe(value % step === 0);
      },
    ),
  );
});
