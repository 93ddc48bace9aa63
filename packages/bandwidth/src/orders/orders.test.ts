import { describe, expect, test } from "vitest";
import type { Fields } from "../steps.js";
import { reviewOrder } from "./index.js";

const review = (tool: string, args: Fields) => reviewOrder({ tool, arguments: args });
const places = (tool: string, args: Fields) => review(tool, args)?.faults?.map(({ path }) => path) ?? [];

test("a tool that orders nothing is not reviewed", () => {
  expect(review("createMessage", { to: ["nobody"] })).toBeUndefined();
  expect(review("constructor", {})).toBeUndefined();
});

describe("an order of numbers", () => {
  const combined = (type: Fields) =>
    places("orderPhoneNumbers", { SiteId: "1", CombinedSearchAndOrderType: { Quantity: 1, ...type } });

  test.each<[Fields, string]>([
    [
      { AreaCodeSearchAndOrderType: { AreaCode: "919", Quantity: 1 } },
      "Buys 1 phone number: any that fit AreaCode 919.",
    ],
    [
      { CombinedSearchAndOrderType: { Quantity: 12, State: "NC", City: "CARY" } },
      "Buys 12 phone numbers: any that fit State NC, City CARY.",
    ],
    [
      { TollFreeWildCharSearchAndOrderType: { Quantity: 3, TollFreeWildCardPattern: "8**" } },
      "Buys 3 phone numbers: any that fit TollFreeWildCardPattern 8**.",
    ],
  ])("%j is said in words", (type, words) => {
    const said = review("orderPhoneNumbers", { SiteId: "743", PeerId: "5", PartialAllowed: true, ...type });
    expect(said?.faults).toBeUndefined();
    expect(said?.summary).toContain(`${words} To: site 743, location 5. Fewer are taken`);
    expect(said?.summary).not.toMatch(/\$|USD/);
  });

  test("names twenty numbers and counts the rest", () => {
    const numbers = Array.from({ length: 25 }, (_, index) => `91955501${String(index).padStart(2, "0")}`);
    const order = { SiteId: "1", ExistingTelephoneNumberOrderType: { TelephoneNumberList: numbers } };
    expect(review("orderPhoneNumbers", order)?.summary).toMatch(
      /Buys 25 phone numbers: .*\+19195550119 and 5 more\./,
    );
  });

  test("has one kind of numbers, and criteria that go together", () => {
    expect(places("orderPhoneNumbers", { SiteId: "1" })).toEqual([""]);
    expect(combined({})).toEqual(["/CombinedSearchAndOrderType"]);
    expect(combined({ AreaCode: "919", NpaNxx: "919555" })).toEqual(["/CombinedSearchAndOrderType"]);
    expect(combined({ City: "CARY" })).toEqual(["/CombinedSearchAndOrderType/State"]);
    expect(combined({ State: "NC" })).toEqual([]);
    const pattern = { Quantity: 1, TollFreeWildCardPattern: "919" };
    expect(places("orderPhoneNumbers", { SiteId: "1", TollFreeWildCharSearchAndOrderType: pattern })).toEqual(
      ["/TollFreeWildCharSearchAndOrderType/TollFreeWildCardPattern"],
    );
  });
});

test.each(["+10005550100", "0195550100", "19195550100", "+1919555010", "+0123456789", "sip:a@b", ""])(
  "%j is not a number to give back",
  (number) => {
    const list = { TelephoneNumberList: ["9195550100", number] };
    expect(places("disconnectPhoneNumbers", { DisconnectTelephoneNumberOrderType: list })).toEqual([
      "/DisconnectTelephoneNumberOrderType/TelephoneNumberList/1",
    ]);
  },
);

test("options are for numbers in E.164 form, and a campaign is named", () => {
  const group = {
    TelephoneNumbers: ["9195550100"],
    A2pSettings: { Action: "asSpecified" },
    CallForward: "+19195550199",
  };
  expect(
    places("createTnOptionOrder", { TnOptionGroups: [{ TelephoneNumbers: ["+19195550100"] }, group] }),
  ).toEqual([
    "/TnOptionGroups/1/TelephoneNumbers/0",
    "/TnOptionGroups/1/A2pSettings/CampaignId",
    "/TnOptionGroups/1/CallForward",
  ]);
});

describe("a port-in", () => {
  const order = {
    SiteId: "743",
    PeerId: "5",
    LoaAuthorizingPerson: "Ann Lee",
    Subscriber: { SubscriberType: "BUSINESS" },
    BillingTelephoneNumber: "9195550100",
    ListOfPhoneNumbers: { PhoneNumber: ["+19195550100", "+19195550101"] },
  };
  const faults = (changes: Fields) =>
    places("CreatePortin", { body: { LnpOrder: { ...order, ...changes } } });

  test("says how many numbers come, where to, and that documents are needed", () => {
    const { summary, faults: none } = review("CreatePortin", { body: { LnpOrder: order } }) ?? {};
    expect(none).toEqual([]);
    expect(summary).toContain(
      "Moves 2 phone numbers from another carrier: +19195550100, +19195550101. To: site 743",
    );
    expect(summary).toContain("letter of authorization");
  });

  test("needs all that the API asks for, at once", () => {
    expect(
      faults({ SiteId: "", LoaAuthorizingPerson: undefined, Subscriber: undefined, ListOfPhoneNumbers: {} }),
    ).toEqual([
      "/body/LnpOrder/ListOfPhoneNumbers",
      "/body/LnpOrder/SiteId",
      "/body/LnpOrder/LoaAuthorizingPerson",
      "/body/LnpOrder/Subscriber",
    ]);
    expect(
      faults({ ProcessingStatus: "DRAFT", LoaAuthorizingPerson: undefined, Subscriber: undefined }),
    ).toEqual([]);
    const tollFree = { PhoneNumber: ["+18335550100"] };
    expect(faults({ ListOfPhoneNumbers: tollFree, Subscriber: undefined })).toEqual([]);
  });

  test("needs a replacement of a billing number that leaves others behind, and another one", () => {
    const replacement = ["/body/LnpOrder/NewBillingTelephoneNumber"];
    expect(faults({ PartialPort: true })).toEqual(replacement);
    expect(faults({ PartialPort: true, NewBillingTelephoneNumber: "+19195550100" })).toEqual(replacement);
    expect(faults({ PartialPort: true, NewBillingTelephoneNumber: "+19195550109" })).toEqual([]);
  });
});

test("a business has all of its registration, a sole proprietor has none", () => {
  const request = { phoneNumbers: ["+18335550100"], businessEntityType: "PRIVATE_PROFIT" };
  const all = {
    businessRegistrationNumber: "12-3456789",
    businessRegistrationType: "EIN",
    businessRegistrationIssuingCountry: "USA",
  };
  expect(places("requestTollFreeVerification", { ...request, ...all })).toEqual([]);
  expect(places("requestTollFreeVerification", { ...request, businessRegistrationType: "EIN" })).toEqual([
    "/businessRegistrationNumber",
    "/businessRegistrationIssuingCountry",
  ]);
  expect(
    places("requestTollFreeVerification", { ...request, ...all, businessEntityType: "SOLE_PROPRIETOR" }),
  ).toHaveLength(3);
  expect(
    places("requestTollFreeVerification", { ...request, businessEntityType: "SOLE_PROPRIETOR" }),
  ).toEqual([]);
});
