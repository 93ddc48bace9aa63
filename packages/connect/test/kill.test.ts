import { afterAll, expect, test } from "vitest";
import { cleanUp, newHome } from "./support/bin.js";
import { killWriter, leftovers } from "./support/kill-writer.js";

afterAll(cleanUp);

test("a process that is killed while it writes leaves the old or the new content, for its owner only", async () => {
  const home = newHome();
  let from = 1;
  for (let round = 0; round < 10; round += 1) {
    const { n, whole, mode, reported } = await killWriter(home, from, Math.random() * 20);
    expect({ whole, mode }).toEqual({ whole: true, mode: 0o600 });
    // What was reported is there; the one after it may be.
    expect(n - reported).toBeGreaterThanOrEqual(0);
    expect(n - reported).toBeLessThanOrEqual(1);
    from = n + 1;
  }
  expect(leftovers(home)).toBeLessThanOrEqual(10);
});
