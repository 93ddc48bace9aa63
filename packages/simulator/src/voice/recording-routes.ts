import {
  checkFields,
  type FieldRules,
  flag,
  httpUrl,
  isFields,
  nullable,
  number,
  oneOf,
  required,
  text,
} from "../fields.js";
import { json, type Outcome, problem } from "../outcome.js";
import { type Incoming, jsonOnly, type Route } from "../router.js";
import type { World } from "../world.js";
import { callsOf } from "./call.js";
import { targetIn } from "./create-call.js";
import { controlRecorder, durationOf, type Recording, recordingsOf, transcribeFor } from "./recordings.js";

const base = "/api/v2/accounts/{account}";
const ofCall = `${base}/calls/{ownerId}`;
const ofConference = `${base}/conferences/{ownerId}`;
const shared = { errors: "voice", auth: "account", feature: "voice" } as const;
const accepts = jsonOnly;
const empty = { kind: "empty", status: 204 } as const;

/** The API of recordings: of calls with their transcriptions, and of conferences. */
export const recordingRoutes: readonly Route[] = [
  { ...shared, method: "GET", path: `${base}/recordings`, handle: listAll },
  { ...shared, method: "PUT", path: `${ofCall}/recording`, accepts, handle: control },
  { ...shared, method: "GET", path: `${ofCall}/recordings`, handle: listOne },
  { ...shared, method: "GET", path: `${ofCall}/recordings/{id}`, handle: withRecording(metadata) },
  { ...shared, method: "DELETE", path: `${ofCall}/recordings/{id}`, handle: withRecording(remove) },
  { ...shared, method: "GET", path: `${ofCall}/recordings/{id}/media`, handle: withRecording(media) },
  {
    ...shared,
    method: "DELETE",
    path: `${ofCall}/recordings/{id}/media`,
    handle: withRecording(removeMedia),
  },
  {
    ...shared,
    method: "GET",
    path: `${ofCall}/recordings/{id}/transcription`,
    handle: withRecording(transcript),
  },
  {
    ...shared,
    method: "POST",
    path: `${ofCall}/recordings/{id}/transcription`,
    accepts,
    handle: withRecording(orderTranscript),
  },
  {
    ...shared,
    method: "DELETE",
    path: `${ofCall}/recordings/{id}/transcription`,
    handle: withRecording(removeTranscript),
  },
  { ...shared, method: "GET", path: `${ofConference}/recordings`, handle: listOne },
  { ...shared, method: "GET", path: `${ofConference}/recordings/{id}`, handle: withRecording(metadata) },
  { ...shared, method: "GET", path: `${ofConference}/recordings/{id}/media`, handle: withRecording(media) },
];

type RecordingHandler = (world: World, recording: Recording, incoming: Incoming) => Outcome;

function withRecording(handle: RecordingHandler): Route["handle"] {
  return (world, incoming) => {
    const { account, ownerId, id = "" } = incoming.params;
    const recording = recordingsOf(world).get(id);
    if (!recording || recording.accountId !== account || recording.ownerId !== ownerId) {
      return problem(404, `There is no recording ${id}.`);
    }
    return recording.status === "deleted"
      ? problem(404, `The recording ${id} was deleted.`)
      : handle(world, recording, incoming);
  };
}

const view = ({ transcription, about, ...recording }: Recording) => ({
  ...about,
  recordingId: recording.id,
  duration: durationOf(recording.seconds),
  channels: recording.channels,
  startTime: recording.startTime,
  endTime: recording.endTime,
  fileFormat: recording.fileFormat,
  status: recording.status,
  mediaUrl: recording.hasMedia ? recording.mediaUrl : null,
  ...("callId" in about && { transcription: transcription ?? null }),
});

/** Of calls only, as the vendor lists them. */
function listAll(world: World, { params, query }: Incoming): Outcome {
  const [to, from] = [query.get("to"), query.get("from")];
  return json(
    200,
    living(world)
      .filter(({ accountId, about }) => accountId === params.account && "callId" in about)
      .filter(({ about }) => (to === null || about.to === to) && (from === null || about.from === from))
      .map(view),
  );
}

