import { typedDigits } from "../outside/party.js";
import type { Target } from "../webhook.js";
import type { Noun, Verb } from "./bxml.js";
import type { Ending, Event, Progress, Scene, Step } from "./plan.js";
import type { VerbName } from "./verb-rules.js";

type Played = { readonly steps: readonly Step[]; readonly ending?: Ending };

/** What a verb does in a call. */
export type Handler = (verb: Verb, scene: Scene, progress: Progress) => Played;

const recordedSeconds = 5;
const transferSeconds = 30;

/** Two and a half words a second, and at least one second. */
const spokenSeconds = (text: string): number => Math.max(1, text.split(/\s+/).length / 2.5);

const secondsOf = (verb: Verb, name: string, standard: number): number =>
  Number(verb.attributes.get(name) ?? standard);

/** The tag of a verb holds from its event on, so it is set before the event is built. */
function tagSteps(verb: Verb): readonly Step[] {
  const tag = verb.attributes.get("tag");
  return tag === undefined ? [] : [{ kind: "tag", tag, seconds: 0 }];
}

function prompt(noun: Noun, scene: Scene): Step {
  return noun.name === "SpeakSentence"
    ? { kind: "speak", text: noun.text, seconds: spokenSeconds(noun.text) }
    : { kind: "play", url: new URL(noun.text, scene.base).href, seconds: 3 };
}

/** Ends the document when the verb has a URL to ask, else lets it go on. */
function thenAsk(verb: Verb, name: string, scene: Scene, steps: readonly Step[], event: Event): Played {
  const target = targetOf(verb, name, scene.base);
  if (!target) return { steps };
  const fallback = targetOf(verb, `${name}Fallback`, scene.base);
  return { steps: [...steps, ...tagSteps(verb)], ending: { kind: "fetch", event, target, fallback } };
}

/** A verb the simulator accepts and that only passes time, or none. */
const passing: Handler = (verb) => ({ steps: [{ kind: "wait", verb: verb.name, seconds: 0 }] });

const lasting =
  (standard: number): Handler =>
  (verb) => ({ steps: [{ kind: "wait", verb: verb.name, seconds: secondsOf(verb, "duration", standard) }] });

const speakOrPlay: Handler = (verb, scene) => ({ steps: [prompt(verb, scene)] });

/** The party listens to the prompts once and then types, or hears all repetitions and lets the time pass. */
const gather: Handler = (verb, scene, progress) => {
  const prompts = verb.children.map((child) => prompt(child, scene));
  const said = prompts.flatMap((step) => (step.kind === "speak" ? [step.text] : []));
  const heard = [...progress.heard, ...said];
  const typed = typedDigits(scene.party, { gather: progress.gathers, heard });
  const repeats = typed === "" ? secondsOf(verb, "repeatCount", 1) : 1;
  const waited = typed === "" ? secondsOf(verb, "firstDigitTimeout", 5) : typed.length / 2;
  const { digits, terminatingDigit } = taken(verb, typed);
  const steps: readonly Step[] = [
    ...Array.from({ length: repeats }, () => prompts).flat(),
    { kind: "digits", digits: digits + terminatingDigit, seconds: waited },
  ];
  return thenAsk(verb, "gather", scene, steps, { type: "gather", fields: { digits, terminatingDigit } });
};

/** The part of the typed keys that the Gather takes: up to a terminating digit or the maximum. */
function taken(verb: Verb, typed: string): { readonly digits: string; readonly terminatingDigit: string } {
  const terminating = verb.attributes.get("terminatingDigits") ?? "";
  const end = [...typed].findIndex((key) => terminating.includes(key));
  const max = secondsOf(verb, "maxDigits", 50);
  if (end < 0 || end >= max) return { digits: typed.slice(0, max), terminatingDigit: "" };
  return { digits: typed.slice(0, end), terminatingDigit: typed[end] ?? "" };
}

const redirect: Handler = (verb, scene) =>
  thenAsk(verb, "redirect", scene, [], { type: "redirect", fields: {} });

