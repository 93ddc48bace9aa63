import type { HttpTool } from "@jackfield/contract";
import type { Api, Operation } from "../src/3-model/index.js";
import type { Plan, PlannedHttpTool, PlanOptions, StaticTypes } from "../src/4-plan/types.js";

/** What a config without wishes says of the plan. */
export const planOptions: PlanOptions = {
  name: "t",
  prefix: "T",
  naming: "preserve",
  include: { names: [], tags: [] },
  exclude: { names: [], tags: [] },
  profiles: {},
  credentials: {},
  variables: {},
  bind: {},
  pinned: [],
  budgets: { descriptionMax: 1024, schemaSoft: 4096, schemaHard: 65_536 },
};

type SamplePlan = Omit<Plan, "tools"> & { readonly tools: readonly PlannedHttpTool[] };

/** A plan of two tools by hand, for tests of what comes after planning. */
export const samplePlan = (
  change: { readonly description?: string; readonly text?: string } = {},
): SamplePlan => {
  const text = change.text ?? "plain";
  return {
    definition: {
      name: "letters-mcp",
      title: `Letters ${text}`,
      version: "1.2.3",
      apis: {
        letters: {
          title: text,
          servers: [{ url: "https://letters.example" }],
          security: [{ token: [] }],
          schemes: { token: { type: "bearer", variables: { token: "LETTERS_TOKEN" } } },
        },
      },
      prefix: "LETTERS",
    },
    webhooks: [],
    tools: [
      planned(
        {
          name: "getLetter",
          description: change.description ?? text,
          hints: { readOnly: true, destructive: false, idempotent: true },
          input: {
            type: "object",
            properties: { letterId: { type: "string", enum: [text] } },
            required: ["letterId"],
            additionalProperties: false,
          },
          request: {
            api: "letters",
            method: "GET",
            path: "/letters/{letter-id}",
            parameters: { letterId: { in: "path", name: "letter-id" } },
          },
        },
        "get-letter",
        {
          operation: "getLetter",
          parts: [
            {
              kind: "parameters",
              in: "path",
              renamed: { "letter-id": "letterId" },
              optional: [],
              omitted: [],
            },
          ],
          output: { status: "200", mediaType: "application/json" },
        },
      ),
      planned(
        {
          name: "sendLetter",
          description: "Send a letter.",
          hints: { readOnly: false, destructive: false, idempotent: false },
          input: {
            type: "object",
            properties: { to: { type: "string" }, copies: { type: "integer" } },
            required: ["to"],
            additionalProperties: false,
          },
          request: {
            api: "letters",
            method: "POST",
            path: "/letters",
            body: {
              required: true,
              source: { kind: "fields", fields: { to: "to", copies: "copies" } },
              content: [{ mediaType: "application/json", encoding: "json" }],
            },
          },
        },
        "send-letter",
        {
          operation: "sendLetter",
          parts: [
            { kind: "fields", mediaType: "application/json", required: true, renamed: {}, omitted: ["id"] },
          ],
        },
      ),
    ],
  };
};

const planned = (tool: HttpTool, file: string, types: StaticTypes): PlannedHttpTool => ({
  kind: "http",
  face: tool,
  record: {
    name: tool.name,
    description: tool.description,
    inputSchema: tool.input,
    annotations: {
      readOnlyHint: tool.hints.readOnly,
      destructiveHint: tool.hints.destructive,
      idempotentHint: tool.hints.idempotent,
      openWorldHint: true,
    },
    tags: ["mail"],
  },
  module: `tools/${file}.js`,
  origin: { api: "letters", file: "letters.yaml", pointer: `/paths/~1${file}/post`, patches: [] },
  types,
  replyFields: [],
});

/** The API of the sample plan. */
export const sampleApi = (text = "plain"): Api => ({
  id: "letters",
  file: "letters.yaml",
  source: "letters.yaml",
  title: text,
  version: "1",
  servers: [],
  security: [],
  schemes: {},
  skipped: [],
  places: {},
  webhooks: [],
  payloadSchemas: {},
  operations: [
    {
      ...operation("get-letter", "GET"),
      description: text,
      parameters: [
        {
          pointer: "",
          name: "letter-id",
          in: "path",
          required: true,
          deprecated: false,
          schema: { type: "string", enum: [text] },
          wire: { kind: "style", style: "simple", explode: false, allowReserved: false },
          allowSlash: false,
        },
      ],
      replies: [
        {
          status: "200",
          headers: [],
          content: [{ mediaType: "application/json", schema: letter, size: "small", fields: [] }],
        },
      ],
    },
    {
      ...operation("send-letter", "POST"),
      body: {
        pointer: "",
        required: true,
        content: [{ mediaType: "application/json", schema: letter, encoding: {} }],
      },
    },
  ],
  schemas: {
    Letter: {
      type: "object",
      description: text,
      properties: {
        id: { type: "string", readOnly: true },
        to: { type: "string", format: text },
        copies: { type: "integer", default: 1 },
      },
      required: ["to"],
      additionalProperties: { type: "string", description: text },
    },
    Unused: { type: "object", properties: { [text]: { type: "string" } } },
  },
});

const letter = { $ref: "#/$defs/Letter" };

const operation = (file: string, method: string): Operation => ({
  pointer: `/paths/~1${file}/post`,
  method,
  path: "/letters",
  tags: [],
  deprecated: false,
  parameters: [],
  replies: [],
});
