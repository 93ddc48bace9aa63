import { defineTool, isRecord, type ToolResult } from "@jackfield/contract";
import { z } from "zod";
import { longestSeconds, poll } from "../../polling.js";
import { answer, type Fields, refuse, step, textIn } from "../../steps.js";

/** What the end of a call means; other causes mean that something is wrong. */
const meanings: Readonly<Record<string, string>> = {
  busy: "The line was busy; nobody was spoken to.",
  timeout: "Nobody answered.",
  rejected: "The call was rejected; nobody was spoken to.",
  cancel: "The call was cancelled before it was answered.",
  "callback-error":
    "The call failed: the webhook at answerUrl or a later URL did not answer with BXML in time.",
  "invalid-bxml": "The call failed: Bandwidth did not accept the BXML. generateBXML checks it.",
  "application-error": "The call failed: the BXML reply for something that was not possible.",
  "account-limit": "The call ended at a limit of the account.",
  "node-capacity-exceeded": "The call failed: Bandwidth had no capacity. Try again later.",
};

const verdictOf = (call: Fields): string => {
  const cause = textIn(call, "disconnectCause") ?? "unknown";
  if (cause === "hangup")
    return textIn(call, "answerTime") === undefined
      ? "The call ended without an answer."
      : "The call was answered and ended normally.";
  const words = textIn(call, "errorMessage");
  const meaning = meanings[cause] ?? `The call failed with the cause ${cause}.`;
  return words === undefined ? meaning : `${meaning} Bandwidth says: ${words}`;
};

type Seen = { readonly call?: Fields; readonly failure?: ToolResult };

const report = (call: Fields | undefined, isReached: boolean): ToolResult => {
  if (call === undefined) {
    return refuse(
      "not_found",
      "No call with this id became visible.",
      "A new call may take minutes to show: call waitForCall again, or check the id. Calls are kept for 7 days.",
    );
  }
  const state = textIn(call, "state") ?? "unknown";
  const isOver = state === "disconnected";
  const verdict = isOver
    ? verdictOf(call)
    : `The call is ${state}${isReached ? "." : " still; call waitForCall again."}`;
  return answer({ state, ended: isOver, verdict, call });
};

/** What really became of a call, which createCall cannot know. */
export const waitForCall = defineTool({
  name: "waitForCall",
  title: "Wait for a call",
  description:
    "Wait until a call is answered or over, and say in words what became of it. createCall only queues a call, so use this before you report success.",
  hints: { readOnly: true },
  tags: ["Calls"],
  input: z.object({
    callId: z.string(),
    until: z.enum(["answered", "disconnected"]).default("disconnected"),
    seconds: z.int().min(0).max(longestSeconds).default(45),
    accountId: z.string().optional(),
  }),
  async run({ callId, until, seconds, accountId }, context) {
    let last: Fields | undefined;
    const look = async (): Promise<Seen | undefined> => {
      const reply = await step(context, "getCallState", { callId, accountId });
      // Right after createCall a call is not visible yet, so 404 is no answer.
      if (!reply.ok) return reply.code === "not_found" ? undefined : { failure: reply.failure };
      last = reply.value;
      const state = textIn(last, "state");
      return state === "disconnected" || (until === "answered" && state === "answered")
        ? { call: last }
        : undefined;
    };
    const seen = await poll(look, {
      ...{ seconds, signal: context.signal, events: context.events },
      wakes: {
        names: ["answer", "disconnect"],
        matches: ({ data }) => isRecord(data) && data.callId === callId,
      },
    });
    return seen?.failure ?? report(last, seen !== undefined);
  },
});