const sendDtmf: Handler = (verb) => {
  const each = (secondsOf(verb, "toneDuration", 200) + secondsOf(verb, "toneInterval", 400)) / 1000;
  return { steps: [{ kind: "dtmf", digits: verb.text, seconds: verb.text.length * each }] };
};

const record: Handler = (verb, scene) => {
  const recordingId = `r-${scene.newId()}`;
  const seconds = Math.min(recordedSeconds, secondsOf(verb, "maxDuration", 60));
  const fields = {
    recordingId,
    mediaUrl: `${scene.callUrl}/recordings/${recordingId}/media`,
    duration: `PT${seconds}S`,
    fileFormat: verb.attributes.get("fileFormat") ?? "wav",
    channels: 1,
  };
  const available = targetOf(verb, "recordingAvailable", scene.base);
  const event = { type: "recordingAvailable", fields: { ...fields, status: "complete" } };
  const steps: readonly Step[] = [
    { kind: "wait", verb: verb.name, seconds },
    ...(available ? [{ kind: "notify", event, target: available, seconds: 0 } as const] : []),
  ];
  return thenAsk(verb, "recordComplete", scene, steps, { type: "recordComplete", fields });
};

/** All destinations ring; the first that answers talks for half a minute. */
const transfer: Handler = (verb, scene) => {
  const parties = verb.children.map((child) => ({ to: child.text, party: scene.partyOf(child.text) }));
  const winner = parties.find(({ party }) => party.answers);
  const refusal = parties.flatMap(({ party }) => (party.answers ? [] : [party.cause]))[0] ?? "timeout";
  const seconds = winner ? transferSeconds : secondsOf(verb, "callTimeout", 30);
  const event = {
    type: "transferComplete",
    fields: {
      cause: winner ? "hangup" : refusal,
      transferCallerId: verb.attributes.get("transferCallerId"),
      transferTo: winner?.to ?? parties[0]?.to,
    },
  };
  return thenAsk(verb, "transferComplete", scene, [{ kind: "wait", verb: verb.name, seconds }], event);
};

const bridge: Handler = (verb, scene) => {
  const steps: readonly Step[] = [{ kind: "wait", verb: verb.name, seconds: transferSeconds }];
  return thenAsk(verb, "bridgeComplete", scene, steps, {
    type: "bridgeComplete",
    fields: { cause: "hangup" },
  });
};

/** Every verb here runs on an answered call, where Forward comes too late. */
const forward: Handler = () => ({
  steps: [],
  ending: { kind: "fail", cause: "application-error", message: "<Forward> needs an unanswered inbound call" },
});

export const handlers: Readonly<Record<VerbName, Handler>> = {
  SpeakSentence: speakOrPlay,
  PlayAudio: speakOrPlay,
  Gather: gather,
  StartGather: passing,
  StopGather: passing,
  SendDtmf: sendDtmf,
  Pause: lasting(1),
  Ring: lasting(5),
  Transfer: transfer,
  Bridge: bridge,
  Forward: forward,
  Conference: (verb) => ({ steps: [{ kind: "wait", verb: verb.name, seconds: transferSeconds }] }),
  Redirect: redirect,
  Hangup: () => ({ steps: [], ending: { kind: "hangup" } }),
  Tag: (verb) => ({ steps: [{ kind: "tag", tag: verb.text, seconds: 0 }] }),
  Connect: passing,
  Record: record,
  StartRecording: passing,
  StopRecording: passing,
  PauseRecording: passing,
  ResumeRecording: passing,
  StartTranscription: passing,
  StopTranscription: passing,
  StartStream: passing,
  StopStream: passing,
};

/** Where the event of a verb goes, out of its `<name>Url`, `<name>Method` and credentials; undefined without the URL. */
function targetOf(verb: Verb, name: string, base: string): Target | undefined {
  const url = verb.attributes.get(`${name}Url`);
  if (url === undefined) return undefined;
  const fallback = name.endsWith("Fallback");
  return {
    url: new URL(url, base).href,
    method: verb.attributes.get(`${name}Method`) === "GET" ? "GET" : "POST",
    username: verb.attributes.get(fallback ? "fallbackUsername" : "username"),
    password: verb.attributes.get(fallback ? "fallbackPassword" : "password"),
  };
}
