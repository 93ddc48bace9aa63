// Two tools as the generator would describe them, for calls inside the bench's own process.

const text = { type: "string" };

const get = {
  name: "getThing",
  description: "Get a thing.",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: {
      id: { type: "integer", minimum: 0 },
      labels: { type: "array", items: text },
      since: { type: "string", format: "date-time" },
    },
    required: ["id"],
    additionalProperties: false,
  },
  request: {
    api: "things",
    method: "GET",
    path: "/things/{id}",
    parameters: { id: { in: "path" }, labels: { in: "query", explode: false }, since: { in: "query" } },
  },
};

const post = {
  name: "createThing",
  description: "Create a thing.",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: {
      name: { type: "string", minLength: 1 },
      count: { type: "integer" },
      labels: { type: "array", items: text },
      address: { type: "object", properties: { street: text, city: text }, required: ["city"] },
    },
    required: ["name", "address"],
    additionalProperties: false,
  },
  request: {
    api: "things",
    method: "POST",
    path: "/things",
    body: {
      required: true,
      source: {
        kind: "fields",
        fields: { name: "name", count: "count", labels: "labels", address: "address" },
      },
      content: [{ mediaType: "application/json", encoding: "json" }],
    },
  },
};

/** @type {any[]} */
const tools = [get, post];

/** @type {import("../../packages/contract/src/index.js").App} */
export const callApp = {
  definition: {
    name: "bench",
    title: "Bench",
    version: "1.0.0",
    prefix: "BENCH",
    apis: {
      things: { title: "Things", servers: [{ url: "https://api.example.com" }], schemes: {}, security: [] },
    },
  },
  catalog: async () =>
    tools.map(({ name, description, input }) => ({
      name,
      description,
      inputSchema: input,
      annotations: {
        readOnlyHint: false,
        destructiveHint: false,
        idempotentHint: false,
        openWorldHint: true,
      },
      tags: [],
      module: `tools/${name}.js`,
    })),
  load: async (record) => tools.find(({ name }) => name === record.name) ?? get,
};

/** A call of each tool, and the request that it comes down to. */
export const samples = [
  {
    name: "getThing",
    args: { id: 7, labels: ["first", "second"], since: "2026-01-01T00:00:00Z" },
    raw: { method: "GET", path: "/things/7?labels=first,second&since=2026-01-01T00%3A00%3A00Z" },
  },
  {
    name: "createThing",
    args: {
      name: "A thing",
      count: 3,
      labels: ["first"],
      address: { street: "Exchange Street", city: "Bath" },
    },
    raw: { method: "POST", path: "/things" },
  },
];
