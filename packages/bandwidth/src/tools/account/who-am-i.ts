import { defineTool, type EventReader } from "@jackfield/contract";
import { answer } from "../../steps.js";
import { identify } from "../../who.js";

const paths = ["voice", "messages", "endpoints"] as const;

/** The addresses to hand to Bandwidth, which are secrets between it and this server. */
const webhooksOf = (events: EventReader | undefined) =>
  events?.urlOf("voice") === undefined
    ? "none are received; the operator can start the server with --events-port or --transport http"
    : Object.fromEntries(paths.map((path) => [path, events.urlOf(path)]));

/** Whose credentials the server uses, what they are probably good for, and where its webhooks arrive. */
export const whoAmI = defineTool({
  name: "whoAmI",
  title: "Who am I",
  description:
    "Show the accounts, roles and kind (Build or full) of the credentials, what is probably available, and the addresses where this server receives webhooks. Makes one harmless call.",
  hints: { readOnly: true },
  tags: ["Account"],
  input: { type: "object", properties: {}, additionalProperties: false },
  async run(_, call) {
    const { reply, identity, works } = await identify(call);
    if (!reply.ok && !works) return reply.failure;
    const problem = reply.ok ? {} : { problem: reply.failure.structuredContent?.error };
    return answer({ ...identity, ...problem, webhooks: webhooksOf(call.events) });
  },
});
