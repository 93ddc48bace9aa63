import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type App,
  type CallContext,
  errorResult,
  type Guide,
  type HttpTool,
  type LocalTool,
  recordOf,
  type Tool,
} from "@jackfield/contract";
import fc from "fast-check";
import { rewritten, spellings, undone } from "../../runtime/test/spellings.js";
import { type Api, startApi } from "./processes.js";

/** What one run plants. Nothing of it may show, except `data` in answers to the caller whose data it is. */
export type Planted = {
  readonly key: string;
  readonly clientSecret: string;
  readonly accessToken: string;
  readonly bearer: string;
  readonly wrongBearer: string;
  readonly cookie: string;
  readonly data: string;
};

/** How the API gives secrets back. */
export type Reply = {
  readonly status: number;
  readonly type: string;
  readonly place: string;
  readonly spelling: string;
};

/** What is planted at the moment, and how the API behaves. */
export const current = {} as { planted: Planted; reply: Reply }; // set before anything is called

export const secretsOf = ({ data: _, ...secrets }: Planted): readonly string[] => Object.values(secrets);

const answer = ({ headers }: IncomingMessage, response: ServerResponse): void => {
  const spelled = spellings[current.reply.spelling] ?? ((one: string) => one);
  // Before it is used, an access token is nobody's secret.
  const token = headers.authorization?.slice("Bearer ".length) ?? "";
  const all = [current.planted.key, current.planted.clientSecret, token].map(spelled).join(" ");
  const body = current.reply.type.endsWith("json")
    ? JSON.stringify({ message: all, data: current.planted.data, [all]: 1 })
    : all;
  const header = encodeURIComponent(current.planted.key);
  response.writeHead(current.reply.status, {
    "content-type": current.reply.place === "type" ? `text/${header}` : current.reply.type,
    ...(current.reply.status >= 300 && current.reply.status < 400
      ? { location: `https://other.invalid/${header}` }
      : {}),
    ...(current.reply.place === "header" ? { "retry-after": current.planted.key, "x-echo": header } : {}),
  });
  if (current.reply.place === "broken") response.end(`{"message": "${all}`);
  else if (current.reply.place === "reset") response.write(body, () => response.destroy());
  else response.end(body);
};

const mint = (_: IncomingMessage, response: ServerResponse): void => {
  const { accessToken, clientSecret } = current.planted;
  response.setHeader("content-type", "application/json");
  if (current.reply.place !== "token")
    response.end(JSON.stringify({ access_token: accessToken, expires_in: 3600 }));
  else
    response
      .writeHead(current.reply.status === 200 ? 400 : current.reply.status)
      .end(JSON.stringify({ error: clientSecret }));
};

/** An API and its token endpoint, which give back what is planted. */
export const startPlantedApi = (): Promise<Api> =>
  startApi((request, response) =>
    (request.url?.startsWith("/token") === true ? mint : answer)(request, response),
  );

const face = { hints: { readOnly: true, destructive: false, idempotent: true } };
const httpTool = (name: string, scheme: string): HttpTool => ({
  ...face,
  name,
  description: name,
  input: {
    type: "object",
    properties: { id: { type: "string" } },
    required: ["id"],
    additionalProperties: false,
  },
  request: {
    api: "things",
    method: "GET",
    path: "/things/{id}",
    parameters: { id: { in: "path" } },
    security: [{ [scheme]: [] }],
  },
});
const localTool = (name: string, run: LocalTool["run"]): LocalTool => ({
  ...face,
  name,
  description: name,
  input: { type: "object", properties: { id: {} }, additionalProperties: false },
  run,
});
const held = ({ tenant }: Pick<CallContext, "tenant">): string =>
  `${tenant.secrets.get("X_KEY")} ${tenant.secrets.get("X_SECRET")}`;
export const tools: readonly Tool[] = [
  httpTool("by_key", "key"),
  httpTool("by_token", "token"),
  localTool("fails", async (_, context) =>
    errorResult({ error: held(context), code: "upstream", recovery: held(context) }),
  ),
  localTool("logs", async (_, context) => {
    context.log(held(context));
    return context.request("by_key", { id: "1" });
  }),
  localTool("returns", async (_, context) => ({ content: [{ type: "text", text: held(context) }] })),
  localTool("throws", async (_, context) => {
    throw new Error(held(context));
  }),
];

