import { expect, test } from "vitest";
import { account, accountPath, dashboard, simulator, tokenOf } from "../../test/harness.js";

const list = (query: string) => `/tns?accountId=${account}&${query}`;

test("an account has three numbers at first, listed in 10 digits", async () => {
  const sim = await simulator();
  const { text } = await dashboard(sim, list("page=1&size=100"));
  expect(text).toContain("<TelephoneNumberCount>3</TelephoneNumberCount>");
  expect(text).toContain("<FullNumber>9195550100</FullNumber>");
  expect(text).not.toContain("<next>");
});

test("pages begin at an element, and the next link names it", async () => {
  const numbers = ["+19195550103", "+19195550101", "+442071838750", "+19195550102"];
  const sim = await simulator({ numbers });
  const first = await dashboard(sim, list("page=1&size=2"));
  expect(first.text).toMatch(/550101.*550102/);
  expect(first.text).toContain('page=+19195550103&amp;size=2&gt;;rel="next";</next>');
  const second = await dashboard(sim, list("page=%2B19195550103&size=2"));
  expect(second.text).toMatch(/9195550103.*\+442071838750/);
  expect(second.text).not.toContain("<next>");
});

test.each([
  ["status=Aging", 0],
  ["status=inservice", 3],
  ["fullNumber=9195550101", 1],
  ["npa=415", 0],
  ["npa=919&state=NC&city=raleigh", 3],
])("%s filters", async (query, count) => {
  const sim = await simulator();
  const { text } = await dashboard(sim, list(`page=1&size=10&${query}`));
  expect(text).toContain(`<TelephoneNumberCount>${count}</TelephoneNumberCount>`);
  if (count === 0) expect(text).toContain("<TelephoneNumbers/>");
});

test.each([
  ["page=1&size=2501", "1006"],
  ["size=10", "1003"],
  ["page=1", "1003"],
  ["page=2&size=10", "1003"],
])("%s is refused with %s", async (query, code) => {
  const sim = await simulator();
  const answer = await dashboard(sim, list(query));
  expect(answer.status).toBe(400);
  expect(answer.text).toContain(`<TelephoneNumbersResponse><ResponseStatus><ErrorCode>${code}</ErrorCode>`);
});

test("a Build account has neither listing", async () => {
  const sim = await simulator({ express: true });
  const auth = `Bearer ${await tokenOf(sim)}`;
  for (const path of [list("page=1&size=10"), `${accountPath}/inserviceNumbers?page=1&size=2`])
    expect(await dashboard(sim, path, { auth })).toMatchObject({ status: 403, text: "" });
});

test("without the role for numbers the answer is an empty 403; the older listing works", async () => {
  const sim = await simulator({ roles: ["HttpVoice"] });
  const auth = `Bearer ${await tokenOf(sim)}`;
  expect(await dashboard(sim, list("page=1&size=10"), { auth })).toMatchObject({ status: 403, text: "" });
  expect(await dashboard(sim, "/tns/9195550100/tndetails", { auth })).toMatchObject({
    status: 403,
    text: "",
  });
  const older = await dashboard(sim, `${accountPath}/inserviceNumbers?page=1&size=2`, { auth });
  expect(older.text).toMatch(/^<TNs><TotalCount>3<\/TotalCount>/);
  expect(older.text).toContain(
    "<TelephoneNumbers><Count>2</Count><TelephoneNumber>9195550100</TelephoneNumber><TelephoneNumber>",
  );
  expect(await dashboard(sim, `${accountPath}/inserviceNumbers?areacode=415`, { auth })).toMatchObject({
    status: 204,
    text: "",
  });
});

test("details want 10 digits", async () => {
  const sim = await simulator();
  const { text } = await dashboard(sim, "/tns/9195550100/tndetails");
  expect(text).toContain("<Site><Id>1001</Id><Name>Main site</Name></Site>");
  for (const tn of ["%2B19195550100", "9195550109"]) {
    expect((await dashboard(sim, `/tns/${tn}/tndetails`)).text).toContain("<ErrorCode>12512</ErrorCode>");
  }
});

test.each<[string, string]>([
  ["areaCode=415&quantity=2", "<ResultCount>2</ResultCount><TelephoneNumberList><TelephoneNumber>4155550150"],
  ["areaCode=415&quantity=1&enableTNDetail=true", "<TelephoneNumberDetail><City>SAN FRANCISCO</City>"],
  ["city=raleigh&state=NC&quantity=1", "<TelephoneNumber>9195550150</TelephoneNumber>"],
  ["npaNxx=212555&quantity=1", "<TelephoneNumber>2125550150</TelephoneNumber>"],
  ["tollFreeWildCardPattern=87*&quantity=1", "<TelephoneNumber>8775550150</TelephoneNumber>"],
  ["areaCode=415&localVanity=kjmk", "<SearchResult/>"],
  ["areaCode=999", "<SearchResult/>"],
  ["quantity=1", "<SearchResult><Error><Code>4010</Code>"],
  ["city=raleigh", "4010"],
  ["areaCode=1", "<Error>"],
  ["areaCode=919&quantity=0", "<Error>"],
])("a search for %s", async (query, words) => {
  const sim = await simulator();
  expect((await dashboard(sim, `${accountPath}/availableNumbers?${query}`)).text).toContain(words);
});
