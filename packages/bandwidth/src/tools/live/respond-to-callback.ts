import { defineTool, type ToolResult } from "@jackfield/contract";
import { z } from "zod";
import { answerDocument } from "../../live/answer-document.js";
import { giveAnswer, isId, type Outcome } from "../../live/questions.js";
import { withEvents } from "../../live/with-events.js";
import { answer, refuse } from "../../steps.js";

const reportOn = (outcome: Outcome, callId: string): ToolResult => {
  switch (outcome.kind) {
    case "accepted":
      return answer({
        accepted: true,
        callId,
        note: outcome.waiting
          ? "The call gets it within three seconds. Wait for its next event with getCallbackEvents."
          : "Nothing has asked for it yet: it is kept for the next question of this id. waitForCall says whether the call is there.",
      });
    case "conflict":
      return refuse(
        "conflict",
        "Somebody has answered this question of the call already.",
        "Wait for the call's next event with getCallbackEvents, or change the call at once with updateCallBxml.",
      );
    case "over":
      return refuse(
        "conflict",
        `The call is over (${outcome.cause}).`,
        "waitForCall says what became of it.",
      );
  }
};

/** Tells a live call what to do next. The first answer to a question wins. */
export const respondToCallback = defineTool({
  name: "respondToCallback",
  title: "Respond to a callback",
  description:
    "Tell a call that waits what to do next, or queue what it does once it is answered. Give verbs as generateBXML takes them, or bxml. Verbs without a URL report to this server. Each question of a call takes one answer: the first wins, others get conflict.",
  hints: { destructive: false },
  tags: ["Events"],
  input: z.object({
    callId: z.string().describe("Of a call or a conference"),
    verbs: z.array(z.looseObject({ type: z.string() })).optional(),
    bxml: z.string().optional(),
  }),
  run: ({ callId, ...given }, call) =>
    withEvents(call, async (events) => {
      if (!isId(callId))
        return refuse("validation", "This is not the id of a call.", "Ids begin with c- or conf-.");
      const document = answerDocument(given, callId, { events, tenant: call.tenant });
      if (document.ok) return reportOn(await giveAnswer(events, callId, document.xml), callId);
      const recovery = "Correct what details names, and call again. Nothing was queued.";
      return refuse("validation", "The answer cannot be used.", recovery, document.problems);
    }),
});
