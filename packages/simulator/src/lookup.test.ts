import { expect, test } from "vitest";
import { send, simulator, testClock } from "../test/harness.js";

const path = "/v2/accounts/9900000/phoneNumberLookup";
const known = "+19195550101";
const unknown = "+19195550404";

test.each([
  [[known], "COMPLETE", 1, 0],
  [[known, unknown], "PARTIAL_COMPLETE", 1, 1],
  [[unknown], "FAILED", 0, 1],
])("looking up %j is %s", async (phoneNumbers, status, results, errors) => {
  const sim = await simulator();
  const answer = await send(sim, path, { json: { phoneNumbers } });
  expect(answer).toMatchObject({
    status: 200,
    body: { links: [], data: { requestId: expect.any(String), status } },
  });
  expect(answer.body).toMatchObject({ data: { results: { length: results } }, errors: { length: errors } });
});

test("a known number has a line type and providers", async () => {
  const sim = await simulator();
  const answer = await send(sim, path, { json: { phoneNumbers: [known] } });
  expect(answer.body).toMatchObject({
    data: {
      results: [
        { phoneNumber: known, lineType: "MOBILE", voiceProvider: expect.any(String), countryCodeA3: "USA" },
      ],
    },
  });
});

test.each([
  [{}, /phoneNumbers is required/],
  [{ tns: [known] }, /phoneNumbers is required/],
  [{ phoneNumbers: [] }, /1 to 100/],
  [{ phoneNumbers: Array(101).fill(known) }, /1 to 100/],
  [{ phoneNumbers: ["919"] }, /E\.164/],
])("a lookup refuses %j", async (json, description) => {
  const sim = await simulator();
  const answer = await send(sim, path, { json });
  expect(answer).toMatchObject({
    status: 400,
    body: { links: [], data: {}, errors: [{ type: "bad-request" }] },
  });
  expect(JSON.stringify(answer.body)).toMatch(description);
});

test("a bulk lookup is in progress first and complete later", async () => {
  const slow = await simulator({ clock: testClock(1_000) });
  const waiting = await send(slow, `${path}/bulk`, { json: { phoneNumbers: [known] } });
  expect(waiting).toMatchObject({
    status: 202,
    body: { data: { status: "IN_PROGRESS" }, links: [{ rel: "createdRequest" }] },
  });

  const sim = await simulator();
  const accepted = await send(sim, `${path}/bulk`, { json: { phoneNumbers: [known] } });
  const { requestId } = Object(accepted.body.data);
  await sim.waitForIdle();
  expect((await send(sim, `${path}/bulk/${requestId}`)).body).toMatchObject({
    data: { requestId, status: "COMPLETE" },
  });
  expect((await send(sim, `${path}/bulk/none`)).status).toBe(404);
});
