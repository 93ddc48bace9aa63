import type { Tenant } from "@jackfield/contract";
import {
  callId,
  choice,
  flag,
  keys,
  method,
  number,
  pattern,
  phoneNumber,
  sipUri,
  socketUrl,
  text,
  url,
  type ValueRule,
  whole,
} from "./values.js";

type Attributes = Readonly<Record<string, ValueRule>>;

/** What an element of BXML may hold (Bandwidth's BXML reference). */
export type ElementRule = {
  readonly attributes: Attributes;
  readonly required?: readonly string[];
  /** The rule of its text; an element without one has no text. */
  readonly text?: ValueRule;
  /** The text may carry SSML. */
  readonly ssml?: true;
  readonly children?: { readonly names: readonly string[]; readonly min: number; readonly max: number };
  /** In a few words, for the reference page. */
  readonly doc: string;
};

const secret = text(1_024);
const credentials: Attributes = { username: secret, password: secret };
const tag: Attributes = { tag: text(256) };
const webhook = (name: string): Attributes => ({ [`${name}Url`]: url, [`${name}Method`]: method });

/** The attributes of every verb that fetches more BXML: its URL, a fallback, credentials of both, and a tag. */
const family = (name: string): Attributes => ({
  ...webhook(name),
  ...webhook(`${name}Fallback`),
  ...credentials,
  ...{ fallbackUsername: secret, fallbackPassword: secret },
  ...tag,
});

const recording: Attributes = {
  ...webhook("recordingAvailable"),
  ...webhook("transcriptionAvailable"),
  ...{ transcribe: flag, detectLanguage: flag, fileFormat: choice("wav", "mp3") },
};
const tracks = choice("inbound", "outbound", "both");
const diversion: Attributes = {
  diversionTreatment: choice("none", "propagate", "stack"),
  diversionReason: choice(
    ...["unknown", "user-busy", "no-answer", "unavailable", "unconditional", "time-of-day"],
    ...["do-not-disturb", "deflection", "follow-me", "out-of-service", "away"],
  ),
};
const leg: Attributes = { ...family("transferAnswer"), ...webhook("transferDisconnect"), uui: text(256) };
const locale = choice(
  ...["en_US", "en_UK", "de", "es", "es_MX", "es_US", "fr", "fr_CA", "it", "ja", "ru", "arb", "cmn-CN"],
);
const notEmpty = pattern(/\S/, "some text");
const seconds = number(0.1, 86_400);
const prompts = ["SpeakSentence", "PlayAudio"];

