import { type CallContext, localTenant } from "@jackfield/contract";
import { expect, test } from "vitest";
import { generateBxml } from "./generate-bxml.js";

const call = (args: Record<string, unknown>) =>
  generateBxml.run(args, { tenant: localTenant({}) } as CallContext); // the tool uses nothing else of its call

test("gives the document as text and as a field", async () => {
  const bxml = '<?xml version="1.0" encoding="UTF-8"?><Bxml><SpeakSentence>Hi</SpeakSentence></Bxml>';
  expect(await call({ verbs: [{ type: "SpeakSentence", text: "Hi" }], root: "Bxml" })).toEqual({
    content: [{ type: "text", text: bxml }],
    structuredContent: { bxml },
  });
});

test("names every problem, and the verbs to choose from", async () => {
  const result = await call({ verbs: [{ type: "Say" }, { type: "Pause", duration: -1 }] });
  expect(result).toMatchObject({
    isError: true,
    structuredContent: {
      error: "The BXML has 2 problems.",
      code: "validation",
      recovery: expect.stringContaining("SpeakSentence: Speaks a text."),
      details: [
        expect.stringMatching(/^verbs\[0\]\.type "Say"/),
        "verbs[1].duration must be a number from 0.1 to 86400",
      ],
    },
  });
});
