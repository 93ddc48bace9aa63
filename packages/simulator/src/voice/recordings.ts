import { timestamp } from "../clock.js";
import type { Target } from "../webhook.js";
import { storeOf, type World } from "../world.js";
import type { Verb } from "./bxml.js";
import { type Call, type Event, type Next, note } from "./call.js";
import { type Handler, notify, numberIn, type Scene, targetOf, thenAsk, wait } from "./scene.js";

/** A recording of a call or a conference. */
export type Recording = {
  readonly id: string;
  readonly accountId: string;
  /** The id of the call or conference. */
  readonly ownerId: string;
  /** What the metadata say about the call or conference. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly startTime: string;
  readonly endTime: string;
  readonly seconds: number;
  readonly channels: number;
  readonly fileFormat: string;
  readonly mediaUrl: string;
  /** What was said, for a transcription. */
  readonly speech: string;
  status: "processing" | "complete" | "deleted";
  hasMedia: boolean;
  transcription: Transcription | undefined;
};

type Transcription = {
  readonly id: string;
  readonly url: string;
  status: "processing" | "available" | "file-size-too-small" | "file-size-too-big";
  completedTime: string | undefined;
};

/** All recordings by id, in the order in which they ended. */
export const recordingsOf = storeOf((_: World) => new Map<string, Recording>());

/** A call or conference that is being recorded. */
export type Owner = Pick<Recording, "accountId" | "ownerId" | "about" | "speech"> & {
  readonly url: string;
  /** Fires when it is over; so is its recording. */
  readonly over: AbortSignal;
};

/** A recording that is under way. Time that passes in a pause is not recorded. */
type Recorder = { readonly stop: AbortController; recordedMs: number; runningSince: number | undefined };

/** By the id of the call or conference: there is one recorder for each at most. */
const recorders = storeOf((_: World) => new Map<string, Recorder>());

const processingMs = 1_000;
const transcribingMs = 2_000;

/** Records until it is stopped or its owner is over, then hands the finished recording on. A second start is ignored. */
export function startRecorder(
  world: World,
  owner: Owner,
  form: Pick<Recording, "channels" | "fileFormat">,
  done: (recording: Recording) => void,
): void {
  if (recorders(world).has(owner.ownerId)) return;
  const recorder: Recorder = {
    stop: new AbortController(),
    recordedMs: 0,
    runningSince: world.clock.elapsed(),
  };
  const startTime = timestamp(world.clock);
  recorders(world).set(owner.ownerId, recorder);
  const finish = () => {
    recorders(world).delete(owner.ownerId);
    pauseRecorder(world, recorder);
    const recording = keep(world, owner, { ...form, startTime, seconds: recorder.recordedMs / 1000 });
    complete(world, recording, done);
  };
  const signal = AbortSignal.any([recorder.stop.signal, owner.over]);
  signal.addEventListener("abort", finish, { once: true });
}

/** Stops, pauses or resumes the recorder of a call or conference; false when there is none. */
export function controlRecorder(world: World, ownerId: string, change: "stop" | "pause" | "resume"): boolean {
  const recorder = recorders(world).get(ownerId);
  if (!recorder) return false;
  if (change === "stop") recorder.stop.abort();
  if (change === "pause") pauseRecorder(world, recorder);
  if (change === "resume") recorder.runningSince ??= world.clock.elapsed();
  return true;
}

function pauseRecorder(world: World, recorder: Recorder): void {
  if (recorder.runningSince === undefined) return;
  recorder.recordedMs += world.clock.elapsed() - recorder.runningSince;
  recorder.runningSince = undefined;
}

function keep(
  world: World,
  { accountId, ownerId, about, speech, url }: Owner,
  form: Pick<Recording, "channels" | "fileFormat" | "startTime" | "seconds">,
): Recording {
  const id = `r-${world.settings.newId()}`;
  const recording: Recording = {
    ...form,
    id,
    accountId,
    ownerId,
    about,
    speech,
    endTime: timestamp(world.clock),
    mediaUrl: `${url}/recordings/${id}/media`,
    status: "processing",
    hasMedia: true,
    transcription: undefined,
  };
  recordingsOf(world).set(id, recording);
  return recording;
}

function complete(world: World, recording: Recording, done: (recording: Recording) => void): void {
  world.tasks.start(async () => {
    await world.clock.sleep(processingMs, world.closing);
    if (world.closing.aborted || recording.status === "deleted") return;
    recording.status = "complete";
    done(recording);
  });
}

