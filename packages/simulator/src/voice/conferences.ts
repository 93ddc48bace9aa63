import { timestamp } from "../clock.js";
import type { Target } from "../webhook.js";
import { storeOf, type World } from "../world.js";
import { playedSeconds, spokenSeconds } from "./audio.js";
import type { Verb } from "./bxml.js";
import { type Call, type Next, note } from "./call.js";
import { ask, type Outgoing, tell } from "./events.js";
import { controlRecorder, type Owner, recordingFields, startRecorder } from "./recordings.js";
import { type Handler, numberIn, type Scene, targetOf } from "./scene.js";

/** A call in a conference. */
export type Member = { readonly call: Call; mute: boolean; hold: boolean; callIdsToCoach: readonly string[] };

/** A conference, kept after its end. The first member's verb decides where its events go. */
export type Conference = {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly url: string;
  readonly createdTime: string;
  readonly events: { readonly target: Target; readonly fallback: Target | undefined } | undefined;
  readonly callbackTimeoutMs: number;
  readonly tag: string | undefined;
  /** By call id. */
  readonly members: Map<string, Member>;
  /** Fires when the last member has left. */
  readonly over: AbortController;
  completedTime: string | undefined;
};

/** All conferences by id, in the order of creation. */
export const conferencesOf = storeOf((_: World) => new Map<string, Conference>());

const mostMembers = 20;

/** The party stays until it has enough, then it hangs up. */
export const joinConference: Handler = async (scene, verb): Promise<Next | undefined> => {
  const { world, call, party, signal } = scene;
  note(world, call, "verb", verb.name);
  const known = [...conferencesOf(world).values()].find(
    ({ accountId, name, over }) => accountId === call.accountId && name === verb.text && !over.signal.aborted,
  );
  if (known && known.members.size >= mostMembers) {
    const message = `the conference ${verb.text} has ${mostMembers} members already`;
    return { kind: "end", cause: "application-error", message };
  }
  const conference = known ?? create(scene, verb);
  conference.members.set(call.id, memberOf(call, verb));
  if (!known) report(world, conference, "conferenceCreated");
  report(world, conference, "conferenceMemberJoin", call);
  await world.clock.sleep(
    (party.talksForSeconds ?? 30) * 1000,
    AbortSignal.any([signal, conference.over.signal]),
  );
  leave(world, conference, call);
  return { kind: "end", cause: "hangup" };
};

const memberOf = (call: Call, { attributes }: Verb): Member => ({
  call,
  mute: attributes.get("mute") === "true",
  hold: attributes.get("hold") === "true",
  callIdsToCoach: (attributes.get("callIdsToCoach") ?? "").split(/\s*,\s*/).filter((id) => id !== ""),
});

function create({ world, call, base }: Scene, verb: Verb): Conference {
  const id = `conf-${world.settings.newId()}`;
  const target = targetOf(verb, "conferenceEvent", base);
  const conference: Conference = {
    id,
    accountId: call.accountId,
    name: verb.text,
    url: `${world.url}/api/v2/accounts/${call.accountId}/conferences/${id}`,
    createdTime: timestamp(world.clock),
    events: target && { target, fallback: targetOf(verb, "conferenceEventFallback", base) },
    callbackTimeoutMs: numberIn(verb, "callbackTimeout", 15) * 1000,
    tag: verb.attributes.get("tag"),
    members: new Map(),
    over: new AbortController(),
    completedTime: undefined,
  };
  conferencesOf(world).set(id, conference);
  return conference;
}

function leave(world: World, conference: Conference, call: Call): void {
  conference.members.delete(call.id);
  if (world.closing.aborted) return;
  report(world, conference, "conferenceMemberExit", call);
  if (conference.members.size > 0) return;
  complete(world, conference);
}

/** Ends a conference for all its members. */
export function complete(world: World, conference: Conference): void {
  if (conference.completedTime !== undefined) return;
  conference.completedTime = timestamp(world.clock);
  conference.over.abort();
  const { events } = conference;
  if (!events) return;
  const outgoing = outgoingOf(world, conference, "conferenceCompleted");
  world.tasks.start(() => tell(world, outgoing, events.target, events.fallback));
}

