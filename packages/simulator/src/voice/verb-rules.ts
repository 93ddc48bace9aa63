import {
  anyText,
  callId,
  flag,
  keys,
  matching,
  method,
  number,
  oneOf,
  phoneNumber,
  sipUri,
  socketUrl,
  text,
  url,
  type ValueRule,
  whole,
} from "./value-rules.js";

type AttributeRules = Readonly<Record<string, ValueRule>>;

/** What an element of BXML may hold. */
type VerbRule = {
  readonly attributes: AttributeRules;
  readonly required?: readonly string[];
  /** Rule of the element's text; an element without one holds no text. */
  readonly text?: ValueRule;
  /** True where the text may carry SSML. */
  readonly ssml?: true;
  readonly children?: { readonly names: readonly string[]; readonly min: number; readonly max: number };
};

const credentials: AttributeRules = { username: text(1024), password: text(1024) };
const fallbackCredentials: AttributeRules = { fallbackUsername: text(1024), fallbackPassword: text(1024) };
const tag: AttributeRules = { tag: text(256) };

const webhook = (name: string): AttributeRules => ({ [`${name}Url`]: url, [`${name}Method`]: method });

/** The attributes every verb has that fetches new BXML: its URL, the fallback, credentials and a tag. */
const family = (name: string): AttributeRules => ({
  ...webhook(name),
  ...webhook(`${name}Fallback`),
  ...credentials,
  ...fallbackCredentials,
  ...tag,
});

const language = matching(/^(en_US|en_UK|de|es|es_MX|es_US|fr|fr_CA|it|ja|ru|arb|cmn-CN)$/, "a known locale");
const audioNames = ["SpeakSentence", "PlayAudio"];
const notEmpty = matching(/\S/, "given");
const recording: AttributeRules = {
  ...webhook("recordingAvailable"),
  ...webhook("transcriptionAvailable"),
  ...credentials,
  ...tag,
  transcribe: flag,
  detectLanguage: flag,
  fileFormat: oneOf("wav", "mp3"),
};
const tracks = oneOf("inbound", "outbound", "both");
const diversion: AttributeRules = {
  diversionTreatment: oneOf("none", "propagate", "stack"),
  diversionReason: oneOf(
    "unknown",
    "user-busy",
    "no-answer",
    "unavailable",
    "unconditional",
    "time-of-day",
    "do-not-disturb",
    "deflection",
    "follow-me",
    "out-of-service",
    "away",
  ),
};
const leg: AttributeRules = {
  ...family("transferAnswer"),
  ...webhook("transferDisconnect"),
  uui: text(256),
};
const caller = matching(
  /^(\+[1-9]\d{1,14}|Restricted|Anonymous|Private|Unavailable)$/,
  "a phone number or Restricted, Anonymous, Private or Unavailable",
);

