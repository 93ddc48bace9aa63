import { typedDigits } from "../outside/party.js";
import { storeOf } from "../world.js";
import type { Noun, Verb } from "./bxml.js";
import { type Call, note } from "./call.js";
import { type Handler, notify, numberIn, type Scene, targetOf, thenAsk, wait } from "./scene.js";

/** Two and a half words a second, and at least one second. */
export const spokenSeconds = (text: string): number => Math.max(1, text.split(/\s+/).length / 2.5);

export const playedSeconds = 3;

async function prompt(scene: Scene, noun: Noun): Promise<void> {
  const { world, call, base } = scene;
  if (noun.name === "PlayAudio") {
    note(world, call, "play", new URL(noun.text, base).href);
    return wait(scene, playedSeconds);
  }
  note(world, call, "speak", noun.text);
  scene.sentences.push(noun.text);
  return wait(scene, spokenSeconds(noun.text));
}

/** SpeakSentence and PlayAudio. */
export const speakOrPlay: Handler = async (scene, verb) => {
  await prompt(scene, verb);
  return undefined;
};

/** Pause and Ring. */
export const passTime =
  (standard: number): Handler =>
  async (scene, verb) => {
    note(scene.world, scene.call, "verb", verb.name);
    await wait(scene, numberIn(verb, "duration", standard));
    return undefined;
  };

export const sendDtmf: Handler = async (scene, verb) => {
  note(scene.world, scene.call, "dtmf", verb.text);
  const tone = numberIn(verb, "toneDuration", 200) + numberIn(verb, "toneInterval", 400);
  const pauses = new Map([
    [",", 500],
    ["w", 500],
    ["W", 1000],
  ]);
  const total = [...verb.text].reduce((sum, key) => sum + (pauses.get(key) ?? tone), 0);
  await wait(scene, total / 1000);
  return undefined;
};

/** The party listens to the prompts once and then types, or hears all repetitions and lets the time pass. */
export const gather: Handler = async (scene, verb) => {
  const { world, call, party } = scene;
  const listener = listeners(call);
  listener.gathering = true;
  const sentences = verb.children.filter(({ name }) => name === "SpeakSentence").map(({ text }) => text);
  const isDeaf = verb.attributes.get("inputType") === "speech";
  const typed = isDeaf
    ? ""
    : typedDigits(party, { gather: call.gathers, sentences: [...scene.sentences, ...sentences] });
  const repeats = typed === "" ? numberIn(verb, "repeatCount", 1) : 1;
  for (let round = 0; round < repeats && !scene.signal.aborted; round += 1) {
    for (const noun of verb.children) if (!scene.signal.aborted) await prompt(scene, noun);
  }
  if (scene.signal.aborted) return undefined;
  const { digits, terminatingDigit } = taken(verb, typed);
  const transcript = heardBy(verb, typed, party.says);
  note(world, call, "digits", digits + terminatingDigit);
  if (transcript !== undefined) note(world, call, "heard", transcript);
  await wait(scene, inputSeconds(verb, typed, transcript));
  listener.gathering = false;
  if (scene.signal.aborted) return undefined;
  call.gathers += 1;
  return thenAsk(scene, verb, "gather", {
    type: "gather",
    fields: { digits, terminatingDigit, ...(transcript !== undefined && { speech: { transcript } }) },
  });
};

/** What the party says instead of typing, where the Gather listens for it. */
function heardBy(verb: Verb, typed: string, says: string | undefined): string | undefined {
  return verb.attributes.get("inputType")?.includes("speech") && typed === "" ? says : undefined;
}

function inputSeconds(verb: Verb, typed: string, transcript: string | undefined): number {
  if (transcript !== undefined) return spokenSeconds(transcript) + numberIn(verb, "speechTimeout", 2);
  return typed === "" ? numberIn(verb, "firstDigitTimeout", 5) : typed.length / 2;
}

/** The part of the typed keys that the Gather takes: up to a terminating digit or the maximum. */
function taken(verb: Verb, typed: string): { readonly digits: string; readonly terminatingDigit: string } {
  const terminating = verb.attributes.get("terminatingDigits") ?? "";
  const end = [...typed].findIndex((key) => terminating.includes(key));
  const max = numberIn(verb, "maxDigits", 50);
  if (end < 0 || end >= max) return { digits: typed.slice(0, max), terminatingDigit: "" };
  return { digits: typed.slice(0, end), terminatingDigit: typed[end] ?? "" };
}

/** Who listens for keys while the call goes on; a Gather keeps the keys to itself. */
const listeners = storeOf((_: Call) => ({ stop: new AbortController(), gathering: false }));

/** Reports each key that the party presses, one a second, until StopGather. A second StartGather takes over. */
export const startGather: Handler = async (scene, verb) => {
  const { world, call, party } = scene;
  const target = targetOf(verb, "dtmf", scene.base);
  if (!target) return undefined;
  note(world, call, "verb", verb.name);
  const listener = listeners(call);
  listener.stop.abort();
  listener.stop = new AbortController();
  const over = AbortSignal.any([listener.stop.signal, call.over.signal, world.closing]);
  world.tasks.start(async () => {
    for (const digit of party.taps ?? "") {
      await world.clock.sleep(1_000, over);
      if (over.aborted) return;
      if (!listener.gathering) notify({ world, call }, { type: "dtmf", fields: { digit } }, target);
    }
  });
  return undefined;
};

export const stopGather: Handler = async ({ world, call }, verb) => {
  note(world, call, "verb", verb.name);
  listeners(call).stop.abort();
  return undefined;
};
