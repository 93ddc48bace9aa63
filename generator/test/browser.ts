import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AxeResults } from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

/** The browser that is named, or one that is installed. Continuous integration names it, so nothing is skipped there. */
const browserPath =
  process.env.JACKFIELD_BROWSER ??
  ["chromium", "chromium-browser", "google-chrome"]
    .flatMap((name) => (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)))
    .find(existsSync);

export const hasBrowser = browserPath !== undefined;
if (!hasBrowser)
  console.warn(
    "Report pages are not tested in a browser: install chromium, or name it in JACKFIELD_BROWSER.",
  );

type Visit = {
  readonly width?: number;
  readonly hash?: string;
  readonly colorScheme?: "light" | "dark";
  readonly javaScriptEnabled?: boolean;
};

/** A browser for the page of a file: it starts with the first visit. */
export const openBrowser = (file: string) => {
  const address = pathToFileURL(file).href;
  let started: Promise<Browser> | undefined;
  const browser = (): Promise<Browser> => {
    started ??= chromium.launch({ ...(browserPath !== undefined && { executablePath: browserPath }) });
    return started;
  };
  /** Opens the page, and fails when it complains or asks for anything. */
  const visit = async (
    { width = 1_400, hash = "", ...options }: Visit,
    look: (page: Page) => Promise<void>,
  ): Promise<void> => {
    const context = await (await browser()).newContext({ viewport: { width, height: 900 }, ...options });
    const heard: string[] = [];
    const page = await context.newPage();
    page.on("console", (message) => heard.push(message.text()));
    page.on("pageerror", (error) => heard.push(error.message));
    page.on("dialog", (dialog) => heard.push(`dialog ${dialog.message()}`));
    page.on("request", (request) => {
      if (request.url().split("#")[0] !== address) heard.push(`asks for ${request.url()}`);
    });
    await page.goto(address + hash);
    await look(page);
    await context.close();
    expect(heard).toEqual([]);
  };
  return { visit, browser, close: async () => (await started)?.close() };
};

export const openAll = (page: Page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core says keeps people from reading the page as it is now: rule, element and what is wrong. */
export const barriers = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(
    (): Promise<AxeResults> => Reflect.get(window, "axe").run(),
  );
  // A run that looked at nothing would find nothing.
  expect(passes.length).toBeGreaterThan(20);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
};

/** Texts whose contrast (WCAG 2.2, 1.4.3) is below 4.5. Runs in the page, so it uses nothing from here. */
export const faintTexts = (): readonly string[] => {
  const channels = (color: string): readonly number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (color: string): number => {
    const [red = 0, green = 0, blue = 0] = channels(color).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const groundOf = (element: Element | null): string => {
    if (element === null) return "rgb(255, 255, 255)";
    const { backgroundColor } = getComputedStyle(element);
    return channels(backgroundColor)[3] === 0 ? groundOf(element.parentElement) : backgroundColor;
  };
  const faint = new Set<string>();
  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
    if (!own || ["SCRIPT", "STYLE", "OPTION"].includes(element.tagName)) continue;
    const [text, ground] = [luminance(getComputedStyle(element).color), luminance(groundOf(element))];
    const contrast = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
    if (contrast < 4.5) faint.add(`${element.tagName}.${element.className} ${contrast.toFixed(2)}`);
  }
  return [...faint];
};
