import type { LiveWebhook, ReceivedEvent, Webhook } from "@jackfield/contract";
import { askAgain, bxmlAnswer, holding } from "./holding.js";
import { answerTo, askQuestion, isConference, markOver } from "./questions.js";
import { isReport, subjectOf, voiceEvents } from "./subject.js";

/** A call comes back when this is over, so an answer given meanwhile reaches it at once. */
const waitMilliseconds = 2_500;
/** Bandwidth waits 15 seconds unless an application or a call says otherwise. */
const deadlineMilliseconds = 4_000;

const questionIn = (event: ReceivedEvent): number | undefined => {
  const text = event.query("question") ?? "";
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined;
};

/** Everything that happens to calls and conferences: stored, and answered with BXML where Bandwidth waits for it. */
const voice: LiveWebhook = {
  path: "voice",
  description: "Everything that happens to calls and conferences.",
  check: { kind: "path" },
  name: { field: ["eventType"] },
  names: voiceEvents,
  key: [
    ...["callId", "conferenceId", "eventTime", "recordingId", "digit"].map((name) => ({ field: [name] })),
  ],
  deadlineMilliseconds,
  late: askAgain,
  unstored: (event) => (isReport(event.name) ? { status: 503 } : askAgain(event)),
  async answer(event, { events, signal }) {
    const subject = subjectOf(event);
    if (subject === undefined) return { status: 400 };
    const { id, cause, delivery } = subject;
    if (event.name === "disconnect") await markOver(events, id, cause);
    if (delivery === undefined) return {};
    const number = await askQuestion(events, id, delivery);
    const milliseconds = isConference(id) ? 0 : waitMilliseconds;
    const bxml = await answerTo(events, { id, number }, { milliseconds, signal });
    if (bxml !== undefined) return bxmlAnswer(bxml);
    return isConference(id) ? {} : holding(event, number);
  },
};

/** A call that waits for an answer looks in. */
const hold: LiveWebhook = {
  path: "hold",
  description: "A call that waits for BXML comes back here by itself.",
  check: { kind: "path" },
  name: "hold",
  passing: true,
  deadlineMilliseconds,
  late: (event) => holding(event, questionIn(event) ?? 1),
  async answer(event, { events, signal }) {
    const [id, number] = [subjectOf({ ...event, name: "redirect" })?.id, questionIn(event)];
    if (id === undefined || number === undefined) return { status: 400 };
    const bxml = await answerTo(events, { id, number }, { milliseconds: waitMilliseconds, signal });
    return bxml === undefined ? holding(event, number) : bxmlAnswer(bxml);
  },
};

const messageEvents = [
  ...["message-received", "suggestion-response", "requested-location-response"],
  ...["message-sending", "message-sent", "message-delivered", "message-failed", "message-read"],
];

/** Inbound messages, and what became of outbound ones; Bandwidth may send each more than once. */
const messages: Webhook = {
  path: "messages",
  description: "Inbound messages, and what became of outbound ones.",
  check: { kind: "path" },
  name: { field: ["type"] },
  names: messageEvents,
  isList: true,
  key: [{ field: ["message", "id"] }, { field: ["to"] }],
};

/** Devices that come and go at endpoints (beta): their events are named in several ways. */
const endpoints: Webhook = {
  path: "endpoints",
  description: "Devices that connect to endpoints, and the progress of Connect.",
  check: { kind: "path" },
  name: "endpointEvent",
};

export const webhooks: readonly (Webhook | LiveWebhook)[] = [voice, hold, messages, endpoints];
