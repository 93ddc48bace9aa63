import { expect, test } from "vitest";
import { bxml, call, callsPath, customer, send, simulator, testClock, until } from "../../test/harness.js";

test("a call is answered, hears the document and ends with a hangup", async () => {
  const shop = await customer({
    "/answer": () =>
      bxml('<SpeakSentence voice="julie">Hello &amp; welcome</SpeakSentence><Pause duration="2.5"/>'),
  });
  const sim = await simulator();
  const callId = await call(sim, shop.url, { tag: "order 7" });
  const ended = await sim.waitForCall(callId);

  expect(ended).toMatchObject({
    callId,
    state: "disconnected",
    disconnectCause: "hangup",
    errorMessage: null,
  });
  expect(ended.transcript.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
    "state: initiated",
    "state: answered",
    "webhook: answer",
    "speak: Hello & welcome",
    "verb: Pause",
    "state: disconnected (hangup)",
    "webhook: disconnect",
  ]);
  const [answer, disconnect] = shop.seen;
  expect(answer?.method).toBe("POST");
  expect(answer?.headers["content-type"]).toBe("application/json");
  expect(answer?.body).toEqual({
    eventType: "answer",
    eventTime: expect.stringMatching(/^2026-01-01T00:00:\d\d\.\d{3}Z$/),
    accountId: "9900000",
    applicationId: "voice-app",
    from: "+19195550100",
    to: "+19195550101",
    direction: "outbound",
    callId,
    callUrl: `${sim.url}${callsPath}/${callId}`,
    enqueuedTime: expect.any(String),
    startTime: expect.any(String),
    answerTime: expect.any(String),
    tag: "order 7",
  });
  expect(disconnect?.body).toMatchObject({ eventType: "disconnect", cause: "hangup", tag: "order 7" });
  expect(disconnect?.body.endTime).toBe(ended.endTime);
  expect(sim.counters).toMatchObject({ callsCreated: 1, webhooksSent: 2 });
});

test("the digits typed at a Gather reach its gatherUrl, whose document replaces the rest", async () => {
  const shop = await customer({
    "/answer": () =>
      bxml(
        '<Gather gatherUrl="/menu" terminatingDigits="#" tag="menu"><SpeakSentence>Your number?</SpeakSentence></Gather>',
        "<SpeakSentence>never heard</SpeakSentence>",
      ),
    "/menu": ({ body }) => bxml(`<SpeakSentence>You typed ${body.digits}</SpeakSentence>`),
  });
  const sim = await simulator({ party: () => ({ answers: true, digits: ["42#"] }) });
  const ended = await sim.waitForCall(await call(sim, shop.url));

  expect(shop.seen[1]?.body).toMatchObject({
    eventType: "gather",
    digits: "42",
    terminatingDigit: "#",
    tag: "menu",
  });
  expect(ended.transcript.filter(({ kind }) => kind === "speak").map(({ text }) => text)).toEqual([
    "Your number?",
    "You typed 42",
  ]);
});

test("a party that decides by ear gets what it heard", async () => {
  const shop = await customer({
    "/answer": () =>
      bxml(
        '<SpeakSentence>Hi</SpeakSentence><Gather gatherUrl="/menu"><SpeakSentence>1 or 2?</SpeakSentence></Gather>',
      ),
    "/menu": ({ body }) => bxml(`<SpeakSentence>${body.digits}</SpeakSentence>`),
  });
  const prompts: unknown[] = [];
  const digits = (prompt: unknown) => {
    prompts.push(prompt);
    return "2";
  };
  const sim = await simulator({ party: () => ({ answers: true, digits }) });
  await sim.waitForCall(await call(sim, shop.url));
  expect(prompts).toEqual([{ gather: 0, sentences: ["Hi", "1 or 2?"] }]);
  expect(shop.seen[1]?.body.digits).toBe("2");
});

test("a Redirect fetches its document, and relative URLs start at the URL that returned the document", async () => {
  const shop = await customer({
    "/answer": () => bxml('<Redirect redirectUrl="/deep/one" redirectMethod="GET" tag="t2"/>'),
    "/deep/one": () => bxml('<Redirect redirectUrl="two"/>'),
    "/deep/two": () => bxml("<PlayAudio>sound.wav</PlayAudio>"),
  });
  const sim = await simulator();
  const ended = await sim.waitForCall(await call(sim, shop.url));
  expect(shop.seen.map(({ path, method }) => `${method} ${path}`)).toEqual([
    "POST /answer",
    "GET /deep/one",
    "POST /deep/two",
    "POST /disconnect",
  ]);
  expect(shop.seen[1]?.body).toEqual({});
  expect(Object.fromEntries(shop.seen[1]?.query ?? [])).toMatchObject({ eventType: "redirect", tag: "t2" });
  expect(ended.transcript.find(({ kind }) => kind === "play")?.text).toBe(`${shop.url}/deep/sound.wav`);
});

