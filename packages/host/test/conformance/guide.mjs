// What the scenarios of resources, prompts and completions ask for by name.
import { image } from "./samples.mjs";

const described = (name, mimeType) => ({
  ...{ name, title: name, mimeType },
  description: `The resource ${name} of the conformance scenarios.`,
});
const user = (content) => ({ role: "user", content });
const text = (value) => user({ type: "text", text: value });
const argument = (name) => ({ name, description: `The argument ${name}.`, required: true });
const prompt = (name, args, rest) => ({
  ...{ name, title: name, description: `The prompt ${name} of the conformance scenarios.`, arguments: args },
  ...rest,
});

export const guide = {
  resources: [
    {
      ...described("static-text", "text/plain"),
      uri: "test://static-text",
      read: () => "This is the content of the static text resource.",
    },
    {
      ...described("static-binary", "image/png"),
      uri: "test://static-binary",
      read: () => Buffer.from(image.data, "base64"),
    },
    {
      ...described("watched", "text/plain"),
      uri: "test://watched-resource",
      changes: true,
      read: () => "This resource can be subscribed to.",
    },
  ],
  templates: [
    {
      ...described("template", "application/json"),
      uriTemplate: "test://template/{id}/data",
      read: ({ id }) => JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }),
      values: { id: async () => ["123", "456"] },
    },
  ],
  prompts: [
    prompt("test_simple_prompt", [], { text: "This is a simple prompt for testing." }),
    prompt(
      "test_prompt_with_arguments",
      [{ ...argument("arg1"), values: async () => ["paris", "park", "party"] }, argument("arg2")],
      { text: "Prompt with arguments: arg1='{arg1}', arg2='{arg2}'" },
    ),
    prompt("test_prompt_with_embedded_resource", [argument("resourceUri")], {
      messages: ({ resourceUri: uri }) => [
        user({
          type: "resource",
          resource: { uri, mimeType: "text/plain", text: "Embedded resource content for testing." },
        }),
        text("Please process the embedded resource above."),
      ],
    }),
    prompt("test_prompt_with_image", [], {
      messages: () => [user(image), text("Please analyze the image above.")],
    }),
    prompt("test_input_required_result_prompt", [], {
      async messages(_, { call }) {
        const answer = await call.ask({
          ...{ kind: "form", name: "user_context", message: "What context should the prompt use?" },
          schema: { type: "object", properties: { context: { type: "string" } }, required: ["context"] },
        });
        return [text(answer.kind === "given" ? `Context: ${answer.value.context}` : "No context.")];
      },
    }),
  ],
};
