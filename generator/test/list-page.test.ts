import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runReport } from "../src/cli/report.js";
import { barriers, faintTexts, hasBrowser, openAll, openBrowser } from "./browser.js";
import { ran } from "./command-run.js";

const evil = `</script><script>document.title = "run"; window.ran = 1</script>"'><img src=x onerror="window.ran = 1">{{constructor}}`;
const text = { type: "string" };
const object = (properties: object, more: object = {}) => ({ type: "object", properties, ...more });

const older = [
  {
    name: "sendMessage",
    description: "Sends a text message, of at most 160 characters, such as a reminder.",
    inputSchema: object({ to: { ...text, description: "Receiver, for example +15550100" }, note: text }),
  },
  { name: "stop", description: "Stops it.", inputSchema: object({}) },
];
const tools = [
  {
    ...older[0],
    inputSchema: object(
      { to: { ...text, description: "Receiver, for example +15550100" } },
      { required: ["to"] },
    ),
  },
  { name: evil, description: `\u202E${evil}`, inputSchema: object({ [evil]: { type: "array" } }) },
  { name: "unbroken".repeat(60), description: "unbroken".repeat(600), inputSchema: { type: "array" } },
  ...["listPets", "getPet", "listPets", " "].map((name) => ({ name, inputSchema: object({ filter: text }) })),
];

const folder = mkdtempSync(join(tmpdir(), "jackfield-list-page-"));
const file = join(folder, "report.html");
const { visit, close } = openBrowser(file);

beforeAll(async () => {
  const [list, against] = ["tools.json", "older.json"].map((name) => join(folder, name)) as [string, string];
  writeFileSync(list, JSON.stringify({ tools }));
  writeFileSync(against, JSON.stringify(older));
  const run = await ran((session) =>
    runReport(undefined, { out: file, list, against, name: "pets" }, session),
  );
  expect(run).toMatchObject({ code: 0 });
});

afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

const shownTools = (page: Page) =>
  page
    .locator("#list tr:visible th")
    .evaluateAll((all) => all.map(({ firstChild }) => firstChild?.textContent));

test("the page is small, and nothing in it is markup of a list", () => {
  const html = readFileSync(file, "utf8");
  expect(html.length).toBeLessThan(100_000);
  expect(html).not.toContain("<img");
  expect(html.match(/<script>/g)).toHaveLength(1);
});

describe.skipIf(!hasBrowser)("the page of a tool list in a browser", () => {
  test.each([
    ["light", 1_400],
    ["dark", 1_400],
    ["light", 420],
  ] as const)("axe finds nothing, in %s colors at %i pixels", async (colorScheme, width) => {
    await visit({ colorScheme, width }, async (page) => {
      await openAll(page);
      expect(await barriers(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });
  });

  test.each(["light", "dark"] as const)(
    "text stands out from its ground in %s colors",
    async (colorScheme) => {
      await visit({ colorScheme }, async (page) => {
        await openAll(page);
        expect(await page.evaluate(faintTexts)).toEqual([]);
        expect(await page.evaluate(faintNames)).toEqual([]);
      });
    },
  );

  test("runs nothing of a list and links nowhere", async () => {
    await visit({}, async (page) => {
      await openAll(page);
      const content = await page.evaluate(() => ({
        ran: "ran" in window,
        elements: document.querySelectorAll("img, iframe, object, embed").length,
        links: [...document.links].filter((link) => !link.getAttribute("href")?.startsWith("#")).length,
        text: document.body.textContent,
      }));
      expect(content).toMatchObject({ ran: false, elements: 0, links: 0 });
      expect(content.text).toContain("<U+202E></script><script>");
    });
  });

  test("a rectangle has the area of its share of the tokens, and a row of the table", async () => {
    await visit({}, async (page) => {
      const areas = await page.evaluate(() =>
        [...(document.getElementById("map")?.children ?? [])].map((cell) => {
          const rectangle = cell.querySelector("rect") ?? cell;
          const { width = 0, height = 0 } =
            rectangle instanceof SVGGraphicsElement ? rectangle.getBBox() : {};
          return width * height;
        }),
      );
      const costs = await page
        .locator("#list td:nth-of-type(1)")
        .evaluateAll((cells) => cells.map(({ textContent }) => Number(textContent?.replaceAll(",", ""))));
      const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
      expect(areas).toHaveLength(tools.length);
      for (const [index, area] of areas.entries())
        expect(Math.abs(area / sum(areas) - (costs[index] ?? 0) / sum(costs))).toBeLessThan(0.01);
      await page.locator("#map").hover({ position: { x: 5, y: 5 } });
      expect(await page.locator("#pointed").textContent()).toMatch(/: [\d,]+ tokens; left unsaid: /);
    });
  });

  test("searches, filters by what is left unsaid, sorts, and follows a verdict to its reason", async () => {
    await visit({}, async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("reminder");
      await page.locator("#matches", { hasText: "1 of 7 tools" }).waitFor();
      expect(await shownTools(page)).toEqual(["sendMessage"]);
      await page.locator("#find").fill("");
      await page.locator("#lacks").selectOption("purpose");
      expect(await shownTools(page)).toContain("getPet");
      expect(await shownTools(page)).not.toContain("sendMessage");
      await page.locator("#order").selectOption("name");
      const names = await shownTools(page);
      expect(names).toEqual([...names].sort());
      await page.locator(".verdicts a", { hasText: "lint/duplicate-name" }).first().click();
      await page.locator("#finding-lint-duplicate-name td", { hasText: "listPets" }).waitFor();
    });
  });

  test("can be read without JavaScript, the difference too", async () => {
    await visit({ javaScriptEnabled: false, width: 420 }, async (page) => {
      expect(await page.locator(".filter").isVisible()).toBe(false);
      expect(await shownTools(page)).toHaveLength(7);
      const changes = await page.locator("#difference th[scope=row]").allTextContents();
      expect(changes.slice(0, 2).join("\n")).toMatch(/stop.*removed/);
      expect(changes.join("\n")).toMatch(/note.*removed/);
    });
  });
});

/** Names in the treemap whose contrast is below 4.5: their ground is a rectangle, not a background. Runs in the page. */
const faintNames = (): readonly string[] => {
  const luminance = (color: string): number => {
    const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map((value) => {
      const part = Number(value) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const name = document.querySelector("#map text");
  if (name === null) return ["no name"];
  const ink = luminance(getComputedStyle(name).fill);
  return [...document.querySelectorAll(".legend b")].flatMap((one) => {
    const ground = luminance(getComputedStyle(one).backgroundColor);
    const contrast = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
    return contrast < 4.5 ? [`${one.className} ${contrast.toFixed(2)}`] : [];
  });
};
