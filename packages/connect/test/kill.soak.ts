import { afterAll, expect, test } from "vitest";
import { cleanUp, newHome } from "./support/bin.js";
import { killWriter, leftovers } from "./support/kill-writer.js";

afterAll(cleanUp);

test("200 kills at random moments of writing: always the old or the new content, mode 0600", async () => {
  const home = newHome();
  let from = 1;
  for (let round = 0; round < 200; round += 1) {
    const { n, whole, mode, reported } = await killWriter(home, from, Math.random() * 25);
    expect({ round, whole, mode }).toEqual({ round, whole: true, mode: 0o600 });
    expect(n - reported).toBeGreaterThanOrEqual(0);
    expect(n - reported).toBeLessThanOrEqual(1);
    from = n + 1;
  }
  expect(leftovers(home)).toBeLessThanOrEqual(200);
});