const described = { title: "Held", description: "What a server must not show.", mimeType: "text/plain" };
const guide: Guide = {
  instructions: ({ call }) => held(call),
  resources: [
    { ...described, uri: "x://held", name: "held", read: ({ call }) => held(call) },
    { ...described, uri: "x://bytes", name: "bytes", read: ({ call }) => Buffer.from(held(call)) },
    {
      ...described,
      uri: "x://fails",
      name: "fails",
      read({ call }) {
        throw new Error(held(call));
      },
    },
  ],
  prompts: [
    {
      ...{ name: "held", title: "Held", description: "The same.", arguments: [] },
      messages: (_, { call }) => [{ role: "user", content: { type: "text", text: held(call) } }],
    },
  ],
};
/** What clients ask of the guide: method, name and parameters. */
export const guideRequests = [
  ...(guide.resources ?? []).map(({ uri }) => ["resources/read", uri, { uri }] as const),
  ["prompts/get", "held", { name: "held" }] as const,
  ["server/discover", "", {}] as const,
];

/** An app whose tools and guide give away what they hold. */
export const appFor = (url: string): App => ({
  definition: {
    name: "example",
    title: "Example",
    version: "1.0.0",
    prefix: "X",
    webhooks: true,
    apis: {
      things: {
        title: "Things",
        servers: [{ url }],
        security: [],
        schemes: {
          key: { type: "apiKey", in: "query", name: "key", variables: { key: "X_KEY" } },
          token: {
            type: "oauth2",
            variables: { token: "X_TOKEN" },
            grants: [
              {
                type: "clientCredentials",
                endpoint: { tokenUrl: `${url}/token` },
                variables: { clientId: "X_ID", clientSecret: "X_SECRET" },
              },
            ],
          },
        },
      },
    },
  },
  extension: { guide },
  catalog: async () => tools.map((tool) => recordOf(tool, false)),
  webhooks: async () => [
    { path: "made", check: { kind: "path" }, name: "made", key: [{ field: ["id"] }], description: "Made." },
  ],
  async load({ name }) {
    const tool = tools.find((one) => one.name === name);
    if (tool === undefined) throw new Error("no such tool");
    return tool;
  },
});

/** A text as it is, in other writings, with its escapes undone, and what it holds as base64 and as hexadecimal digits. */
const views = (text: string): readonly string[] => [text, ...rewritten(text)].flatMap(viewsOfWriting);

const viewsOfWriting = (shown: string): readonly string[] => {
  const hidden = [...shown.matchAll(/[\w+/-]{12,}={0,2}/g)].flatMap(([run]) =>
    [0, 1, 2, 3].flatMap((from) => [
      Buffer.from(run.slice(from), "base64").toString("latin1"),
      ...(/^[\da-f]+$/i.test(run) ? [Buffer.from(run.slice(from), "hex").toString("latin1")] : []),
    ]),
  );
  return [shown, undone(shown), ...hidden].map((view) => view.toLowerCase());
};
/** The secrets that texts show, in any spelling. */
export const shownIn = (texts: readonly string[], secrets: readonly string[]): readonly string[] => {
  const all = texts.flatMap(views);
  const wanted = secrets.map(
    (secret) => [secret, undone(secret).toLowerCase(), secret.toLowerCase()] as const,
  );
  return wanted
    .filter(([, ...spelled]) => all.some((view) => spelled.some((one) => view.includes(one))))
    .map(([secret]) => secret);
};

export const letters = (alphabet: string) =>
  fc
    .string({ unit: fc.constantFrom(...alphabet), minLength: 16, maxLength: 40 })
    .filter((one) => one.trim() === one && new Set(one).size > 7);
const anySecret = letters(`abcdefXYZ0123456789-._~+/=%&"\\<>: `);
const token = letters("abcdefXYZ0123456789-._~+/");
export const drawn = fc.record({
  ...{ key: anySecret, clientSecret: anySecret, accessToken: token, bearer: token },
  ...{ wrongBearer: letters("abcdefXYZ0123456789-_"), cookie: anySecret, data: anySecret },
});
export const replies = fc.record({
  status: fc.constantFrom(200, 200, 302, 400, 401, 403, 404, 429, 500),
  type: fc.constantFrom(
    "application/json",
    "text/plain",
    "text/html",
    "application/xml",
    "application/octet-stream",
  ),
  place: fc.constantFrom("body", "header", "type", "broken", "reset", "token"),
  spelling: fc.constantFrom(...Object.keys(spellings)),
});
