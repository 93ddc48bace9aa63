import { beforeAll, describe, expect, test } from "vitest";
import { notArrived } from "./arrived.js";
import type { Recorded } from "./bandwidth.js";
import { type Judge, makeJudge } from "./judge.js";

let judge: Judge;
beforeAll(async () => {
  judge = await makeJudge();
});

const call = {
  to: "+19195550100",
  from: "+19195550101",
  applicationId: "1234",
  answerUrl: "https://customer.example.com/answer",
};
const json = (body: unknown): Pick<Recorded, "body"> => ({ body: Buffer.from(JSON.stringify(body)) });
const headers = { "content-type": "application/json", accept: "application/json" };

const createCall: Recorded = {
  host: "voice",
  method: "POST",
  target: "/api/v2/accounts/9900001/calls",
  headers,
  ...json(call),
};
const listCalls: Recorded = {
  host: "voice",
  method: "GET",
  target: "/api/v2/accounts/9900001/calls?pageSize=10&to=%2B19195550100",
  headers: { accept: "application/json" },
  body: Buffer.alloc(0),
};
const updateCallBxml: Recorded = {
  host: "voice",
  method: "PUT",
  target: "/api/v2/accounts/9900001/calls/c-1/bxml",
  headers: { "content-type": "application/xml", accept: "*/*" },
  body: Buffer.from("<Response/>"),
};
const lookUp: Recorded = {
  host: "api",
  method: "POST",
  target: "/v2/accounts/9900001/phoneNumberLookup",
  headers,
  ...json({ phoneNumbers: ["+19195550100"] }),
};
const order: Recorded = {
  host: "api",
  method: "POST",
  target: "/api/v2/accounts/9900001/orders",
  headers: { "content-type": "application/xml", accept: "application/xml" },
  body: Buffer.from(
    "<Order><ExistingTelephoneNumberOrderType><TelephoneNumberList><TelephoneNumber>1</TelephoneNumber><TelephoneNumber>2</TelephoneNumber></TelephoneNumberList></ExistingTelephoneNumberOrderType><SiteId>&lt;7</SiteId></Order>",
  ),
};
const good = {
  createCall,
  listCalls,
  updateCallBxml,
  createSyncLookup: lookUp,
  orderPhoneNumbers: order,
};

test.each(Object.entries(good))("a right call of %s is right", (operation, request) => {
  expect(judge.problems(operation, request)).toEqual([]);
});

describe("a planted fault is found:", () => {
  test.each<[string, keyof typeof good, Partial<Recorded>, string]>([
    ["a wrong method", "createCall", { method: "PUT" }, "no operation at PUT voice"],
    [
      "a method of another operation",
      "createCall",
      { method: "GET", body: Buffer.alloc(0) },
      "reached listCalls",
    ],
    ["a wrong host", "createCall", { host: "messaging" }, "no operation at POST messaging"],
    ["a wrong base path", "createCall", { target: "/v2/accounts/9900001/calls" }, "no operation at"],
    [
      "another server of the same host",
      "createSyncLookup",
      { target: `/api${lookUp.target}` },
      "no operation at",
    ],
    ["a trailing slash", "createCall", { target: `${createCall.target}/` }, "no operation at"],
    [
      "a slash in a path value",
      "updateCallBxml",
      { target: updateCallBxml.target.replace("c-1", "c/1") },
      "no operation",
    ],
    [
      "a missing required field",
      "createCall",
      json({ ...call, answerUrl: undefined }),
      "must have required property 'answerUrl'",
    ],
    [
      "a wrong type",
      "createCall",
      json({ ...call, callTimeout: "30" }),
      "/requestBody/callTimeout must be number",
    ],
    ["a value outside its bounds", "createCall", json({ ...call, callTimeout: 301 }), "must be <= 300"],
    [
      "a value that is none of the enum",
      "createCall",
      json({ ...call, answerMethod: "PUT" }),
      "must be equal to one of",
    ],
    ["a URL that is none", "createCall", json({ ...call, answerUrl: "here" }), 'must match format "uri"'],
    [
      "a pattern that does not fit",
      "createSyncLookup",
      json({ phoneNumbers: ["919"] }),
      "must match pattern",
    ],
    ["JSON in a string", "createCall", json(JSON.stringify(call)), "text where JSON belongs"],
    ["a body that is not JSON", "createCall", { body: Buffer.from("{") }, "text where JSON belongs"],
    ["no body", "createCall", { body: Buffer.alloc(0) }, "no body"],
    [
      "a wrong content type",
      "createCall",
      { headers: { ...headers, "content-type": "text/json" } },
      "the content type text/json",
    ],
    ["JSON where XML belongs", "updateCallBxml", { headers }, "the content type application/json"],
    ["no content type", "updateCallBxml", { headers: {} }, "the content type undefined"],
    ["a body where there is none", "listCalls", { ...json({}), headers }, "a body where there is none"],
    [
      "an unknown query parameter",
      "listCalls",
      { target: `${listCalls.target}&size=1` },
      "additional properties",
    ],
    [
      "a query value of the wrong type",
      "listCalls",
      { target: "/api/v2/accounts/1/calls?pageSize=ten" },
      "must be integer",
    ],
    [
      "a query that was encoded twice",
      "listCalls",
      { target: "/api/v2/accounts/1/calls%3FpageSize=10" },
      "no operation at",
    ],
    [
      "an Accept that the API cannot serve",
      "listCalls",
      { headers: { accept: "text/csv" } },
      "accepts text/csv",
    ],
  ])("%s", (_, operation, fault, words) => {
    expect(judge.problems(operation, { ...good[operation], ...fault }).join("; ")).toContain(words);
  });
});