/** Transcribes a recording; `done` is called when the text, or the refusal, is there. */
function transcribe(world: World, recording: Recording, done: () => void): void {
  const transcription: Transcription = {
    id: `t-${world.settings.newId()}`,
    url: recording.mediaUrl.replace(/media$/, "transcription"),
    status: "processing",
    completedTime: undefined,
  };
  recording.transcription = transcription;
  world.tasks.start(async () => {
    await world.clock.sleep(transcribingMs, world.closing);
    if (world.closing.aborted) return;
    transcription.completedTime = timestamp(world.clock);
    const tooBig = recording.seconds > 4 * 60 * 60 ? "file-size-too-big" : "available";
    transcription.status = recording.seconds < 0.5 ? "file-size-too-small" : tooBig;
    done();
  });
}

/** The fields that events have in common about a recording. */
export const recordingFields = ({ id, mediaUrl, seconds, fileFormat, channels }: Recording) => ({
  recordingId: id,
  mediaUrl,
  duration: durationOf(seconds),
  fileFormat,
  channels,
});

/** Seconds as ISO 8601 has them, with milliseconds where there are some. */
export const durationOf = (seconds: number): string => `PT${Number(seconds.toFixed(3))}S`;

const transcriptionEvent = (recording: Recording): Event => {
  const { channels: _, ...fields } = recordingFields(recording);
  const { id, url, status, completedTime } = recording.transcription ?? {};
  return {
    type: "transcriptionAvailable",
    fields: { ...fields, transcription: { id, url, status, completedTime } },
  };
};

const ownerOf = (call: Call): Owner => ({
  accountId: call.accountId,
  ownerId: call.id,
  url: call.url,
  over: call.over.signal,
  speech: call.party.answers ? (call.party.says ?? "Hello.") : "",
  about: {
    applicationId: call.applicationId,
    accountId: call.accountId,
    callId: call.id,
    parentCallId: call.parent?.callId ?? null,
    to: call.to,
    from: call.from,
    direction: call.direction,
    ...call.parent?.fields,
  },
});

/** Announces a finished recording where the verb wants it, and transcribes it if it says so. */
function announcer(scene: Scene, verb: Verb): (recording: Recording) => void {
  const { world, call, base } = scene;
  const available = targetOf(verb, "recordingAvailable", base);
  const transcribed = targetOf(verb, "transcriptionAvailable", base);
  return (recording) => {
    const fields = { ...recordingFields(recording), status: recording.status };
    if (available) notify({ world, call }, { type: "recordingAvailable", fields }, available);
    if (verb.attributes.get("transcribe") === "true") transcribeFor(world, call, recording, transcribed);
  };
}

export function transcribeFor(
  world: World,
  call: Call | undefined,
  recording: Recording,
  target?: Target,
): void {
  transcribe(world, recording, () => {
    if (target && call) notify({ world, call }, transcriptionEvent(recording), target);
  });
}

/** The party speaks for a while; then the customer is asked what comes next. */
export const record: Handler = async (scene, verb): Promise<Next | undefined> => {
  const { world, call, party, signal } = scene;
  note(world, call, "verb", verb.name);
  const startTime = timestamp(world.clock);
  const started = world.clock.elapsed();
  await wait(scene, Math.min(party.speaksForSeconds ?? 5, numberIn(verb, "maxDuration", 60)));
  const seconds = (world.clock.elapsed() - started) / 1000;
  const fileFormat = verb.attributes.get("fileFormat") ?? "wav";
  const recording = keep(world, ownerOf(call), { fileFormat, channels: 1, startTime, seconds });
  complete(world, recording, announcer(scene, verb));
  if (signal.aborted) return undefined;
  const event = { type: "recordComplete", fields: recordingFields(recording) };
  return thenAsk(scene, verb, "recordComplete", event);
};

export const startRecording: Handler = async (scene, verb) => {
  const { world, call } = scene;
  note(world, call, "verb", verb.name);
  const channels = verb.attributes.get("multiChannel") === "true" ? 2 : 1;
  const fileFormat = verb.attributes.get("fileFormat") ?? "wav";
  startRecorder(world, ownerOf(call), { channels, fileFormat }, announcer(scene, verb));
  return undefined;
};

const control =
  (change: "stop" | "pause" | "resume"): Handler =>
  async ({ world, call }, verb) => {
    note(world, call, "verb", verb.name);
    controlRecorder(world, call.id, change);
    return undefined;
  };

export const stopRecording = control("stop");
export const pauseRecording = control("pause");
export const resumeRecording = control("resume");
