import { gather, passTime, sendDtmf, speakOrPlay, startGather, stopGather } from "./audio.js";
import { joinConference } from "./conferences.js";
import { connect } from "./endpoints.js";
import { startStream, startTranscription, stopStream, stopTranscription } from "./feeds.js";
import { bridge, forward, transfer } from "./legs.js";
import { pauseRecording, record, resumeRecording, startRecording, stopRecording } from "./recordings.js";
import { type Handler, thenAsk } from "./scene.js";
import type { VerbName } from "./verb-rules.js";

const redirect: Handler = async (scene, verb) =>
  thenAsk(scene, verb, "redirect", { type: "redirect", fields: {} });

const hangup: Handler = async ({ call }) => ({
  kind: "end",
  cause: call.state === "answered" ? "hangup" : "rejected",
});

const tag: Handler = async ({ call }, { text }) => {
  call.tag = text === "" ? undefined : text;
  return undefined;
};

/** What each verb does in a call. */
export const handlers: Readonly<Record<VerbName, Handler>> = {
  SpeakSentence: speakOrPlay,
  PlayAudio: speakOrPlay,
  Gather: gather,
  StartGather: startGather,
  StopGather: stopGather,
  SendDtmf: sendDtmf,
  Pause: passTime(1),
  Ring: passTime(5),
  Transfer: transfer,
  Bridge: bridge,
  Forward: forward,
  Conference: joinConference,
  Redirect: redirect,
  Hangup: hangup,
  Tag: tag,
  Connect: connect,
  Record: record,
  StartRecording: startRecording,
  StopRecording: stopRecording,
  PauseRecording: pauseRecording,
  ResumeRecording: resumeRecording,
  StartTranscription: startTranscription,
  StopTranscription: stopTranscription,
  StartStream: startStream,
  StopStream: stopStream,
};