/** Every verb that may stand directly below the root. */
const topLevel = {
  SpeakSentence: {
    attributes: {
      voice: matching(/^[a-z]+$/, "a voice name"),
      gender: oneOf("male", "female"),
      locale: language,
    },
    text: notEmpty,
    ssml: true,
  },
  PlayAudio: { attributes: { ...credentials }, text: url },
  Gather: {
    attributes: {
      ...family("gather"),
      terminatingDigits: keys(16),
      maxDigits: whole(1, 50),
      interDigitTimeout: number(1, 60),
      firstDigitTimeout: number(0, 60),
      repeatCount: whole(1, 20),
    },
    children: { names: audioNames, min: 0, max: 20 },
  },
  StartGather: {
    attributes: { dtmfUrl: url, dtmfMethod: method, ...credentials, ...tag },
    required: ["dtmfUrl"],
  },
  StopGather: { attributes: {} },
  SendDtmf: {
    attributes: { toneDuration: number(50, 5000), toneInterval: number(50, 5000) },
    text: matching(/^[0-9*#a-dA-D,wW]{1,50}$/, "1 to 50 telephone keys and pauses"),
  },
  Pause: { attributes: { duration: number(0.1, 86_400) } },
  Ring: { attributes: { duration: number(0.1, 86_400), answerCall: flag } },
  Transfer: {
    attributes: {
      ...family("transferComplete"),
      ...diversion,
      transferCallerId: caller,
      transferCallerDisplayName: text(256),
      callTimeout: number(1, 300),
    },
    children: { names: ["PhoneNumber", "SipUri"], min: 1, max: 8 },
  },
  Bridge: { attributes: { ...family("bridgeComplete"), ...family("bridgeTargetComplete") }, text: callId },
  Forward: {
    attributes: {
      to: (value) =>
        phoneNumber(value) && sipUri(value) ? "must be a phone number or a SIP URI" : undefined,
      from: phoneNumber,
      callTimeout: number(1, 300),
      ...diversion,
      uui: text(256),
    },
    required: ["to"],
  },
  Conference: {
    attributes: {
      ...family("conferenceEvent"),
      mute: flag,
      hold: flag,
      callIdsToCoach: matching(/^c-[\w-]+(\s*,\s*c-[\w-]+)*$/, "a list of call ids"),
      callbackTimeout: number(1, 25),
    },
    text: matching(/^[A-Za-z0-9_.-]{1,100}$/, "1 to 100 letters, digits, -, _ or ."),
  },
  Redirect: { attributes: family("redirect"), required: ["redirectUrl"] },
  Hangup: { attributes: {} },
  Tag: { attributes: {}, text: text(256) },
  Connect: {
    attributes: { eventCallbackUrl: url, eventFallbackUrl: url },
    children: { names: ["Endpoint"], min: 1, max: 1 },
  },
  Record: {
    attributes: {
      ...family("recordComplete"),
      ...recording,
      terminatingDigits: keys(16),
      maxDuration: number(1, 10_800),
      silenceTimeout: number(0, 10_800),
    },
  },
  StartRecording: { attributes: { ...recording, multiChannel: flag } },
  StopRecording: { attributes: {} },
  PauseRecording: { attributes: {} },
  ResumeRecording: { attributes: {} },
  StartTranscription: {
    attributes: {
      ...webhook("transcriptionEvent"),
      ...credentials,
      name: anyText,
      tracks,
      destination: socketUrl,
      stabilized: flag,
    },
    children: { names: ["CustomParam"], min: 0, max: 12 },
  },
  StopTranscription: { attributes: { name: anyText } },
  StartStream: {
    attributes: {
      ...webhook("streamEvent"),
      ...credentials,
      destination: socketUrl,
      name: anyText,
      mode: oneOf("unidirectional", "bidirectional"),
      tracks,
      destinationUsername: text(1024),
      destinationPassword: text(1024),
    },
    required: ["destination"],
    children: { names: ["StreamParam"], min: 0, max: 12 },
  },
  StopStream: { attributes: { name: anyText, wait: flag }, required: ["name"] },
} as const satisfies Readonly<Record<string, VerbRule>>;

/** Attributes of Gather that no public page has; taken only where the settings say so. */
export const speechAttributes: AttributeRules = {
  inputType: oneOf("dtmf", "speech", "dtmf speech", "speech dtmf"),
  speechTimeout: number(0, 60),
};

export type VerbName = keyof typeof topLevel;

const param: VerbRule = { attributes: { name: text(256), value: text(2048) }, required: ["name", "value"] };

/** The elements that stand inside verbs only. */
const nested: Readonly<Record<string, VerbRule>> = {
  PhoneNumber: { attributes: leg, text: phoneNumber },
  SipUri: { attributes: leg, text: sipUri },
  CustomParam: param,
  StreamParam: param,
  Endpoint: { attributes: {}, text: notEmpty },
};

export function isVerbName(name: string): name is VerbName {
  return Object.hasOwn(topLevel, name);
}

/** The rule of a verb, or of an element that stands inside one. */
export function ruleOf(name: string): VerbRule | undefined {
  if (isVerbName(name)) return topLevel[name];
  return Object.hasOwn(nested, name) ? nested[name] : undefined;
}