/** Every verb that may stand at the top of a document. */
export const verbs = {
  SpeakSentence: {
    attributes: {
      voice: pattern(/^[a-z]+$/, "the name of a voice"),
      gender: choice("male", "female"),
      locale,
    },
    text: notEmpty,
    ssml: true,
    doc: "Speaks a text. Use `ssml` in place of `text` for pauses and emphasis.",
  },
  PlayAudio: { attributes: credentials, text: url, doc: "Plays the wav or mp3 file at a URL." },
  Gather: {
    attributes: {
      ...family("gather"),
      ...{ terminatingDigits: keys(16), maxDigits: whole(1, 50), repeatCount: whole(1, 20) },
      ...{ interDigitTimeout: number(1, 60), firstDigitTimeout: number(0, 60) },
    },
    children: { names: prompts, min: 0, max: 20 },
    doc: "Plays its children and waits for digits, which go to gatherUrl.",
  },
  StartGather: {
    attributes: { dtmfUrl: url, dtmfMethod: method, ...credentials, ...tag },
    required: ["dtmfUrl"],
    doc: "Reports each digit of the rest of the call.",
  },
  StopGather: { attributes: {}, doc: "Ends StartGather." },
  SendDtmf: {
    attributes: { toneDuration: number(50, 5_000), toneInterval: number(50, 5_000) },
    text: pattern(/^[0-9*#a-dA-D,wW]{1,50}$/, "1 to 50 keys; a comma or w pauses half a second, W a second"),
    doc: "Plays key tones.",
  },
  Pause: { attributes: { duration: seconds }, doc: "Waits in silence." },
  Ring: { attributes: { duration: seconds, answerCall: flag }, doc: "Plays ringing." },
  Transfer: {
    attributes: {
      ...family("transferComplete"),
      ...diversion,
      transferCallerId: pattern(
        /^(?:\+[1-9]\d{1,14}|Restricted|Anonymous|Private|Unavailable)$/,
        "a phone number in E.164 form, or Restricted, Anonymous, Private or Unavailable",
      ),
      ...{ transferCallerDisplayName: text(256), callTimeout: number(1, 300) },
    },
    children: { names: ["PhoneNumber", "SipUri"], min: 1, max: 8 },
    doc: "Connects the call to the first destination that answers.",
  },
  Bridge: {
    attributes: { ...family("bridgeComplete"), ...family("bridgeTargetComplete") },
    text: callId,
    doc: "Connects the call to another one; the text is the other call's id.",
  },
  Forward: {
    attributes: {
      to: pattern(
        /^(?:\+[1-9]\d{1,14}|sips?:[^\s@]+(?:@[^\s@]+)?)$/,
        "a phone number in E.164 form or a SIP URI",
      ),
      ...{ from: phoneNumber, callTimeout: number(1, 300), uui: text(256) },
      ...diversion,
    },
    required: ["to"],
    doc: "Passes an unanswered inbound call on. Nothing can follow.",
  },
  Conference: {
    attributes: {
      ...family("conferenceEvent"),
      ...{ mute: flag, hold: flag, callbackTimeout: number(1, 25) },
      callIdsToCoach: pattern(/^c-[\w-]+(?:\s*,\s*c-[\w-]+)*$/, "call ids with commas between"),
    },
    text: pattern(/^[\w.-]{1,100}$/, "1 to 100 letters, digits, -, _ or ."),
    doc: "Joins the conference of that name.",
  },
  Redirect: {
    attributes: family("redirect"),
    required: ["redirectUrl"],
    doc: "Goes on with the document at a URL. Must be last.",
  },
  Hangup: { attributes: {}, doc: "Ends the call." },
  Tag: { attributes: {}, text: text(256), doc: "Sets the tag that later webhooks carry." },
  Connect: {
    attributes: { eventCallbackUrl: url, eventFallbackUrl: url },
    children: { names: ["Endpoint"], min: 1, max: 1 },
    doc: "Connects the call to an endpoint (beta).",
  },
  Record: {
    attributes: {
      ...family("recordComplete"),
      ...recording,
      ...{ terminatingDigits: keys(16), maxDuration: number(1, 10_800), silenceTimeout: number(0, 10_800) },
    },
    doc: "Records the caller and waits for the end.",
  },
  StartRecording: {
    attributes: { ...recording, ...credentials, ...tag, multiChannel: flag },
    doc: "Records the call while it goes on.",
  },
  StopRecording: { attributes: {}, doc: "Ends StartRecording." },
  PauseRecording: { attributes: {}, doc: "Pauses StartRecording." },
  ResumeRecording: { attributes: {}, doc: "Resumes StartRecording." },
  StartTranscription: {
    attributes: {
      ...webhook("transcriptionEvent"),
      ...credentials,
      ...{ name: text(256), tracks, destination: socketUrl, stabilized: flag },
    },
    children: { names: ["CustomParam"], min: 0, max: 12 },
    doc: "Transcribes the call while it goes on.",
  },
  StopTranscription: { attributes: { name: text(256) }, doc: "Ends a transcription, or all without a name." },
  StartStream: {
    attributes: {
      ...webhook("streamEvent"),
      ...credentials,
      ...{ destination: socketUrl, destinationUsername: secret, destinationPassword: secret },
      ...{ name: text(256), mode: choice("unidirectional", "bidirectional"), tracks },
    },
    required: ["destination"],
    children: { names: ["StreamParam"], min: 0, max: 12 },
    doc: "Streams the audio of the call. Does not wait: keep the call alive after it.",
  },
  StopStream: {
    attributes: { name: text(256), wait: flag },
    required: ["name"],
    doc: "Ends a stream.",
  },
} as const satisfies Readonly<Record<string, ElementRule>>;

type VerbName = keyof typeof verbs;

export const verbNames = Object.keys(verbs) as readonly VerbName[]; // the keys of the table

const param = (value: number): ElementRule => ({
  attributes: { name: text(256), value: text(value) },
  required: ["name", "value"],
  doc: "A name and a value that the receiver gets.",
});

/** The elements that stand inside verbs only. */
const nouns: Readonly<Record<string, ElementRule>> = {
  PhoneNumber: { attributes: leg, text: phoneNumber, doc: "A destination of Transfer." },
  SipUri: { attributes: leg, text: sipUri, doc: "A destination of Transfer." },
  CustomParam: param(2_048),
  StreamParam: param(2_048),
  Endpoint: { attributes: {}, text: notEmpty, doc: "The id of an endpoint." },
};

/** The rule of a verb, or of an element that stands inside one. */
export const ruleOf = (name: string): ElementRule | undefined => {
  if (Object.hasOwn(verbs, name)) return verbs[name as VerbName]; // it is one of the keys
  return Object.hasOwn(nouns, name) ? nouns[name] : undefined;
};

/** Gather's attributes for speech. They are not in the public reference, so a server must opt in. */
export const speechAttributes: Attributes = {
  inputType: choice("dtmf", "speech", "dtmf speech", "speech dtmf"),
  speechTimeout: number(0, 60),
};

/** Sets the opt-in. */
const speechVariable = "BW_MCP_SPEECH_GATHER";

export const speechCaveat = `Bandwidth documents no speech for Gather, and a call may end with invalid-bxml: an operator who has it sets ${speechVariable}=1`;

/** Whether the operator allows them. */
export const allowsSpeech = ({ secrets }: Pick<Tenant, "secrets">): boolean =>
  secrets.get(speechVariable)?.trim() === "1";

/** The only verbs that the BXML of a conference may hold; any other makes Bandwidth refuse the whole document. */
export const conferenceVerbs: ReadonlySet<string> = new Set([
  ...["PlayAudio", "SpeakSentence", "StartRecording", "StopRecording", "PauseRecording", "ResumeRecording"],
]);
