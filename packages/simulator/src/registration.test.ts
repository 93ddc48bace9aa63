import { expect, test } from "vitest";
import { send, simulator } from "../test/harness.js";

const path = "/api/v1/express/registration";
const valid = {
  phoneNumber: "+19195550100",
  email: "ada@example.com",
  firstName: "Ada",
  lastName: "Lovelace",
  tosAccepted: true,
};

test("a registration needs no credential", async () => {
  const sim = await simulator();
  const answer = await send(sim, path, { auth: "", json: valid });
  expect(answer).toMatchObject({
    status: 200,
    body: {
      links: [],
      errors: [],
      data: {
        status: "USER_CREATION_PENDING",
        registrationId: expect.any(String),
        message: expect.any(String),
      },
    },
  });
});

test.each([
  [{ tosAccepted: undefined }, "tosAccepted is required"],
  [{ tosAccepted: false }, "tosAccepted must be true: the terms of service must be accepted"],
  [{ email: "ada" }, "email must be an email address"],
  [{ phoneNumber: "919" }, /^phoneNumber must be a phone number/],
  [{ lastName: "" }, "lastName must not be empty"],
  [{ code: "123456" }, "code is not a known field"],
])("a registration refuses %j", async (change, description) => {
  const sim = await simulator();
  const answer = await send(sim, path, { auth: "", json: { ...valid, ...change } });
  expect(answer.status).toBe(400);
  const [error] = [answer.body.errors].flat();
  expect(error).toMatchObject({
    code: "400",
    type: "bad-request",
    description: expect.stringMatching(description),
  });
});
