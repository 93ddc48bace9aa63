import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readBxml as simulated } from "../../simulator/src/voice/bxml.js";
import { buildBxml, type GivenVerb } from "../src/bxml/build.js";
import { bxmlProblems } from "../src/bxml/review.js";
import { type Bandwidth, startBandwidth } from "./bandwidth.js";
import { type Connection, startServer } from "./bandwidth-mcp.js";
import { conferenceTrees, edited, trees } from "./verb-trees.js";

let bandwidth: Bandwidth;
let server: Connection;

beforeAll(async () => {
  bandwidth = await startBandwidth({ accounts: ["1"] }, () => ({ status: 204 }));
  const credentials = { BW_CLIENT_ID: "client", BW_CLIENT_SECRET: "secret of the client" };
  server = await startServer(["--profile", "full", "--mode", "all"], {
    ...bandwidth.variables,
    ...credentials,
  });
}, 60_000);
afterAll(async () => {
  await server?.close();
  await bandwidth?.close();
});
beforeEach(() => {
  bandwidth.calls.length = 0;
});

const subjects = {
  updateCallBxml: "callId",
  updateConferenceBxml: "conferenceId",
  updateEndpointBxml: "endpointId",
};

test.each(Object.entries(subjects))(
  "%s sends a right document as it was written, and no other",
  async (tool, id) => {
    const right =
      '<?xml version="1.0" encoding="UTF-8"?>\n<Bxml>\n  <SpeakSentence>Ü &amp; x</SpeakSentence>\n</Bxml>';
    expect(await server.call(tool, { [id]: "x-1", body: right })).toMatchObject({ isError: false });
    expect(bandwidth.calls.map(({ body }) => String(body))).toEqual([right]);

    const wrong = await server.call(tool, {
      [id]: "x-1",
      body: "<Bxml><SpeakSentance>Hi</SpeakSentance></Bxml>",
    });
    expect(wrong).toMatchObject({ isError: true, value: { code: "validation" } });
    expect(wrong.value.error).toContain("/body");
    expect(wrong.value.error).toContain("did you mean SpeakSentence?");
    expect(bandwidth.calls).toHaveLength(1);
  },
);

const speak = (text: string): string => `<Bxml><SpeakSentence>${text}</SpeakSentence></Bxml>`;

test.each<[string, string, RegExp]>([
  ["text that is not escaped", speak("5 < 6 & 7"), /is not an entity of XML: write & as &amp;/],
  ["no XML at all", "Hello", /not well-formed/],
  ["another root", "<Speak/>", /the root element must be <Response> or <Bxml>/],
  ["no verb", "<Bxml/>", /at least one verb/],
  [
    "another encoding than it is sent in",
    `<?xml version="1.0" encoding="latin1"?>${speak("ü")}`,
    /encoding latin1/,
  ],
  ["more than 64 KB as it is written", `<Bxml>${" ".repeat(66_000)}<Hangup/></Bxml>`, /66\d{3} bytes/],
  ["a character that XML cannot carry", speak("\u0001"), /the character U\+0001/],
  [
    "two faults",
    "<Bxml><Gather maxDigits='99'/><Pause duration='x'/></Bxml>",
    /verbs\[0\]\.maxDigits.*and 1 more/s,
  ],
])("a document with %s is refused before it is sent", async (_, body, words) => {
  const result = await server.call("updateCallBxml", { callId: "c-1", body });
  expect(result).toMatchObject({ isError: true, value: { code: "validation" } });
  expect(result.value.error).toMatch(words);
  expect(bandwidth.calls).toEqual([]);
});

test("verbs that a conference does not take are refused for a conference only", async () => {
  const body = "<Bxml><Gather/></Bxml>";
  expect(await server.call("updateCallBxml", { callId: "c-1", body })).toMatchObject({ isError: false });
  const refused = await server.call("updateConferenceBxml", { conferenceId: "conf-1", body });
  expect(refused.value.error).toMatch(/Gather is not allowed in a conference/);
  expect(bandwidth.calls).toHaveLength(1);
});

test.each([
  ["a call", trees, false],
  ["a conference", conferenceTrees, true],
] as const)(
  "whatever may be sent to %s is accepted by the simulator",
  (_, verbs, conference) => {
    const rules = { conference, speech: false };
    const write = (list: readonly GivenVerb[]): string => {
      const built = buildBxml(list, { root: "Bxml", ...rules });
      if (!built.ok) throw new Error(built.problems.join("\n"));
      return built.xml;
    };
    const seen = { sent: 0, refused: 0 };
    fc.assert(
      fc.property(fc.oneof(edited(verbs, write), verbs.map(write)), (source) => {
        if (bxmlProblems(source, rules).length > 0) {
          seen.refused += 1;
          return;
        }
        seen.sent += 1;
        expect(simulated(Buffer.from(source), ["Bxml", "Response"])).toMatchObject({ ok: true });
      }),
      { numRuns: 2_000 },
    );
    expect(seen.sent).toBeGreaterThan(300);
    expect(seen.refused).toBeGreaterThan(300);
  },
  90_000,
);
