import type { CallContext, EventReader } from "@jackfield/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { instructions } from "./instructions.js";

const names = [
  ...["whoAmI", "getCallbackEvents", "respondToCallback", "generateBXML", "updateCallBxml"],
  ...["waitForMessage", "preflightMessage", "getInboundMessages"],
  "createCall",
  "waitForCall",
  "createMessage",
  "orderPhoneNumbers",
  "createRegistration",
  "setCredentials",
];

const say = (
  tools: readonly string[],
  variables: Readonly<Record<string, string>> = {},
  address?: string,
): string => {
  const events = address && { urlOf: () => address };
  const call = {
    tenant: { id: "t", secrets: { get: (name: string) => variables[name] } },
    ...(events && { events: events as unknown as EventReader }), // nothing else of it is used
  };
  return instructions({ call: call as unknown as CallContext, tools: new Set(tools) }); // neither of the call
};

const signedIn = { BW_CLIENT_ID: "id", BW_CLIENT_SECRET: "the secret of this test" };

test("only what is loaded and set is spoken of", () => {
  const quiet = say([], signedIn);
  for (const name of [...names, "getCallbackEvents"]) expect(quiet).not.toContain(name);
  const full = say(
    names,
    { ...signedIn, BW_NUMBER: "+19195550100" },
    "https://hooks.example.com/webhooks/t/voice",
  );
  for (const part of [
    "+19195550100",
    "https://hooks.example.com/webhooks/t/voice",
    "waitForCall",
    "waitForMessage",
  ])
    expect(full).toContain(part);
  expect(full).not.toContain("the secret of this test");
  expect(say(["createCall"], signedIn)).toContain("No webhooks of calls come to you");
});

test("an address that only this machine reaches is not handed on: a tunnel may be on its way", () => {
  const local = "http://127.0.0.1:9/webhooks/t/voice";
  const live = ["createCall", "getCallbackEvents", "respondToCallback"];
  expect(say([...live, "whoAmI"], signedIn, local)).toContain("set to webhooks.voice of whoAmI");
  expect(say(live, signedIn, local)).toContain("set to webhooks.voice of bandwidth://config");
  expect(say([...live, "whoAmI"], signedIn, local)).not.toContain(local);
});

test("without credentials the first line says who can bring them", () => {
  expect(say(["setCredentials"]).split("\n")[0]).toContain("use setCredentials");
  expect(say([]).split("\n")[0]).toContain("operator has to set BW_CLIENT_ID");
});

test("they fit into the 2 KB that clients show and name only tools that are loaded, whatever is loaded and set", () => {
  fc.assert(
    fc.property(fc.subarray(names), fc.boolean(), fc.boolean(), (tools, isSignedIn, receives) => {
      const ids = { BW_VOICE_APPLICATION_ID: "v".repeat(36), BW_MESSAGING_APPLICATION_ID: "m".repeat(36) };
      const text = say(
        tools,
        { ...(isSignedIn && signedIn), ...ids, BW_NUMBER: "+191955501000000" },
        receives ? `https://${"host.".repeat(12)}example/webhooks/${"t".repeat(80)}/voice` : undefined,
      );
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2_048);
      const others = names.filter((name) => !tools.includes(name));
      expect(others.filter((name) => new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
    }),
  );
});
