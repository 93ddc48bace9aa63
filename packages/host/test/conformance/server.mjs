// The server that the conformance tool looks at: our runtime and host, with the tools that its scenarios call by name.
import { setTimeout } from "node:timers/promises";
import { run } from "../../dist/index.js";
import { asking } from "./asking.mjs";
import { guide } from "./guide.mjs";
import { audio, image } from "./samples.mjs";

const text = (value) => ({ type: "text", text: value });
const resource = {
  type: "resource",
  resource: {
    uri: "test://embedded-resource",
    mimeType: "text/plain",
    text: "This is an embedded resource content.",
  },
};

const answers = {
  test_simple_text: () => ({ content: [text("This is a simple text response for testing.")] }),
  test_image_content: () => ({ content: [image] }),
  test_audio_content: () => ({ content: [audio] }),
  test_embedded_resource: () => ({ content: [resource] }),
  test_multiple_content_types: () => ({
    content: [
      text("Multiple content types test:"),
      image,
      {
        type: "resource",
        resource: {
          uri: "test://mixed-content-resource",
          mimeType: "application/json",
          text: '{"test":"data","value":123}',
        },
      },
    ],
  }),
  test_error_handling: () => ({
    content: [text("This tool intentionally returns an error for testing")],
    isError: true,
  }),
};

/** Three times, with a pause between them. */
const thrice = async (act) => {
  for (const [n, step] of ["started", "processing data", "completed"].entries()) {
    if (n > 0) await setTimeout(50);
    act(n, step);
  }
};
const told = async (_, call) => {
  await thrice((_, step) => call.tell(`Tool ${step === "processing data" ? step : `execution ${step}`}`));
  return "Told.";
};
const telling = {
  test_tool_with_logging: told,
  test_logging_tool: told,
  test_tool_with_progress: async (_, call) => {
    await thrice((n) => call.progress(n * 50, 100));
    return "Done.";
  },
};

/** A tool may give a text or a whole result. */
const resultOf = (value) => (typeof value === "string" ? { content: [text(value)] } : value);

const face = (name) => ({
  name,
  description: `The tool ${name} of the conformance scenarios.`,
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: { type: "object", properties: {}, additionalProperties: true },
});

const schemaTool = {
  ...face("json_schema_2020_12_tool"),
  input: {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    $defs: {
      address: {
        $anchor: "address",
        type: "object",
        properties: { street: { type: "string" }, city: { type: "string" } },
      },
    },
    properties: {
      name: { type: "string" },
      address: { $ref: "#/$defs/address" },
      contactMethod: { type: "string", enum: ["phone", "email"] },
      phone: { type: "string" },
      email: { type: "string" },
    },
    allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
    if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { required: ["phone"] },
    else: { required: ["email"] },
    additionalProperties: false,
  },
};

const tools = [
  ...Object.entries({ ...answers, ...telling, ...asking }).map(([name, answer]) => ({
    ...face(name),
    run: async (input, call) => resultOf(await answer(input, call)),
  })),
  { ...schemaTool, run: async (input) => ({ content: [text(JSON.stringify(input))] }) },
].sort((a, b) => (a.name < b.name ? -1 : 1));

await run({
  definition: {
    name: "conformance",
    title: "Conformance",
    version: "1.0.0",
    prefix: "CONFORMANCE",
    apis: {},
  },
  catalog: async () =>
    tools.map(({ name, description, input, hints }) => ({
      name,
      description,
      inputSchema: input,
      annotations: {
        readOnlyHint: hints.readOnly,
        destructiveHint: hints.destructive,
        idempotentHint: hints.idempotent,
        openWorldHint: false,
      },
      tags: [],
    })),
  load: async ({ name }) => tools.find((tool) => tool.name === name),
  extension: { guide },
});
