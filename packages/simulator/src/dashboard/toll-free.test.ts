import { expect, test } from "vitest";
import { accountPath, customer, send, simulator } from "../../test/harness.js";

const base = `/api/v2${accountPath}`;
const submission = {
  businessAddress: { name: "Shop", addr1: "1 Main Street", city: "Raleigh", state: "NC", zip: "27606" },
  businessContact: { firstName: "J.", lastName: "Doe", email: "jd@example.com", phoneNumber: "+19195550100" },
  messageVolume: 1_000,
  useCase: "2FA",
  useCaseSummary: "Codes for logins",
  productionMessageContent: "Your code is 123456",
  optInWorkflow: { description: "A box on the login page", imageUrls: ["https://example.com/a.png"] },
  businessEntityType: "SOLE_PROPRIETOR",
};
const [good, bad] = ["+18335550150", "+18335550404"];
const one = (number: string) => `${base}/phoneNumbers/${encodeURIComponent(number)}/tollFreeVerification`;

test("numbers are pending at first; the verdict goes to the subscriptions", async () => {
  const shop = await customer({});
  const sim = await simulator();
  const subscriptions = `${base}/tollFreeVerification/webhooks/subscriptions`;
  const basicAuthentication = { username: "u", password: "p" };
  const subscribed = await send(sim, subscriptions, {
    json: { callbackUrl: `${shop.url}/tfv`, basicAuthentication },
  });
  expect(subscribed.status).toBe(201);
  expect(JSON.stringify((await send(sim, subscriptions)).body)).not.toContain("password");
  const json = { ...submission, phoneNumbers: [good, bad] };
  expect((await send(sim, `${base}/tollFreeVerification`, { json })).status).toBe(202);
  expect((await send(sim, `${base}/tollFreeVerification`, { json })).status).toBe(409);
  await sim.waitForIdle();
  expect((await send(sim, one(good))).body).toMatchObject({ status: "VERIFIED", resubmitAllowed: false });
  expect((await send(sim, one(bad))).body).toMatchObject({
    status: "UNVERIFIED",
    resubmitAllowed: true,
    submission,
  });
  const verdicts = shop.seen.map(({ body }) => [body.phoneNumber, body.status]);
  expect(verdicts.sort()).toEqual([
    [good, "VERIFIED"],
    [bad, "UNVERIFIED"],
  ]);
  expect(shop.seen[0]?.headers.authorization).toMatch(/^Basic /);
  expect((await send(sim, one(bad), { method: "PUT", json: submission })).status).toBe(202);
  expect((await send(sim, one(bad), { method: "DELETE" })).status).toBe(204);
  expect((await send(sim, one(bad))).status).toBe(404);
  const own = `${subscriptions}/${subscribed.body.id}`;
  expect((await send(sim, own, { method: "DELETE" })).status).toBe(204);
  expect((await send(sim, own, { method: "DELETE" })).status).toBe(404);
});

test.each([
  [{ phoneNumbers: ["+19195550100"] }, "phoneNumbers"],
  [{ messageVolume: 1 }, "messageVolume"],
  [{ optInWorkflow: undefined }, "optInWorkflow"],
  [{ businessEntityType: "NON_PROFIT" }, "businessRegistrationNumber"],
  [{ businessRegistrationNumber: "12" }, "businessRegistrationNumber"],
])("a submission with %j is refused", async (change, fieldName) => {
  const sim = await simulator();
  const json = { ...submission, phoneNumbers: [good], ...change };
  const refused = await send(sim, `${base}/tollFreeVerification`, { json });
  expect(refused).toMatchObject({
    status: 400,
    body: { fieldErrors: expect.arrayContaining([expect.objectContaining({ fieldName })]) },
  });
});
