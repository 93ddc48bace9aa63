import { expect, test } from "vitest";
import { inGroups } from "./groups.js";

/** Groups whose work ends when the test says so. */
const held = (most = { count: 10, size: 1_000 }) => {
  const groups: { readonly items: readonly number[]; end(error?: Error): void }[] = [];
  const { add, isIdle } = inGroups<number, string>({
    most,
    sizeOf: (item) => item,
    work: (items) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error): void =>
          error === undefined ? resolve(items.map((item) => `did ${item}`)) : reject(error);
        groups.push({ items, end });
      }),
  });
  const started = (count: number) => expect.poll(() => groups.length).toBe(count);
  return { add, isIdle, groups, started };
};

test("what comes in one turn goes together, what comes meanwhile goes next, and each gets its own value", async () => {
  const { add, isIdle, groups, started } = held();
  const first = [add(1), add(2)];
  await started(1);
  const second = [add(3), add(4)];
  expect(groups.map(({ items }) => items)).toEqual([[1, 2]]);
  groups[0]?.end();
  expect(await Promise.all(first)).toEqual(["did 1", "did 2"]);
  await started(2);
  expect(groups[1]?.items).toEqual([3, 4]);
  expect(isIdle()).toBe(false);
  groups[1]?.end();
  expect(await Promise.all(second)).toEqual(["did 3", "did 4"]);
  expect(isIdle()).toBe(true);
});

test("a group keeps its bounds, and a large item goes alone", async () => {
  const { add, groups, started } = held({ count: 3, size: 10 });
  const all = [4, 5, 6, 1, 1, 1, 99].map((item) => add(item));
  for (let done = 0; done < 4; done += 1) {
    await started(done + 1);
    groups[done]?.end();
  }
  expect(await Promise.all(all)).toHaveLength(7);
  expect(groups.map(({ items }) => items)).toEqual([[4, 5], [6, 1, 1], [1], [99]]);
});

test("what fails, fails for its group alone", async () => {
  const { add, groups, started } = held();
  const first = Promise.allSettled([add(1), add(2)]);
  await started(1);
  const second = add(3);
  groups[0]?.end(new Error("no"));
  expect((await first).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await started(2);
  groups[1]?.end();
  expect(await second).toBe("did 3");
});
