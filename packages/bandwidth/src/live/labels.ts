import { isRecord, type Label, type Labels } from "@jackfield/contract";
import type { Fields } from "../steps.js";
import { askerOf, isConference } from "./questions.js";

const longestText = 80;

const textIn = (fields: Fields, name: string): string => {
  const value = fields[name];
  const text = Array.isArray(value) ? value.join(", ") : value;
  return typeof text === "string" || typeof text === "number" ? String(text).slice(0, longestText) : "";
};

/** `digits 12`, of the fields that are there. */
const named = (fields: Fields, names: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(names)
    .map(([field, word]) => [word, textIn(fields, field)] as const)
    .filter(([, value]) => value !== "")
    .map(([word, value]) => (word === "" ? value : `${word} ${value}`));

const parties = (fields: Fields): readonly string[] => {
  const [from, to] = [textIn(fields, "from"), textIn(fields, "to")];
  return from === "" || to === "" ? [] : [`${from} to ${to}`];
};

const labelOf = (parts: readonly string[], subject: string): Label => ({
  text: parts.join(", "),
  ...(subject !== "" && { subject }),
});

const details = {
  ...{ digits: "digits", digit: "digit", transferTo: "transfer to", cause: "ended by", status: "" },
  ...{ errorMessage: "", name: "named" },
} as const;

const eventLabel = (data: Fields): Label => {
  const message = isRecord(data.message) ? data.message : undefined;
  if (message === undefined) {
    const subject = textIn(data, "callId") || textIn(data, "conferenceId") || textIn(data, "endpointId");
    return labelOf([...parties(data), ...named(data, details)], subject);
  }
  const text = textIn(message, "text");
  const reason = data.errorCode === undefined ? [] : named(data, { errorCode: "error", description: "" });
  return labelOf(
    [...parties(message), ...(text === "" ? [] : [`"${text}"`]), ...reason],
    textIn(message, "id"),
  );
};

/** Calls, messages and questions as a person knows them. */
export const labels: Labels = {
  event: ({ data }) => (isRecord(data) ? eventLabel(data) : undefined),
  call({ tool, arguments: args, result }) {
    const given = textIn(args, "callId") || textIn(args, "conferenceId") || textIn(args, "messageId");
    const created = /^create(?:Call|Message)$/.test(tool)
      ? textIn(result, "callId") || textIn(result, "id")
      : "";
    return labelOf(parties(args), given || created);
  },
  reply(key) {
    const id = askerOf(key);
    if (id === undefined) return undefined;
    return {
      text: `What ${isConference(id) ? "conference" : "call"} ${id} does next, in BXML`,
      subject: id,
      example: "<Response><SpeakSentence>Hello</SpeakSentence><Hangup/></Response>",
    };
  },
};