test("a Redirect loop ends", async () => {
  const shop = await customer({ "/answer": () => bxml('<Redirect redirectUrl="/answer"/>') });
  const sim = await simulator({ limits: { callSteps: 20 } });
  const ended = await sim.waitForCall(await call(sim, shop.url));
  expect(ended).toMatchObject({ disconnectCause: "error", errorMessage: "more than 20 steps in one call" });
  expect(shop.seen.filter(({ path }) => path === "/answer")).toHaveLength(10);
});

test("webhooks carry the credentials of the call and of the verb", async () => {
  const shop = await customer({
    "/answer": () => bxml('<Redirect redirectUrl="/next" username="verb" password="v"/>'),
    "/next": () => bxml("<Hangup/>"),
  });
  const sim = await simulator();
  await sim.waitForCall(await call(sim, shop.url, { username: "call", password: "c" }));
  const pairs = shop.seen.map(({ headers }) =>
    Buffer.from(headers.authorization?.slice(6) ?? "", "base64").toString(),
  );
  expect(pairs).toEqual(["call:c", "verb:v", "call:c"]);
});

test.each([
  ["+19195550486", "busy"],
  ["+19195550408", "timeout"],
  ["+19195550603", "rejected"],
])("a call to %s ends with %s and asks for no BXML", async (to, cause) => {
  const shop = await customer({});
  const sim = await simulator();
  const ended = await sim.waitForCall(await call(sim, shop.url, { to }));
  expect(ended).toMatchObject({ disconnectCause: cause, answerTime: null });
  expect(shop.seen.map(({ body }) => [body.eventType, body.cause])).toEqual([["disconnect", cause]]);
});

test("updateCall sends a playing call to another document", async () => {
  const shop = await customer({
    "/answer": () => bxml('<Pause duration="3600"/>'),
    "/other": () => bxml("<SpeakSentence>Redirected</SpeakSentence>"),
  });
  const sim = await simulator({ clock: testClock(60_000) });
  const callId = await call(sim, shop.url);
  await until(() => sim.calls()[0]?.transcript.at(-1)?.text === "Pause");
  const changed = await send(sim, `${callsPath}/${callId}`, {
    json: { redirectUrl: `${shop.url}/other`, tag: "new" },
  });
  expect(changed).toMatchObject({ status: 200, body: "" });
  const ended = await sim.waitForCall(callId);
  expect(ended.transcript.map(({ text }) => text)).toContain("Redirected");
  expect(shop.seen[1]?.body).toMatchObject({ eventType: "redirect", tag: "new" });
});

test("completed hangs up an answered call and cancels one that rings", async () => {
  const shop = await customer({ "/answer": () => bxml('<Pause duration="3600"/>') });
  const ringing = { answers: true, ringSeconds: 100 } as const;
  const party = (to: string) => (to.endsWith("2") ? ringing : ({ answers: true } as const));
  const sim = await simulator({ clock: testClock(60_000), party });
  const answered = await call(sim, shop.url, { to: "+19195550101" });
  const waiting = await call(sim, shop.url, { to: "+19195550102", callTimeout: 300 });
  await until(
    () => sim.calls()[0]?.transcript.at(-1)?.text === "Pause" && sim.calls()[1]?.state === "initiated",
  );
  const early = await send(sim, `${callsPath}/${waiting}`, { json: { redirectUrl: `${shop.url}/x` } });
  expect(early.status).toBe(409);
  for (const callId of [answered, waiting]) {
    expect((await send(sim, `${callsPath}/${callId}`, { json: { state: "completed" } })).status).toBe(200);
  }
  expect((await sim.waitForCall(answered)).disconnectCause).toBe("hangup");
  expect((await sim.waitForCall(waiting)).disconnectCause).toBe("cancel");
  const late = await send(sim, `${callsPath}/${answered}`, { json: { state: "completed" } });
  expect(late).toMatchObject({ status: 409, body: { type: "error", id: expect.any(String) } });
});

