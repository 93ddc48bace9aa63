import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { notArrived } from "./arrived.js";
import { type Bandwidth, basic, type Recorded, startBandwidth } from "./bandwidth.js";
import { type Connection, type Result, startServer } from "./bandwidth-mcp.js";
import { type Judge, makeJudge } from "./judge.js";
import { type Mode, type Schema, sample, seeded } from "./sampler.js";
import { account, given, picture, requiredToo } from "./samples.js";

let judge: Judge;
let bandwidth: Bandwidth;
let server: Connection;
let schemas: ReadonlyMap<string, Schema>;

beforeAll(async () => {
  judge = await makeJudge();
  bandwidth = await startBandwidth({ accounts: [account] }, (call) => judge.reply(call));
  server = await startServer(["--profile", "full", "--confirm", "off", "--mode", "all"], {
    ...bandwidth.variables,
    BW_CLIENT_ID: "client",
    BW_CLIENT_SECRET: "secret of the client",
    BW_USERNAME: "user",
    BW_PASSWORD: "p\u00e4ss:word",
  });
  const { tools } = await server.client.listTools();
  const generated = tools.filter(({ name }) => judge.operations.has(name));
  schemas = new Map(generated.map(({ name, inputSchema }) => [name, inputSchema as Schema])); // the sampler checks as it goes
}, 60_000);
afterAll(async () => {
  await server?.close();
  await bandwidth?.close();
});
beforeEach(() => {
  bandwidth.calls.length = 0;
});

/** The spec knows no difference; the vendor's MFA host takes Basic alone. */
const authorizationOf = (tool: string): string | undefined => {
  const isBasic = ["generateVoiceCode", "generateMessagingCode", "verifyCode"].includes(tool);
  return isBasic ? basic("user", "p\u00e4ss:word") : `Bearer ${bandwidth.tokens[0]}`;
};

const argumentsOf = (tool: string, schema: Schema, mode: Mode): Readonly<Record<string, unknown>> => {
  const args = sample(schema, { mode, random: seeded(`${tool} ${mode}`), given }, tool);
  if (typeof args !== "object" || args === null) return {};
  // With these two the result would be a part of what the API answered.
  const { _fields, _from, ...whole } = args as Readonly<Record<string, unknown>>; // an object, see above
  return mode === "required" ? { ...whole, ...requiredToo[tool] } : whole;
};

const resultProblems = (result: Result, call: Recorded): readonly string[] => {
  if (result.isError) return [`the result is an error: ${result.text.slice(0, 300)}`];
  const { contentType, body } = judge.reply(call);
  if (contentType !== "application/json") return [];
  const reply: unknown = JSON.parse(String(body));
  const wanted = Array.isArray(reply) ? { items: reply } : reply;
  // Notes, such as how to get the next page, are the server's own.
  const { _notes, ...told } = result.value;
  return isDeepStrictEqual(told, wanted) ? [] : ["the result is not what the API answered"];
};

const callProblems = async (tool: string, schema: Schema, mode: Mode): Promise<readonly string[]> => {
  const args = argumentsOf(tool, schema, mode);
  bandwidth.calls.length = 0;
  const result = await server.call(tool, args);
  const [call, ...others] = bandwidth.calls;
  if (call === undefined) return [`nothing was sent: ${result.text.slice(0, 300)}`];
  const found = judge.find(call);
  const operation = judge.operations.get(tool);
  // Left out, the account is the only one that the token is for.
  const bound = operation?.parameters.some(({ name }) => name === "accountId") ? { accountId: account } : {};
  const expected = authorizationOf(tool);
  return [
    ...(others.length === 0 ? [] : [`${others.length + 1} requests`]),
    ...judge.problems(tool, call),
    ...(found === undefined ? [] : notArrived(found.operation, { ...bound, ...args }, call, found.path)),
    ...(call.headers.authorization === expected ? [] : [`Authorization is ${call.headers.authorization}`]),
    ...resultProblems(result, call),
  ];
};

/** One line for each tool that has something wrong. */
const failures = async (mode: Mode): Promise<readonly string[]> => {
  const lines: string[] = [];
  for (const [tool, schema] of schemas) {
    const problems = await callProblems(tool, schema, mode);
    if (problems.length > 0) lines.push(`${tool}: ${problems.join("; ")}`);
  }
  return lines;
};

test("there is a tool for each of the 98 operations, but for one that only createRegistration calls", () => {
  expect(schemas.size).toBe(97);
  expect([...schemas.keys(), "createRegistrationRecord"].sort()).toEqual([...judge.operations.keys()].sort());
});

test("every tool sends a request that the unpatched spec allows, with the required arguments alone", async () => {
  expect(await failures("required")).toEqual([]);
});

test("every tool sends every argument where the unpatched spec puts it", async () => {
  expect(await failures("full")).toEqual([]);
});

test("every prepared value is one that a tool asks for", () => {
  const asked = new Set<string>();
  const watching = new Proxy(given, {
    getOwnPropertyDescriptor(target, key) {
      if (Object.hasOwn(target, key)) asked.add(String(key));
      return Reflect.getOwnPropertyDescriptor(target, key);
    },
  });
  for (const [tool, schema] of schemas)
    sample(schema, { mode: "full", random: () => 0, given: watching }, tool);
  expect(Object.keys(given).filter((key) => !asked.has(key))).toEqual([]);
});

test("all calls share one token, minted with the client's credentials", async () => {
  await server.call("getStatistics");
  expect(bandwidth.tokenRequests).toHaveLength(1);
  expect(bandwidth.tokenRequests[0]).toMatchObject({
    host: "api",
    method: "POST",
    headers: {
      authorization: basic("client", "secret of the client"),
      "content-type": "application/x-www-form-urlencoded",
    },
    body: Buffer.from("grant_type=client_credentials"),
  });
});

// The API uses media ids as paths of their own. A path parameter cannot say so, hence no template of the unpatched
// spec matches, and the requests are compared with what the vendor's documentation shows.
test.each(["getMedia", "uploadMedia", "deleteMedia"])(
  "%s sends the slashes of a media id as they are",
  async (tool) => {
    const body = tool === "uploadMedia" ? { body: "data:image/png;base64,AAAA" } : {};
    await server.call(tool, { mediaId: "14762070468292kw2fuqty55yp2b2/0/b&w? 100%.png", ...body });
    expect(bandwidth.calls).toHaveLength(1);
    expect(bandwidth.calls[0]).toMatchObject({
      host: "messaging",
      target: `/api/v2/users/${account}/media/14762070468292kw2fuqty55yp2b2/0/b%26w%3F%20100%25.png`,
    });
  },
);

test("a file is sent under each media type that the caller may name, as it is", async () => {
  const types = schemas.get("uploadMedia")?.properties?.contentType?.enum ?? [];
  expect(types).toEqual(Object.keys(judge.operations.get("uploadMedia")?.requestBody?.content ?? {}));
  for (const contentType of types) {
    await server.call("uploadMedia", { mediaId: "a", body: picture.toString("base64"), contentType });
  }
  expect(bandwidth.calls.map(({ headers }) => headers["content-type"])).toEqual(types);
  expect(bandwidth.calls.every(({ body }) => body.equals(picture))).toBe(true);
});
