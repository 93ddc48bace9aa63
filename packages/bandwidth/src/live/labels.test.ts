import { expect, test } from "vitest";
import { labels } from "./labels.js";

const event = (data: unknown) => labels.event?.({ name: "any", data });

test.each<[string, unknown, unknown]>([
  [
    "a call",
    { callId: "c-1", from: "+1", to: "+2", digits: "12", cause: "hangup" },
    { text: "+1 to +2, digits 12, ended by hangup", subject: "c-1" },
  ],
  ["a conference", { conferenceId: "conf-1", name: "room" }, { text: "named room", subject: "conf-1" }],
  [
    "a failed message",
    {
      description: "rejected",
      errorCode: 4476,
      message: { id: "m", from: "+1", to: ["+2", "+3"], text: "" },
    },
    { text: "+1 to +2, +3, error 4476, rejected", subject: "m" },
  ],
  ["a long text", { message: { text: "x".repeat(500) } }, { text: `"${"x".repeat(80)}"` }],
  ["fields of other types", { callId: {}, from: 1, to: null, digits: [], message: "no" }, { text: "" }],
  ["no object", "text", undefined],
])("an event of %s is said in words", (_, data, label) => {
  expect(event(data)).toEqual(label);
});

test("a call of a tool is about what it names, or what it made", () => {
  const call = (tool: string, args: object, result: object) =>
    labels.call?.({ tool, arguments: { ...args }, result: { ...result } });
  expect(call("updateCall", { callId: "c-1" }, {})).toEqual({ text: "", subject: "c-1" });
  expect(call("createCall", { from: "+1", to: "+2" }, { callId: "c-2" })).toEqual({
    text: "+1 to +2",
    subject: "c-2",
  });
  expect(call("createSite", {}, { id: "7" })).toEqual({ text: "" });
});

test("a question is said in words; any other key is not ours", () => {
  expect(labels.reply?.("bxml c-1 3")).toMatchObject({ text: "What call c-1 does next, in BXML" });
  expect(labels.reply?.("bxml conf-1 1")).toMatchObject({
    text: "What conference conf-1 does next, in BXML",
  });
  expect(labels.reply?.("over c-1")).toBeUndefined();
});