const outgoingOf = (world: World, conference: Conference, event: string, call?: Call) => ({
  event,
  timeoutMs: conference.callbackTimeoutMs,
  body: {
    eventType: event,
    eventTime: timestamp(world.clock),
    conferenceId: conference.id,
    name: conference.name,
    tag: conference.tag,
    ...(call && { callId: call.id, from: call.from, to: call.to }),
  },
});

function report(world: World, conference: Conference, event: string, call?: Call): void {
  const { events } = conference;
  if (events) askConference(world, conference, outgoingOf(world, conference, event, call), events);
}

/** Asks for BXML for everybody in the conference. */
export function redirect(
  world: World,
  conference: Conference,
  question: { readonly target: Target; readonly fallback: Target | undefined },
): void {
  askConference(world, conference, outgoingOf(world, conference, "conferenceRedirect"), question);
}

function askConference(
  world: World,
  conference: Conference,
  outgoing: Outgoing,
  question: { readonly target: Target; readonly fallback: Target | undefined },
): void {
  world.tasks.start(async () => {
    const answer = await ask(world, outgoing, { ...question, mayBeEmpty: true }, world.closing);
    if (answer.kind === "bxml" && !conferenceFault(answer.verbs)) {
      await playToAll(world, conference, answer.verbs, answer.base);
    }
  });
}

const allowed: ReadonlySet<string> = new Set([
  "PlayAudio",
  "SpeakSentence",
  "StartRecording",
  "StopRecording",
  "PauseRecording",
  "ResumeRecording",
]);

/** The first verb that a conference does not know; with it the whole document is refused. */
export const conferenceFault = (verbs: readonly Verb[]): string | undefined => {
  const stranger = verbs.find(({ name }) => !allowed.has(name));
  return stranger && `<${stranger.name}> is not allowed in a conference`;
};

/** Plays a document to everybody; it stands in the transcript of each member. */
export async function playToAll(
  world: World,
  conference: Conference,
  verbs: readonly Verb[],
  base: string,
): Promise<void> {
  for (const verb of verbs) {
    if (conference.over.signal.aborted || world.closing.aborted) return;
    switch (verb.name) {
      case "SpeakSentence":
        noteAll(world, conference, "speak", verb.text);
        await world.clock.sleep(spokenSeconds(verb.text) * 1000, conference.over.signal);
        break;
      case "PlayAudio":
        noteAll(world, conference, "play", new URL(verb.text, base).href);
        await world.clock.sleep(playedSeconds * 1000, conference.over.signal);
        break;
      case "StartRecording":
        recordAll(world, conference, verb, base);
        break;
      case "PauseRecording":
        controlRecorder(world, conference.id, "pause");
        break;
      case "ResumeRecording":
        controlRecorder(world, conference.id, "resume");
        break;
      case "StopRecording":
        controlRecorder(world, conference.id, "stop");
    }
  }
}

function noteAll(world: World, { members }: Conference, kind: "speak" | "play", text: string): void {
  for (const { call } of members.values()) note(world, call, kind, text);
}

function recordAll(world: World, conference: Conference, verb: Verb, base: string): void {
  const { id, accountId, name, url, over } = conference;
  const owner: Owner = {
    accountId,
    ownerId: id,
    url,
    over: over.signal,
    about: { accountId, conferenceId: id, name },
    speech: "",
  };
  const available = targetOf(verb, "recordingAvailable", base);
  const fileFormat = verb.attributes.get("fileFormat") ?? "wav";
  startRecorder(world, owner, { channels: 1, fileFormat }, (recording) => {
    if (!available) return;
    const { event, timeoutMs, body } = outgoingOf(world, conference, "conferenceRecordingAvailable");
    const more = { accountId, ...recordingFields(recording), status: recording.status };
    const outgoing = { event, timeoutMs, body: { ...body, ...more } };
    world.tasks.start(() => tell(world, outgoing, available));
  });
}