function listOne(world: World, { params }: Incoming): Outcome {
  const own = ({ accountId, ownerId }: Recording) =>
    accountId === params.account && ownerId === params.ownerId;
  return json(200, living(world).filter(own).map(view));
}

const living = (world: World) =>
  [...recordingsOf(world).values()].filter(({ status }) => status !== "deleted");

function metadata(_: World, recording: Recording): Outcome {
  return json(200, view(recording));
}

function control(world: World, { params, body }: Incoming): Outcome {
  const call = callsOf(world).get(params.ownerId ?? "");
  if (!call || call.accountId !== params.account) return problem(404, `There is no call ${params.ownerId}.`);
  const [fault] = checkFields(body, { state: required(oneOf("paused", "recording")) });
  if (fault || !isFields(body)) return problem(400, `Invalid ${fault?.fieldName}: ${fault?.description}.`);
  const change = body.state === "paused" ? "pause" : "resume";
  return controlRecorder(world, call.id, change)
    ? { kind: "empty", status: 200 }
    : problem(409, "The call is not being recorded.");
}

function remove(world: World, recording: Recording): Outcome {
  recording.status = "deleted";
  return removeMedia(world, recording);
}

function removeMedia(_: World, recording: Recording): Outcome {
  recording.hasMedia = false;
  return empty;
}

function media(_: World, { fileFormat, seconds, hasMedia, id }: Recording): Outcome {
  if (!hasMedia) return problem(404, `The media of the recording ${id} were deleted.`);
  return fileFormat === "mp3"
    ? { kind: "bytes", status: 200, body: silentMp3(seconds), headers: { "content-type": "audio/mpeg" } }
    : { kind: "bytes", status: 200, body: silentWav(seconds), headers: { "content-type": "audio/vnd.wave" } };
}

const longestMediaSeconds = 60;

/** Silence of the recording's length, but one minute at most: 8 kHz, 8 bits, one channel. */
function silentWav(seconds: number): Buffer {
  const size = Math.round(Math.min(seconds, longestMediaSeconds) * 8000);
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(36 + size, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(8000, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(size, 40);
  return Buffer.concat([header, Buffer.alloc(size, 128)]);
}

/** Frames of MPEG-1 layer III, 32 kbit/s at 32 kHz, mono: 144 bytes for 36 ms each. */
function silentMp3(seconds: number): Buffer {
  const frame = Buffer.alloc(144);
  frame.set([0xff, 0xfb, 0x18, 0xc0]);
  const frames = Math.ceil(Math.min(seconds, longestMediaSeconds) / 0.036);
  return Buffer.concat(Array.from({ length: frames }, () => frame));
}

/** The list is empty until the text is there. */
function transcript(_: World, { transcription, speech }: Recording): Outcome {
  if (!transcription) return problem(404, "The recording has no transcription.");
  const transcripts =
    transcription.status === "available" ? [{ speaker: 0, text: speech, confidence: 0.9 }] : [];
  return json(200, { transcripts });
}

const transcriptRules: FieldRules = {
  callbackUrl: nullable(httpUrl(2048)),
  callbackMethod: nullable(oneOf("GET", "POST")),
  username: nullable(text({ max: 1024 })),
  password: nullable(text({ max: 1024 })),
  tag: nullable(text({ max: 4096 })),
  callbackTimeout: nullable(number(1, 25)),
  detectLanguage: nullable(flag),
};

function orderTranscript(world: World, recording: Recording, { body }: Incoming): Outcome {
  const [fault] = checkFields(body, transcriptRules);
  if (fault || !isFields(body)) return problem(400, `Invalid ${fault?.fieldName}: ${fault?.description}.`);
  if (!recording.hasMedia) return problem(404, "The media of the recording were deleted.");
  if (recording.transcription) return problem(409, "The recording has a transcription already.");
  transcribeFor(world, callsOf(world).get(recording.ownerId), recording, targetIn(body, "callback", ""));
  return empty;
}

function removeTranscript(_: World, recording: Recording): Outcome {
  if (!recording.transcription) return problem(404, "The recording has no transcription.");
  recording.transcription = undefined;
  return empty;
}
