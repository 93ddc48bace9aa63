import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runReport } from "../src/cli/report.js";
import { barriers, faintTexts, hasBrowser, openAll, openBrowser } from "./browser.js";
import { ran } from "./command-run.js";

const evil = `</script><script>document.title = "run"; window.ran = 1</script>"'><img src=x onerror="window.ran = 1">{{constructor}}`;
const long = "unbroken".repeat(60);
const get = (operationId: string, more: object = {}) => ({
  get: { operationId, summary: `Get ${operationId}`, responses: { 200: { description: "ok" } }, ...more },
});

const description = {
  openapi: "3.0.3",
  info: { title: `Pets ${evil}`, version: evil, description: evil },
  externalDocs: { url: "javascript:window.ran=1", description: evil },
  servers: [{ url: "https://pets.example/v1" }],
  paths: {
    "/pets": get("listPets", {
      description: `Every pet. ${evil}`,
      externalDocs: { url: "javascript:window.ran=1" },
      tags: [evil],
      parameters: [
        {
          name: "species",
          in: "query",
          description: `\u202E${evil}`,
          schema: { type: "string", enum: [evil, long] },
        },
        { name: `x"><b onmouseover=window.ran=1>`, in: "query", schema: { type: "string" } },
      ],
    }),
    // A name that meets the page's own ids.
    "/lists": get("list"),
    [`/long/${long}/{${long}}`]: get("longPath", {
      parameters: [{ name: long, in: "path", required: true, description: long, schema: { type: "string" } }],
    }),
    "/toys": {
      ...get("listToys", { responses: { 200: {} } }),
      delete: { operationId: "deleteToys", responses: { 204: { description: "gone" } } },
    },
  },
  components: { securitySchemes: { [evil]: { type: "apiKey", in: "header", name: "X-Key" } } },
};

const overlay = `overlay: 1.0.0
info: { title: Toys, version: 1.0.0 }
x-reason: ${JSON.stringify(`Toys have names. ${evil}`)}
actions:
  - target: $.paths['/toys'].get
    update: { summary: ${JSON.stringify(evil)}, x-note: ${JSON.stringify(long)} }
`;

const folder = mkdtempSync(join(tmpdir(), "jackfield-report-"));
const file = join(folder, "report.html");
const { visit, browser, close } = openBrowser(file);

beforeAll(async () => {
  const spec = join(folder, "pets.json");
  const patch = join(folder, "toys.yaml");
  writeFileSync(spec, JSON.stringify(description));
  writeFileSync(patch, overlay);
  expect(await ran((session) => runReport(spec, { out: file, overlay: [patch] }, session))).toMatchObject({
    code: 0,
  });
});

afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

const shownTools = (page: Page) => page.locator(".tool:visible > summary h3").allTextContents();

describe.skipIf(!hasBrowser)("the report page in a browser", () => {
  test.each([1_400, 420])("fits %i pixels, closed and with everything open", async (width) => {
    await visit({ width }, async (page) => {
      const room = () => page.evaluate(() => document.documentElement.scrollWidth);
      expect(await room()).toBeLessThanOrEqual(width);
      await openAll(page);
      expect(await room()).toBeLessThanOrEqual(width);
    });
  });

  test("runs nothing of a spec and links nowhere", async () => {
    await visit({}, async (page) => {
      await openAll(page);
      const found = await page.evaluate(() => ({
        ran: "ran" in window,
        title: document.title,
        elements: document.querySelectorAll("img, iframe, object, embed, b[onmouseover]").length,
        scripts: document.scripts.length,
        links: [...document.links].filter((link) => !link.getAttribute("href")?.startsWith("#")).length,
        text: document.body.textContent,
      }));
      expect(found).toMatchObject({ ran: false, elements: 0, scripts: 1, links: 0 });
      expect(found.title).toMatch(/^Pets <\/script>.*: tools, patches and tokens$/s);
      expect(found.text).toContain("Pets </script>");
      expect(found.text).toContain("<U+202E></script><script>");
    });
  });

  test("a script that got in would not run", async () => {
    const context = await (await browser()).newContext();
    const page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
    const hasRun = await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = 1";
      document.body.append(script);
      return "ran" in window;
    });
    await context.close();
    expect(hasRun).toBe(false);
  });

  test("searches names, words and arguments, filters and sorts", async () => {
    await visit({}, async (page) => {
      expect(await shownTools(page)).toEqual(["deleteToys", "list", "listPets", "listToys", "longPath"]);
      await page.keyboard.press("/");
      await page.keyboard.type("pets every");
      await page.locator("#matches", { hasText: "1 of 5 tools" }).waitFor();
      expect(await shownTools(page)).toEqual(["listPets"]);
      await page.locator("#find").fill("no such words");
      await page.locator("#no-tool").waitFor();
      await page.locator("#show-all").click();
      await page.locator("#effect").selectOption("destroys");
      expect(await shownTools(page)).toEqual(["deleteToys"]);
      await page.locator("#effect").selectOption("");
      await page.locator("#touched").selectOption("yes");
      expect(await shownTools(page)).toEqual(["listToys"]);
      await page.locator("#touched").selectOption("");
      await page.locator("#order").selectOption("cost");
      const costs = await page.locator(".tool .cost").allTextContents();
      const numbers = costs.map((cost) => Number.parseInt(cost.replace(",", ""), 10));
      expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    });
  });

  test("a link opens what it names, even what a filter hides", async () => {
    const isOpen = (page: Page, id: string) =>
      page.locator(`#${id}`).evaluate((tool) => tool.hasAttribute("open"));
    await visit({ hash: "#tool-listToys" }, async (page) => {
      expect(await isOpen(page, "tool-listToys")).toBe(true);
      expect(await isOpen(page, "tool-listPets")).toBe(false);
      await page.locator("#tool-listToys .args, #tool-listToys .link").first().waitFor();
      await page.locator("#find").fill("nothing");
      await page.locator("#no-tool").waitFor();
      await page.locator(".costs a", { hasText: "listPets" }).click();
      await page.locator("#tool-listPets .link").waitFor();
      expect(await isOpen(page, "tool-listPets")).toBe(true);
      await page.locator("#tool-listToys .facts a").first().click();
      await page.locator("#patch-1 .change").first().waitFor();
    });
  });

  test("can be read without JavaScript", async () => {
    await visit({ javaScriptEnabled: false, width: 420 }, async (page) => {
      expect(await page.locator(".filter").isVisible()).toBe(false);
      expect(await page.locator(".tool").count()).toBe(5);
      await page.locator("#tool-listPets > summary").click();
      expect(await page.locator("#tool-listPets .args").isVisible()).toBe(true);
    });
  });

  test("headings are in order, and every field has a name", async () => {
    await visit({}, async (page) => {
      await openAll(page);
      const levels = await page
        .locator("h1, h2, h3, h4")
        .evaluateAll((all) => all.map(({ tagName }) => Number(tagName[1])));
      expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
      for (const name of ["Search", "Effect", "Patches", "Order"]) {
        expect(await page.getByLabel(name, { exact: true }).count()).toBe(1);
      }
    });
  });

  test.each(["light", "dark"] as const)("axe finds nothing, in %s colors", async (colorScheme) => {
    await visit({ colorScheme }, async (page) => {
      await openAll(page);
      expect(await barriers(page)).toEqual([]);
    });
  });

  test.each(["light", "dark"] as const)(
    "text stands out from its ground in %s colours",
    async (colorScheme) => {
      await visit({ colorScheme }, async (page) => {
        await openAll(page);
        expect(await page.evaluate(faintTexts)).toEqual([]);
      });
    },
  );
});
