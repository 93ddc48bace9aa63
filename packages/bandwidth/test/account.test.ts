import { spawn } from "node:child_process";
import { startSimulator } from "@jackfield/bandwidth-simulator";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { expect, onTestFinished, test } from "vitest";
import { bin, connect } from "./bandwidth-mcp.js";
import { succeed, variablesFor, withSimulator } from "./with-simulator.js";

const good = { clientId: "simulator-client", clientSecret: "simulator-secret" };

test("whoAmI says account, roles and what is probably available; of a Build account as well", async () => {
  const { server } = await withSimulator({
    options: { roles: ["HttpVoice", "HTTP Application Management"] },
  });
  expect(await succeed(server, "whoAmI")).toMatchObject({
    kind: "full",
    account: "9900000",
    accounts: ["9900000"],
    probablyAvailable: ["calls", "applications"],
  });
  const build = await withSimulator({ options: { express: true } });
  expect(await succeed(build.server, "whoAmI")).toMatchObject({
    kind: "build",
    note: expect.stringContaining("verified numbers"),
  });
});

test("whoAmI names the accounts when none is chosen, and says when credentials do not work", async () => {
  const { server } = await withSimulator({ options: { accounts: ["9900000", "9900001"] } });
  expect(await succeed(server, "whoAmI")).toMatchObject({
    account: "none chosen",
    accounts: ["9900000", "9900001"],
    problem: expect.stringContaining("none is chosen"),
  });
  const wrong = await withSimulator({ variables: { BW_CLIENT_SECRET: "wrong" } });
  expect(await wrong.server.call("whoAmI")).toMatchObject({ isError: true, value: { code: "auth" } });
});

test("credentials that a person brings work at once for generated tools, and are never shown", async () => {
  const { server } = await withSimulator({
    options: { accounts: ["9900000", "9900001"] },
    variables: { BW_CLIENT_ID: "", BW_CLIENT_SECRET: "" },
  });
  expect(await server.call("listCalls")).toMatchObject({ isError: true, value: { code: "auth" } });
  const set = await server.call("setCredentials", { ...good, accountId: "9900001" });
  expect(set).toMatchObject({ isError: false, value: { changed: true, account: "9900001" } });
  expect(set.text).not.toContain(good.clientSecret);
  expect(await server.call("listCalls")).toMatchObject({ isError: false });

  const wrong = await server.call("setCredentials", { ...good, clientSecret: "not the secret" });
  expect(wrong).toMatchObject({ isError: true, value: { code: "auth" } });
  expect(wrong.text).not.toContain("not the secret");
  const foreign = await server.call("setCredentials", { ...good, accountId: "1" });
  expect(foreign).toMatchObject({ isError: true, value: { code: "validation" } });
  expect(await server.call("listCalls")).toMatchObject({ isError: false });

  expect(await succeed(server, "clearCredentials")).toEqual({ cleared: true });
  const without = await server.call("listCalls");
  expect(without).toMatchObject({ isError: true, value: { code: "auth" } });
  expect(without.value.recovery).toMatch(
    /^Ask the person for credentials and give them to setCredentials\. /,
  );
  expect(server.log()).not.toContain(good.clientSecret);
});

test("a client that subscribes to what is set hears of other credentials, once they work", async () => {
  const { server } = await withSimulator({ variables: { BW_CLIENT_ID: "", BW_CLIENT_SECRET: "" } });
  const heard: string[] = [];
  server.client.setNotificationHandler("notifications/resources/updated", ({ params }) => {
    heard.push(params.uri);
  });
  await server.client.subscribeResource({ uri: "bandwidth://config" });
  await server.call("setCredentials", { ...good, clientSecret: "not the secret" });
  expect(heard).toEqual([]);
  await succeed(server, "setCredentials", good);
  await expect.poll(() => heard).toEqual(["bandwidth://config"]);
  await succeed(server, "clearCredentials");
  await expect.poll(() => heard).toHaveLength(2);
});

test("codes by call and text are served with a user name and password only", async () => {
  const simulator = await startSimulator();
  onTestFinished(() => simulator.close());
  const codes = ["generateMessagingCode", "generateVoiceCode", "verifyCode"];
  const client = await connect(["--profile", "mfa"], variablesFor(simulator));
  expect(await client.tools()).toEqual(["clearCredentials", "setCredentials", "whoAmI"]);
  const user = { BW_USERNAME: "simulator-user", BW_PASSWORD: "simulator-password", BW_ACCOUNT_ID: "9900000" };
  const basic = await connect(["--profile", "mfa"], { ...variablesFor(simulator), ...user });
  expect(await basic.tools()).toEqual(expect.arrayContaining(codes));
});

test("a server on HTTP has no tools that change whose credentials it uses, even when they are asked for by name", async () => {
  const args = [
    bin,
    "--transport",
    "http",
    "--port",
    "0",
    "--tools",
    "whoAmI,setCredentials,clearCredentials",
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"], env: {} });
  onTestFinished(() => void child.kill());
  const [, url = ""] = await new Promise<RegExpExecArray | readonly string[]>((resolve) => {
    let log = "";
    child.stderr.on("data", (chunk: Buffer) => {
      log += chunk.toString();
      const match = /"url":"([^"]+)"/.exec(log);
      if (match) resolve(match);
    });
  });
  const client = new Client({ name: "test", version: "1" });
  onTestFinished(() => client.close());
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(["whoAmI"]);
  expect(client.getInstructions()).toContain("operator has to set BW_CLIENT_ID");
  expect(client.getInstructions()).not.toContain("setCredentials");
  await expect(client.callTool({ name: "setCredentials", arguments: good })).rejects.toMatchObject({
    code: -32602,
  });
});

test("where no person can bring credentials, no error asks for them", async () => {
  const { server } = await withSimulator({
    args: ["--exclude-tools", "setCredentials"],
    variables: { BW_CLIENT_ID: "", BW_CLIENT_SECRET: "" },
  });
  const without = await server.call("listCalls");
  expect(without).toMatchObject({ isError: true, value: { code: "auth" } });
  expect(without.text).not.toContain("setCredentials");
});