describe("an argument that did not arrive is found:", () => {
  const missing = (request: Recorded, args: Readonly<Record<string, unknown>>): readonly string[] => {
    const found = judge.find(request);
    return found === undefined
      ? ["nothing was found"]
      : notArrived(found.operation, args, request, found.path);
  };
  const args = { accountId: "9900001", pageSize: 10, to: "+19195550100" };
  const ordered = {
    accountId: "9900001",
    SiteId: "<7",
    ExistingTelephoneNumberOrderType: { TelephoneNumberList: ["1", "2"] },
  };

  test("none, when all did", () => {
    expect(missing(listCalls, args)).toEqual([]);
    expect(missing(createCall, { accountId: "9900001", ...call })).toEqual([]);
    expect(missing(updateCallBxml, { accountId: "9900001", callId: "c-1", body: "<Response/>" })).toEqual([]);
    expect(missing(order, ordered)).toEqual([]);
  });

  test.each<[string, Recorded, Readonly<Record<string, unknown>>, string]>([
    ["left out of the query", listCalls, { ...args, from: "+1" }, 'from in query is "", not "+1"'],
    [
      "changed in the path",
      listCalls,
      { ...args, accountId: "1" },
      'accountId in path is "9900001", not "1"',
    ],
    ["without a place", listCalls, { ...args, tag: "x" }, "tag have no place"],
    ["left out of the body", createCall, { accountId: "9900001", ...call, tag: "x" }, "the body is"],
    ["changed in the body", createCall, { accountId: "9900001", ...call, to: "1" }, "the body is"],
    [
      "bytes that changed",
      updateCallBxml,
      { accountId: "9900001", callId: "c-1", body: "<Response />" },
      "bytes",
    ],
    ["left out of an XML body", order, { ...ordered, Name: "x" }, "Order/Name stands there 0 times"],
    ["changed in an XML body", order, { ...ordered, SiteId: "8" }, "Order/SiteId is"],
    [
      "lost from a list in an XML body",
      order,
      {
        ...ordered,
        ExistingTelephoneNumberOrderType: { TelephoneNumberList: ["1", "2", "3"] },
      },
      "has 2 elements <TelephoneNumber>, not 3",
    ],
    ["never given in an XML body", order, { accountId: "9900001", SiteId: "<7" }, "was never given"],
    [
      "a plus that became a blank",
      { ...listCalls, target: "/api/v2/accounts/1/calls?to=+1" },
      { to: "+1" },
      'to in query is " 1"',
    ],
  ])("%s", (_, request, given, words) => {
    expect(missing(request, given).join("; ")).toContain(words);
  });
});
