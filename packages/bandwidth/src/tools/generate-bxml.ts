import { defineTool, errorResult } from "@jackfield/contract";
import { buildBxml } from "../bxml/build.js";
import { allowsSpeech, verbNames, verbs } from "../bxml/verbs.js";

const summary = verbNames.map((name) => `${name}: ${verbs[name].doc}`).join("\n");

/** Checks verbs against Bandwidth's rules and writes them as BXML. Sends nothing. */
export const generateBxml = defineTool({
  name: "generateBXML",
  title: "Generate BXML",
  description: [
    "Write and check the BXML that controls a call: pass the result to updateCallBxml, or serve it as the answer to a webhook.",
    "Text is escaped; every problem is reported with its place. A Gather with gatherUrl must be last, with its prompts as children.",
    'Example: [{"type":"Gather","gatherUrl":"/menu","maxDigits":1,"children":[{"type":"SpeakSentence","text":"Press 1"}]}]',
  ].join(" "),
  hints: { readOnly: true, destructive: false, idempotent: true },
  tags: ["Calls"],
  input: {
    type: "object",
    properties: {
      verbs: {
        type: "array",
        minItems: 1,
        maxItems: 200,
        description:
          "Verbs in their order, each with its type, its BXML attributes, and text, ssml or children.",
        items: {
          type: "object",
          required: ["type"],
          properties: {
            type: { type: "string", enum: [...verbNames] },
            text: { type: "string" },
            ssml: { type: "string", description: "SpeakSentence only" },
            children: {
              type: "array",
              items: { type: "object", properties: { type: { type: "string" } }, additionalProperties: true },
            },
          },
          additionalProperties: true,
        },
      },
      root: {
        type: "string",
        enum: ["Response", "Bxml"],
        default: "Response",
        description: "Response answers a webhook, Bxml is for updateCallBxml.",
      },
      conference: { type: "boolean", description: "The BXML is for a conference, which takes few verbs." },
    },
    required: ["verbs"],
    additionalProperties: false,
  },
  run({ verbs: given, root, conference }, { tenant }) {
    const bxml = buildBxml(Array.isArray(given) ? given : [], {
      root: root === "Bxml" ? "Bxml" : "Response",
      conference: conference === true,
      speech: allowsSpeech(tenant),
    });
    if (bxml.ok)
      return { content: [{ type: "text", text: bxml.xml }], structuredContent: { bxml: bxml.xml } };
    return errorResult({
      error: `The BXML has ${bxml.problems.length} ${bxml.problems.length === 1 ? "problem" : "problems"}.`,
      code: "validation",
      recovery: `Correct what details names, and call again. The verbs:\n${summary}`,
      details: bxml.problems,
    });
  },
});
