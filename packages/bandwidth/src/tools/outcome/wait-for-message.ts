import { defineTool, isRecord, type ToolResult } from "@jackfield/contract";
import { z } from "zod";
import { longestSeconds, poll } from "../../polling.js";
import { answer, type Fields, listIn, refuse, step, textIn } from "../../steps.js";

const final: ReadonlySet<string> = new Set(["DELIVERED", "FAILED", "UNDELIVERED"]);

/** The first that fits; the codes of messages come in families. */
const codeMeanings: readonly { readonly codes: RegExp; readonly meaning: string }[] = [
  { codes: /^4476$/, meaning: "the sender is not on a 10DLC campaign; preflightMessage says more" },
  { codes: /^(?:4795|443[34])$/, meaning: "the toll-free number is not verified, or may not send" },
  { codes: /^440[56]$/, meaning: "a number is not assigned to anybody" },
  { codes: /^47(?:20|21)$/, meaning: "the destination is not a number that takes messages" },
  { codes: /^47(?:70)$|^4470$/, meaning: "it was taken for spam" },
  { codes: /^4775$/, meaning: "the recipient has opted out; do not send again" },
  { codes: /^43\d\d$/, meaning: "the message was malformed" },
  { codes: /^44\d\d$/, meaning: "Bandwidth rejected it" },
  { codes: /^47\d\d$/, meaning: "the carrier rejected it" },
  { codes: /^5[1-5]\d\d$/, meaning: "Bandwidth has trouble for now; try again later" },
  { codes: /^56\d\d$/, meaning: "the carrier has trouble for now; try again later" },
  { codes: /^9902$/, meaning: "no receipt came in time; it may have arrived" },
];

const fateOf = (entry: Fields): string => {
  const [to, status] = [textIn(entry, "destinationTn") ?? "the recipient", textIn(entry, "messageStatus")];
  if (status === "DELIVERED") return `It was delivered to ${to}.`;
  if (status === undefined || !final.has(status)) return `It is ${status ?? "on its way"} to ${to}.`;
  const code = textIn(entry, "errorCode") ?? "unknown";
  const meaning = codeMeanings.find(({ codes }) => codes.test(code))?.meaning;
  return `It failed for ${to} with ${code}${meaning === undefined ? "" : `: ${meaning}`}.`;
};

const report = (entries: readonly Fields[]): ToolResult => {
  if (entries.length === 0) {
    return refuse(
      "not_found",
      "No message with this id became visible.",
      "A new message may take a while to show: call waitForMessage again, or check the id.",
    );
  }
  const isOver = entries.every((entry) => final.has(textIn(entry, "messageStatus") ?? ""));
  const verdict = [...entries.map(fateOf), ...(isOver ? [] : ["Call waitForMessage again."])].join(" ");
  const failed = entries.some((entry) => /FAILED|UNDELIVERED/.test(textIn(entry, "messageStatus") ?? ""));
  return answer({ ended: isOver, delivered: isOver && !failed, verdict, messages: entries });
};

/** What really became of a message, which the 202 of createMessage does not say. */
export const waitForMessage = defineTool({
  name: "waitForMessage",
  title: "Wait for a message",
  description:
    "Wait until a message is delivered or has failed for every recipient, and say why in words. createMessage only accepts a message, so use this before you report success.",
  hints: { readOnly: true },
  tags: ["Messages"],
  input: z.object({
    messageId: z.string(),
    seconds: z.int().min(0).max(longestSeconds).default(45),
    accountId: z.string().optional(),
  }),
  async run({ messageId, seconds, accountId }, context) {
    let entries: readonly Fields[] = [];
    const look = async (): Promise<{ readonly failure?: ToolResult } | undefined> => {
      const reply = await step(context, "listMessages", { messageId, accountId });
      if (!reply.ok) return reply.code === "not_found" ? undefined : { failure: reply.failure };
      entries = listIn(reply.value, "messages");
      const isOver =
        entries.length > 0 && entries.every((entry) => final.has(textIn(entry, "messageStatus") ?? ""));
      return isOver ? {} : undefined;
    };
    const seen = await poll(look, {
      ...{ seconds, signal: context.signal, events: context.events },
      wakes: {
        names: ["message-delivered", "message-failed"],
        matches: ({ data }) => isRecord(data) && Object(data.message).id === messageId,
      },
    });
    return seen?.failure ?? report(entries);
  },
});
