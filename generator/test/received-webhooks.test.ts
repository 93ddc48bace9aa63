import { createHmac } from "node:crypto";
import { PassThrough } from "node:stream";
import { serve } from "@jackfield/host";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { expect, onTestFinished, test } from "vitest";
import { appOf } from "../src/cli/serve.js";
import { fromFlags } from "../src/config/index.js";
import { prepare } from "../src/pipeline.js";
import { createReport } from "../src/report/index.js";
import { casesFolder } from "./golden-case.js";

const { JACKFIELD_CORPUS: corpus = "", JACKFIELD_GITHUB_SPEC: github = "" } = process.env;
const ours = `${casesFolder}webhooks-and-callbacks/spec.yaml`;
const trains = "npm:@readme/oas-examples/3.1/json/train-travel.json";
const secret = "a key that only GitHub has";

type Page = { readonly events: readonly { readonly name: string; readonly data: unknown }[] };

/** `jackfield serve <spec> --transport http`, in this process, and a client of it. */
const served = async (spec: string, ...args: readonly string[]) => {
  const report = createReport();
  const config = fromFlags({ spec, name: "t" }, import.meta.dirname, report);
  const prepared = config && (await prepare(config, { thorough: false }, report, () => {}));
  if (!prepared) throw new Error(report.diagnostics.map(({ code }) => code).join());
  let stop = (): void => {};
  const url = await new Promise<URL>((resolve, reject) => {
    const io = {
      ...{ input: new PassThrough(), environment: { HOOK_KEY: secret }, terminal: false },
      ...{ print: () => {}, takeOutput: () => ({ output: new PassThrough(), release: () => {} }) },
      log(line: string) {
        const [, address] = /"url":"([^"]+)"/.exec(line) ?? [];
        if (address !== undefined) resolve(new URL(address));
      },
      onSignal(handler: () => void) {
        stop = handler;
        return () => {};
      },
    };
    const running = serve(appOf(prepared.plan), ["--transport", "http", "--port", "0", ...args], io);
    running.then((code) => reject(new Error(`it ended with ${code}`)), reject);
  });
  onTestFinished(() => stop());
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: "auto" } });
  await client.connect(new StreamableHTTPClientTransport(url));
  const call = async (name: string, input: Record<string, unknown> = {}) =>
    (await client.callTool({ name, arguments: input })).structuredContent;
  return {
    call,
    paths: prepared.plan.webhooks.map(({ webhook }) => webhook.path),
    async addressOf(webhook: string): Promise<string> {
      const answer = (await call("get_webhook_address", { webhook })) as { readonly url: string }; // as the tool says
      return answer.url;
    },
    events: async (): Promise<Page["events"]> => ((await call("list_events")) as Page).events, // as the tool says
  };
};

const inCorpus = corpus === "" ? [] : [`${corpus}/museum.yaml`, `${corpus}/figma.yaml`];

test.each([ours, trains, ...inCorpus])("what %s declares arrives as events of these names", async (spec) => {
  const server = await served(spec);
  const names: string[] = [];
  for (const path of server.paths) {
    const isPut = path === "label_printed";
    const [type, body] = isPut ? ["application/xml", "<a/>"] : ["application/json", `{"sent":"${path}"}`];
    const init = { method: isPut ? "PUT" : "POST", headers: { "content-type": type }, body };
    const { status } = await fetch(await server.addressOf(path), init);
    expect([path, status]).toEqual([path, 204]);
    names.push(path.replace("delivered_2", "delivered").replace("label_printed", "label/printed"));
  }
  const events = await server.events();
  expect(events.map(({ name }) => name)).toEqual(names);
  expect(names.length).toBeGreaterThan(0);
  expect(events.map(({ data }) => data)).toContainEqual(spec === ours ? "<a/>" : { sent: server.paths[0] });
});

test.skipIf(github === "")("GitHub's events arrive at one address, signed, each delivery once", async () => {
  const server = await served(github, "--webhook-sender", "github:HOOK_KEY");
  expect(server.paths).toHaveLength(270);
  const url = await server.addressOf("events");
  const body = JSON.stringify({ action: "opened", number: 7 });
  const post = async (key: string, delivery: string): Promise<number> => {
    const signature = createHmac("sha256", key).update(body).digest("hex");
    const headers = {
      ...{ "x-hub-signature-256": `sha256=${signature}`, "x-github-event": "pull_request" },
      "x-github-delivery": delivery,
    };
    return (await fetch(url, { method: "POST", headers, body })).status;
  };
  expect(await post("another key", "1")).toBe(401);
  expect([await post(secret, "1"), await post(secret, "1"), await post(secret, "2")]).toEqual([
    204, 204, 204,
  ]);
  const opened = { name: "pull-request-opened", data: { action: "opened", number: 7 } };
  expect(await server.events()).toMatchObject([opened, opened]);
  expect(await server.call("get_webhook_address", { webhook: "pull-request-opend" })).toMatchObject({
    error: 'There is no webhook "pull-request-opend" (did you mean "pull-request-opened"?).',
    recovery: expect.stringContaining("pull-request-closed"),
  });
});