test("PUT bxml replaces what is playing; a faulty document is refused and changes nothing", async () => {
  const shop = await customer({ "/answer": () => bxml('<Pause duration="3600"/>') });
  const sim = await simulator({ clock: testClock(60_000) });
  const callId = await call(sim, shop.url);
  await until(() => sim.calls()[0]?.transcript.at(-1)?.text === "Pause");
  const put = (text: string, type: string) =>
    send(sim, `${callsPath}/${callId}/bxml`, { method: "PUT", text, type });
  expect((await put("<Bxml><Hangup/></Bxml>", "application/json")).status).toBe(415);
  const refused = await put("<Bxml><Speak/></Bxml>", "application/xml");
  expect(refused).toMatchObject({
    status: 400,
    body: { type: "validation", description: "Invalid BXML: <Speak> is not a verb." },
  });
  expect(sim.calls()[0]?.state).toBe("answered");
  expect(
    (await put("<Bxml><SpeakSentence>Now this</SpeakSentence></Bxml>", "application/xml; charset=utf-8"))
      .status,
  ).toBe(204);
  const ended = await sim.waitForCall(callId);
  expect(ended).toMatchObject({ disconnectCause: "hangup" });
  expect(ended.transcript.map(({ text }) => text)).toContain("Now this");
  expect((await put("<Bxml/>", "application/xml")).status).toBe(409);
});

test("a party that hangs up ends the call in the middle of a document", async () => {
  const shop = await customer({ "/answer": () => bxml('<Pause duration="86400"/>') });
  const sim = await simulator({
    clock: testClock(60_000),
    party: () => ({ answers: true, hangsUpAfterSeconds: 10 }),
  });
  expect((await sim.waitForCall(await call(sim, shop.url))).disconnectCause).toBe("hangup");
});

test("an inbound call rings at the application and is answered by its document", async () => {
  const shop = await customer({ "/in": () => bxml("<SpeakSentence>Welcome</SpeakSentence>") });
  const applications = [
    { id: "v", kind: "voice" as const, callbackUrl: `${shop.url}/in`, statusCallbackUrl: `${shop.url}/end` },
  ];
  const sim = await simulator({ applications });
  const ended = await sim.waitForCall(sim.placeCall({ from: "+12125550100", to: "+19195550100" }));
  expect(ended).toMatchObject({ direction: "inbound", disconnectCause: "hangup", applicationId: "v" });
  expect(shop.seen.map(({ path, body }) => [path, body.eventType])).toEqual([
    ["/in", "initiate"],
    ["/end", "disconnect"],
  ]);
  expect(shop.seen[0]?.body).not.toHaveProperty("answerTime");
});

test("machine detection: in the answer event or in an event of its own", async () => {
  const shop = await customer({ "/answer": () => bxml("<Hangup/>") });
  const sim = await simulator();
  await sim.waitForCall(await call(sim, shop.url, { machineDetection: { mode: "sync" } }));
  expect(shop.seen[0]?.body.machineDetectionResult).toEqual({ value: "human", duration: "PT2S" });
  await call(sim, shop.url, { machineDetection: { callbackUrl: `${shop.url}/amd` } });
  await sim.waitForIdle();
  const event = shop.seen.find(({ path }) => path === "/amd");
  expect(event?.body).toMatchObject({
    eventType: "machineDetectionComplete",
    machineDetectionResult: { value: "human" },
  });
});

const spoken =
  '<Gather gatherUrl="/said" inputType="speech dtmf" speechTimeout="1"><SpeakSentence>Yes or no?</SpeakSentence></Gather>';

test("where speech is switched on, a Gather hears what is said, unless keys are pressed", async () => {
  const shop = await customer({
    "/answer": () => bxml(spoken),
    "/said": () => bxml("<Hangup/>"),
  });
  const said = async (digits?: string): Promise<unknown> => {
    const party = { answers: true, says: "yes please", ...(digits && { digits: [digits] }) } as const;
    const sim = await simulator({ speechGather: true, party: () => party });
    await sim.waitForCall(await call(sim, shop.url));
    return shop.seen.filter(({ body }) => body.eventType === "gather").at(-1)?.body;
  };
  expect(await said()).toMatchObject({ digits: "", speech: { transcript: "yes please" } });
  const typed = await said("1");
  expect(typed).toMatchObject({ digits: "1" });
  expect(typed).not.toHaveProperty("speech");
});

test("everywhere else the same document is invalid", async () => {
  const shop = await customer({ "/answer": () => bxml(spoken) });
  const sim = await simulator();
  expect(await sim.waitForCall(await call(sim, shop.url))).toMatchObject({
    disconnectCause: "invalid-bxml",
    errorMessage: expect.stringContaining("attribute inputType of <Gather> is not known"),
  });
});
