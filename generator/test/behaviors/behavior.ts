import type { CallToolResult } from "@modelcontextprotocol/client";
import { expect } from "vitest";
import { type Arrived, greeting } from "./api.js";

/** One call of a tool, with everything that came of it. */
export type Call = {
  /** The one request, or the last of several. */
  readonly request: Arrived;
  readonly requests: readonly Arrived[];
  readonly result: CallToolResult;
  readonly milliseconds: number;
  /** Calls the same tool once more, and gives the result. */
  readonly again: (args: Arguments) => Promise<CallToolResult>;
};

export type Arguments = Readonly<Record<string, unknown>>;

export type Check = (call: Call) => void | Promise<void>;

/** The name is the operationId in `spec.yaml`, and so the name of the tool. */
export type Behavior = readonly [name: string, args: Arguments, check: Check];

/** What every request has for its journey; checked apart from what a description asks for. */
const ofTheJourney = new Set(["host", "connection", "user-agent", "accept-encoding", "content-length"]);

const anyReply = "application/json, */*;q=0.8";

type Expected = {
  /** Those that a description asks for, under lower-case names; `accept` unless it is the usual one. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/** The request is this one and no other, byte by byte. */
export const expectRequest = ({ request, requests }: Call, line: string, expected: Expected = {}): void => {
  expect(requests).toHaveLength(1);
  expect(request.line).toBe(`${line} HTTP/1.1`);
  const told = request.headers.map(([name, value]) => [name.toLowerCase(), value] as const);
  const asked = told.filter(([name]) => !ofTheJourney.has(name));
  // A header that came twice would be lost in an object.
  expect(asked).toHaveLength(new Map(asked).size);
  expect(Object.fromEntries(asked)).toEqual({ accept: anyReply, ...expected.headers });
  const body = Buffer.from(expected.body ?? "");
  expect(request.body.toString("latin1")).toBe(body.toString("latin1"));
  // RFC 9110 section 8.6: content has a length; a method that gives content a meaning says 0 when there is none.
  const wanted = body.length > 0 || /^(POST|PUT|PATCH) /.test(line) ? [String(body.length)] : [];
  expect(told.filter(([name]) => name === "content-length").map(([, value]) => value)).toEqual(wanted);
};

/** The reply of the operations that are not about replies. */
export const expectGreeting = ({ result }: Call): void =>
  expect(result).toEqual({
    content: [{ type: "text", text: greeting }],
    structuredContent: JSON.parse(greeting),
  });

/** Exactly this request, and the reply as it came. */
export const sends =
  (line: string, expected: Expected = {}): Check =>
  (call) => {
    expectRequest(call, line, expected);
    expectGreeting(call);
  };

/** Exactly this request, and exactly this result. */
export const answers =
  (line: string, result: CallToolResult, expected: Expected = {}): Check =>
  (call) => {
    expectRequest(call, line, expected);
    expect(call.result).toEqual(result);
  };

export const headerOf = ({ headers }: Arrived, wanted: string): string =>
  headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? "";
