import { expect, test } from "vitest";
import { remarkOn } from "./remarks.js";

const remark = (tool: string, body: unknown): string | undefined => remarkOn({ tool, status: 200, body });

test.each(["listInServiceNumbers", "searchAvailableNumbers", "listApplications"])(
  "an empty reply of %s is an empty list",
  (tool) => {
    for (const body of [undefined, {}]) expect(remark(tool, body)).toContain("empty");
  },
);

test.each<[string, unknown]>([
  ["deleteApplication", undefined],
  ["createLocation", undefined],
  ["listing", undefined],
  ["listApplications", { ApplicationList: [] }],
  ["orderPhoneNumbers", { ErrorList: [], Order: { id: "1" } }],
  ["getSite", { Site: { Name: "x", Description: "ErrorList" } }],
])("%s %j needs no remark", (tool, body) => {
  expect(remark(tool, body)).toBeUndefined();
});

test("an order that was received with errors says so, with what to do", () => {
  const ErrorList = [
    { Code: "1022", Description: "not E.164", TelephoneNumber: "12" },
    { Code: "99999", Description: "new" },
    { Description: "no code" },
  ];
  const said = remark("orderPhoneNumbers", { ErrorList, Order: { id: "1" } });
  expect(said).toContain("in spite of its status");
  expect(said).toContain('1022 12 "not E.164": Write every number in E.164');
  expect(said).toContain('99999 "new". "no code".');
});

test("many errors are counted", () => {
  const ErrorList = Array(7).fill({ Code: "1", Description: "x" });
  expect(remark("orderPhoneNumbers", { ErrorList })).toMatch(/And 2 more\.$/);
});
