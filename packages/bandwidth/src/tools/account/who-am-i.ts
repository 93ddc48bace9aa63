import { defineTool } from "@jackfield/contract";
import { answer } from "../../steps.js";
import { identify } from "../../who.js";

/** Whose credentials the server uses, and what they are probably good for. */
export const whoAmI = defineTool({
  name: "whoAmI",
  title: "Who am I",
  description:
    "Show the accounts, roles and kind (Build or full) of the credentials, and what is probably available. Makes one harmless call to try them.",
  hints: { readOnly: true },
  tags: ["Account"],
  input: { type: "object", properties: {}, additionalProperties: false },
  async run(_, call) {
    const { reply, identity, works } = await identify(call);
    if (!reply.ok && !works) return reply.failure;
    const problem = reply.ok ? {} : { problem: reply.failure.structuredContent?.error };
    return answer({ ...identity, ...problem });
  },
});
