import { startSimulator } from "@jackfield/bandwidth-simulator";
import { expect, onTestFinished, test } from "vitest";
import { type Connection, startServer } from "./bandwidth-mcp.js";

const person = {
  phoneNumber: "+19195550100",
  email: "ann@example.com",
  firstName: "Ann",
  lastName: "O'Neil",
};
const yes = { action: "accept", content: { tosAccepted: true } } as const;
type Answer = typeof yes | { readonly action: "accept" | "decline" | "cancel"; readonly content?: object };

/** A server without credentials; the person gives the answer, or nobody can be asked. */
const start = async (answer?: Answer) => {
  const simulator = await startSimulator();
  onTestFinished(() => simulator.close());
  const capabilities = answer ? { elicitation: { form: {} } } : {};
  const args = ["--profile", "onboarding"];
  const server: Connection = await startServer(args, { BW_API_URL: simulator.url }, { capabilities });
  onTestFinished(() => server.close());
  const questions: string[] = [];
  if (answer)
    server.client.setRequestHandler("elicitation/create", async ({ params }) => {
      questions.push(params.message);
      return answer as typeof yes; // the client checks no more than that
    });
  return { simulator, server, questions };
};

test("the person accepts the terms in a form, and only then is anything sent, without any credential", async () => {
  const { simulator, server, questions } = await start(yes);
  const result = await server.call("createRegistration", person);
  expect(questions).toEqual([
    expect.stringContaining("https://www.bandwidth.com/legal/build-terms-of-service/"),
  ]);
  expect(questions[0]).toContain("Ann O'Neil, ann@example.com, +19195550100");
  expect(result).toMatchObject({ isError: false, value: { status: "USER_CREATION_PENDING" } });
  expect(result.text).toContain("Hand over to the person now");
  const [request, ...others] = simulator.requests;
  expect(others).toEqual([]);
  expect(JSON.parse(String(request?.body))).toEqual({ ...person, tosAccepted: true });
  expect(request?.headers).not.toHaveProperty("authorization");
});

test.each<[string, Answer]>([
  ["declines", { action: "decline" }],
  ["closes the form", { action: "cancel" }],
  ["sends the form without the tick", { action: "accept", content: { tosAccepted: false } }],
])("a person who %s is not registered", async (_, answer) => {
  const { simulator, server, questions } = await start(answer);
  const refused = await server.call("createRegistration", person);
  expect(refused).toMatchObject({ isError: true, value: { code: "confirmation_required" } });
  expect(questions).toHaveLength(1);
  expect(simulator.requests).toEqual([]);
});

test("where nobody can be asked, the result is how the person goes on alone", async () => {
  const { simulator, server } = await start();
  const refused = await server.call("createRegistration", person);
  expect(refused).toMatchObject({
    isError: true,
    value: {
      code: "confirmation_required",
      error: expect.stringContaining("this client cannot ask. Nothing was sent."),
      recovery: expect.stringContaining("Hand over to the person"),
    },
  });
  expect(simulator.requests).toEqual([]);
});

test("no argument and no other tool can accept the terms", async () => {
  const { simulator, server } = await start();
  const given = { ...person, tosAccepted: true };
  expect(await server.call("createRegistration", given)).toMatchObject({
    isError: true,
    value: { code: "validation" },
  });
  await expect(server.call("createRegistrationRecord", given)).rejects.toMatchObject({ code: -32602 });
  expect(await server.tools()).not.toContain("createRegistrationRecord");
  expect(simulator.requests).toEqual([]);
});
