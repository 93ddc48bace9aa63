import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startHttpServer } from "../../packages/bandwidth/test/bandwidth-mcp.js";
import { succeed, variablesFor } from "../../packages/bandwidth/test/with-simulator.js";
import { callModern } from "../../packages/host/test/modern.js";
import { type HttpServer, startHttp } from "../../packages/host/test/processes.js";
import { startSimulator } from "../../packages/simulator/src/index.js";

/** The browser that is named, or one that is installed. Continuous integration names it, so nothing is skipped there. */
const browserPath =
  process.env.JACKFIELD_BROWSER ??
  ["chromium", "chromium-browser", "google-chrome"]
    .flatMap((name) => (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)))
    .find(existsSync);

const turned = "\u202etxet";
const evil = `${turned}</script><img src=x onerror="window.ran=1"><script>window.ran = 1</script>`;
const environment = { FIXTURE_HOOKS: "1", FIXTURE_KEY: "canary-key-123456", FIXTURE_WAIT: "20000" };

describe.skipIf(browserPath === undefined)("the console", () => {
  let server: HttpServer;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];
  const requests: string[] = [];
  beforeAll(async () => {
    [server, browser] = await Promise.all([
      startHttp([], environment),
      chromium.launch({ executablePath: browserPath ?? "" }),
    ]);
    page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    page.on("console", (message) => problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("request", (request) => requests.push(new URL(request.url()).pathname));
    await page.goto(`${server.origin}/console`);
    await page.getByText("Connected", { exact: true }).waitFor();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  const addressOf = async (webhook: string): Promise<string> => {
    const content = await callModern({ mcp: server.mcp, tool: "get_webhook_address", args: { webhook } });
    return (content as { readonly url: string }).url;
  };
  const post = (url: string, data: unknown) => fetch(url, { method: "POST", body: JSON.stringify(data) });
  const picture = async (name: string): Promise<void> => {
    const folder = process.env.JACKFIELD_PICTURES;
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  };

  test("shows webhooks and tool calls as they come, and runs nothing that they hold", async () => {
    expect((await post(await addressOf("thing-made"), { id: evil, note: evil })).status).toBe(204);
    const event = page.getByRole("listitem").filter({ hasText: "thing.made" });
    await event.getByText("Show what arrived").click();
    // What turns text around is spelled out.
    const shown = JSON.stringify(evil.replace("\u202e", "\\u202e"));
    expect(await event.locator("pre").textContent()).toContain(`"note": ${shown}`);
    const call = page.getByRole("listitem").filter({ hasText: "get_webhook_address" });
    expect(await call.first().textContent()).toMatch(/tool call[\s\S]*\d+ ms/);
    expect(await page.evaluate(() => Reflect.get(window, "ran"))).toBeUndefined();
    expect(await page.locator("img").count()).toBe(0);
    await page.getByLabel("Show only what contains").fill("thing.made");
    expect(await call.first().isVisible()).toBe(false);
    expect(await event.isVisible()).toBe(true);
    await page.getByLabel("Show only what contains").fill("");
  });

  test("a person answers a call that waits, by keyboard alone; who comes second is not heard", async () => {
    const url = await addressOf("ring");
    const ringing = post(url, { call: "call-7" });
    const text = page.getByLabel("Answer call-7");
    await text.waitFor();
    await picture("waiting");
    await text.focus();
    await page.keyboard.type("<Hello/>");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await (await ringing).text()).toBe("<Hello/>");
    await page.getByText("Sent.", { exact: true }).waitFor();
    const answer = page.getByRole("listitem").filter({ has: page.getByText("answered", { exact: true }) });
    await answer.first().getByText("Show the answer").click();
    expect(await answer.first().locator("pre").textContent()).toBe("<Hello/>");
    await page.getByRole("button", { name: "Send the answer" }).click();
    await page.getByText("Somebody else has answered already.").waitFor();
  });

  test("holds still on request, and fits a narrow and a dark screen", async () => {
    await page.getByRole("button", { name: "Pause" }).click();
    await post(await addressOf("thing-made"), { id: "x".repeat(400), late: true });
    await page.getByRole("button", { name: /Go on \(\d+ new\)/ }).waitFor();
    expect(await page.getByRole("listitem").filter({ hasText: "thing.made" }).count()).toBe(1);
    await page.getByRole("button", { name: /Go on/ }).click();
    expect(await page.getByRole("listitem").filter({ hasText: "thing.made" }).count()).toBe(2);
    await page.setViewportSize({ width: 380, height: 700 });
    await page.emulateMedia({ colorScheme: "dark" });
    await picture("narrow-and-dark");
    const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
    expect(problems).toEqual([]);
    expect([...new Set(requests)].sort()).toEqual(["/console", "/console/replies", "/console/stream"]);
  });

  test("a page that was opened late shows what has happened", async () => {
    const other = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    await other.goto(`${server.origin}/console`);
    await other.getByRole("listitem").filter({ hasText: "thing.made" }).nth(1).waitFor();
    await other.close();
  });

  test.each([
    ["another name for this machine", { host: "console.example.com" }, {}],
    ["another site", {}, { origin: "https://example.com" }],
    ["a form", {}, { "content-type": "text/plain" }],
  ])("%s cannot answer", async (_, host, headers) => {
    const { hostname, port } = new URL(server.origin);
    const { request } = await import("node:http");
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const all = { "content-type": "application/json", host: `${hostname}:${port}`, ...headers, ...host };
      const sent = request(
        { hostname, port, path: "/console/replies", method: "POST", headers: all },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      sent.on("error", reject).end(JSON.stringify({ key: "call-8", text: "x" }));
    });
    expect(status).toBe("content-type" in headers ? 400 : 403);
  });
});

