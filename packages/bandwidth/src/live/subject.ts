import { isRecord } from "@jackfield/contract";
import { isId } from "./questions.js";

/** Events about calls that Bandwidth only reports. Those of a name that is not here wait for BXML, or take it without harm. */
const reports: ReadonlySet<string> = new Set([
  ...["disconnect", "transferDisconnect", "dtmf", "machineDetectionComplete"],
  ...["recordingAvailable", "transcriptionAvailable", "conferenceCompleted", "conferenceRecordingAvailable"],
  ...["mediaStreamStarted", "mediaStreamRejected", "mediaStreamStopped"],
  ...["realTimeTranscriptionStarted", "realTimeTranscriptionRejected"],
  ...["realTimeTranscriptionStopped", "realTimeTranscriptionAvailable"],
]);

/** Events about calls that Bandwidth asks with, or that take BXML without harm. */
const questions = [
  ...["initiate", "answer", "gather", "redirect", "transferAnswer", "transferComplete"],
  // Bandwidth's documents and its spec do not agree on the name of this one.
  ...["bridgeComplete", "bridgeTargetComplete", "recordComplete", "recordingComplete"],
  ...["conferenceCreated", "conferenceMemberJoin", "conferenceMemberExit", "conferenceRedirect"],
];

/** Every event about calls and conferences that Bandwidth documents. */
export const voiceEvents: readonly string[] = [...questions, ...reports];

export const isReport = (name: string): boolean => reports.has(name);

/** What an event is about. */
type Subject = {
  /** Of the call or the conference. */
  readonly id: string;
  /** What tells this question from the others of its call; undefined for a report. */
  readonly delivery: string | undefined;
  /** Why a call ended. */
  readonly cause: string;
};

/** Undefined where the event names no call or conference as Bandwidth names them. */
export const subjectOf = ({
  name,
  data,
}: {
  readonly name: string;
  readonly data: unknown;
}): Subject | undefined => {
  const { callId, conferenceId, eventTime, cause } = isRecord(data) ? data : {};
  const id = name.startsWith("conference") ? conferenceId : callId;
  if (!isId(id)) return undefined;
  const delivery = isReport(name) ? undefined : `${name} ${String(eventTime)}`;
  return { id, delivery, cause: String(cause) };
};