/** The console of a server that works with this simulator; the test ends them all. `problems` is what the page complains of. */
const openConsole = async (simulator: Awaited<ReturnType<typeof startSimulator>>) => {
  onTestFinished(() => simulator.close());
  const server = await startHttpServer([], variablesFor(simulator));
  onTestFinished(() => server.close());
  const browser = await chromium.launch({ executablePath: browserPath ?? "" });
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  const problems: string[] = [];
  page.on("console", (message) => problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(error.message));
  const [, address = ""] = /"console":"(http[^"]+)"/.exec(server.log()) ?? [];
  await page.goto(address);
  return { server, page, problems };
};

test.skipIf(browserPath === undefined)(
  "BXML that a person writes is held to the rules of respondToCallback, and its faults stand next to the box",
  async () => {
    const simulator = await startSimulator({ speed: 100 });
    const { server, page, problems } = await openConsole(simulator);
    const { voice } = Object((await succeed(server, "whoAmI")).webhooks);
    const given = { from: "+19195550100", to: "+19195550199", applicationId: "any" };
    const { callId } = await succeed(server, "createCall", { ...given, answerUrl: voice });

    const form = page
      .getByRole("listitem")
      .filter({ has: page.getByLabel(`What call ${callId} does next, in BXML`) });
    const text = form.getByRole("textbox");
    const send = async (bxml: string): Promise<void> => {
      await text.fill(bxml);
      await form.getByRole("button", { name: "Send the answer" }).click();
    };
    await send('<Response><Gather maxDigits="99" repeatcount="2"/></Response>');
    const faults = form.locator(".faults");
    await form.getByText("Not sent: correct the answer.").waitFor();
    expect(await faults.textContent()).toBe(
      "verbs[0].maxDigits must be a whole number from 1 to 50\n" +
        "verbs[0].repeatcount is not an attribute of Gather; did you mean repeatCount?",
    );
    expect(await text.getAttribute("aria-invalid")).toBe("true");
    expect(await text.getAttribute("aria-describedby")).toBe(await faults.getAttribute("id"));
    if (process.env.JACKFIELD_PICTURES)
      await page.screenshot({ path: join(process.env.JACKFIELD_PICTURES, "faults.png"), fullPage: true });
    await send("<Response><SpeakSentence>Hello</Response>");
    await expect.poll(() => faults.textContent()).toMatch(/^bxml: it is not well-formed XML: /);

    await send("<Response><SpeakSentence>Hello from a person.</SpeakSentence><Hangup/></Response>");
    await form.getByText("Sent.", { exact: true }).waitFor();
    expect(await text.getAttribute("aria-invalid")).toBe("false");
    expect(await faults.isVisible()).toBe(false);
    const { transcript } = await simulator.waitForCall(String(callId));
    expect(transcript.filter(({ kind }) => kind === "speak")).toMatchObject([
      { text: "Hello from a person." },
    ]);
    expect(problems).toEqual([]);
  },
  60_000,
);

test.skipIf(browserPath === undefined)(
  "a call is shown by who calls whom, alone on request, with no password and without each time it looks in",
  async () => {
    const simulator = await startSimulator({
      speed: 20,
      numbers: ["+19195550100"],
      applications: [
        {
          id: "11111111-1111-4111-8111-111111111111",
          kind: "voice",
          callbackUrl: "http://127.0.0.1:9/",
        },
      ],
    });
    const { server, page, problems } = await openConsole(simulator);
    const applicationId = "11111111-1111-4111-8111-111111111111";
    await succeed(server, "configureCallbacks", { applicationId });
    const callIn = async (from: string): Promise<string> => {
      const body = JSON.stringify({ from, to: "+19195550100" });
      const headers = { "content-type": "application/json" };
      const reply = await fetch(`${simulator.url}/simulator/calls`, { method: "POST", headers, body });
      return String(Object(await reply.json()).callId);
    };
    const [first, second] = [await callIn("+19195550177"), await callIn("+19195550188")];
    const entries = page.locator("#timeline > li:visible");
    const boxOf = (id: string) => page.getByLabel(`What call ${id} does next, in BXML`);
    await boxOf(second).waitFor();
    const holds = entries.filter({ has: page.locator(".name", { hasText: /^hold$/ }) });
    await holds.nth(1).waitFor();
    expect(await entries.filter({ hasText: "+19195550177 to +19195550100" }).count()).toBeGreaterThan(1);

    await page
      .getByRole("button", { name: `Show only ${first}` })
      .first()
      .press("Enter");
    await expect.poll(() => entries.filter({ hasText: "+19195550188" }).count()).toBe(0);
    expect(await entries.filter({ hasText: "+19195550177" }).count()).toBeGreaterThan(1);

    // Long enough for the call to look in several times: neither its box nor the focus goes away meanwhile.
    await boxOf(first).focus();
    const looks = () => simulator.webhooks.filter(({ url }) => url.includes("/hold")).length;
    const before = looks();
    await expect.poll(looks, { timeout: 40_000 }).toBeGreaterThan(before + 5);
    expect(await boxOf(first).evaluate((box) => box === document.activeElement)).toBe(true);
    expect(await holds.count()).toBe(1);

    await holds.getByText("Show the answer").click();
    const shown = await holds.locator("pre").textContent();
    expect(shown).toContain('username="webhooks-');
    expect(shown).toContain('password="***"');
    expect(problems).toEqual([]);
  },
  60_000,
);
