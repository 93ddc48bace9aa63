import { timestamp } from "../clock.js";
import { json, type Outcome, problem } from "../outcome.js";
import type { Incoming, Route } from "../router.js";
import { storeOf, type World } from "../world.js";
import type { Verb } from "./bxml.js";
import { type Call, callsOf, note } from "./call.js";
import { type Handler, notify, type Scene, targetOf } from "./scene.js";

/** Audio of a call that goes on to somebody while the call lives: a media stream or a real-time transcription. */
type Feed = {
  readonly id: string;
  readonly name: string;
  readonly tracks: "inbound" | "outbound" | "both";
  readonly destination: string | undefined;
  readonly stop: AbortController;
};

type FeedKind = {
  /** The field of the events, and the beginning of their names. */
  readonly field: "mediaStream" | "realTimeTranscription";
  readonly eventUrl: string;
  readonly prefix: string;
};

const streams: FeedKind = { field: "mediaStream", eventUrl: "streamEvent", prefix: "s" };
const transcriptions: FeedKind = {
  field: "realTimeTranscription",
  eventUrl: "transcriptionEvent",
  prefix: "t",
};

const running = {
  mediaStream: storeOf((_: Call) => new Map<string, Feed>()),
  realTimeTranscription: storeOf((_: Call) => new Map<string, Feed>()),
};

/** Real-time transcriptions of a call that ended, with their texts. */
type Finished = { readonly id: string; readonly name: string; readonly tracks: readonly string[] };
const finished = storeOf((_: Call) => new Map<string, Finished>());

const mostTracks = 4;
const tracksOf = ({ tracks }: Pick<Feed, "tracks">): readonly string[] =>
  tracks === "both" ? ["inbound", "outbound"] : [tracks];

/** Nothing is connected to a destination: the simulator sends no audio. */
function start(kind: FeedKind): Handler {
  return async (scene, verb) => {
    const { world, call, base } = scene;
    note(world, call, "verb", verb.name);
    const feed = feedOf(world, kind, verb);
    const own = running[kind.field](call);
    const target = targetOf(verb, kind.eventUrl, base);
    const report = (happening: string, more: object = {}) => {
      const event = { type: `${kind.field}${happening}`, fields: { [kind.field]: viewOf(kind, feed, more) } };
      if (target) notify({ world, call }, event, target);
    };
    const cause = refusal(own, feed);
    if (cause) {
      report("Rejected", { cause });
      return undefined;
    }
    own.set(feed.name, feed);
    report("Started", { startTime: timestamp(world.clock) });
    const over = AbortSignal.any([feed.stop.signal, call.over.signal]);
    over.addEventListener("abort", () => finish(scene, kind, feed, report), { once: true });
    return undefined;
  };
}

const feedOf = (world: World, { prefix }: FeedKind, { attributes }: Verb): Feed => {
  const id = `${prefix}-${world.settings.newId()}`;
  const tracks = attributes.get("tracks");
  return {
    id,
    name: attributes.get("name") ?? id,
    tracks: tracks === "outbound" || tracks === "both" ? tracks : "inbound",
    destination: attributes.get("destination"),
    stop: new AbortController(),
  };
};

function refusal(own: ReadonlyMap<string, Feed>, feed: Feed): string | undefined {
  if (own.has(feed.name)) return "duplicate";
  const tracks = [...own.values(), feed].flatMap(tracksOf);
  return tracks.length > mostTracks ? "track-limit" : undefined;
}

const viewOf = ({ field }: FeedKind, { id, name, tracks, destination }: Feed, more: object) => ({
  id,
  name,
  tracks,
  destination,
  ...(field === "mediaStream" && { type: "WebSocket" }),
  ...more,
});

function finish(
  { world, call }: Scene,
  kind: FeedKind,
  feed: Feed,
  report: (happening: string, more?: object) => void,
): void {
  if (world.closing.aborted) return;
  running[kind.field](call).delete(feed.name);
  report("Stopped", { cause: "closed" });
  if (kind.field === "mediaStream") return;
  finished(call).set(feed.id, { id: feed.id, name: feed.name, tracks: tracksOf(feed) });
  const completedTime = timestamp(world.clock);
  report("Available", { status: "available", url: `${call.url}/transcriptions/${feed.id}`, completedTime });
}

/** Without a name, all of them stop. */
function stop({ field }: FeedKind): Handler {
  return async ({ world, call }, verb) => {
    note(world, call, "verb", verb.name);
    const name = verb.attributes.get("name");
    for (const feed of [...running[field](call).values()]) {
      if (name === undefined || feed.name === name) feed.stop.abort();
    }
    return undefined;
  };
}

export const startStream = start(streams);
export const stopStream = stop(streams);
export const startTranscription = start(transcriptions);
export const stopTranscription = stop(transcriptions);

const base = "/api/v2/accounts/{account}/calls/{callId}/transcriptions";
const shared = { errors: "voice", auth: "account", feature: "voice" } as const;

/** The API of real-time transcriptions. */
export const transcriptionRoutes: readonly Route[] = [
  { ...shared, method: "GET", path: base, handle: withCall(list) },
  { ...shared, method: "GET", path: `${base}/{id}`, handle: withCall(one) },
  { ...shared, method: "DELETE", path: `${base}/{id}`, handle: withCall(remove) },
];

type CallHandler = (call: Call, incoming: Incoming) => Outcome;

function withCall(handle: CallHandler): Route["handle"] {
  return (world, incoming) => {
    const call = callsOf(world).get(incoming.params.callId ?? "");
    if (call && call.accountId === incoming.params.account) return handle(call, incoming);
    return problem(404, `There is no call ${incoming.params.callId}.`);
  };
}

function list(call: Call): Outcome {
  const views = [...finished(call).values()].map(({ id, name }) => ({
    transcriptionId: id,
    transcriptionName: name,
    transcriptionUrl: `${call.url}/transcriptions/${id}`,
  }));
  return json(200, views);
}

function one(call: Call, { params }: Incoming): Outcome {
  const transcription = finished(call).get(params.id ?? "");
  if (!transcription) return problem(404, `There is no transcription ${params.id}.`);
  const inboundText = call.party.answers ? (call.party.says ?? "Hello.") : "";
  const outboundTexts = call.transcript.filter(({ kind }) => kind === "speak").map(({ text }) => text);
  const tracks = transcription.tracks.map((track) => ({
    detectedLanguage: "en-US",
    track,
    transcript: track === "inbound" ? inboundText : outboundTexts.join(" "),
    confidence: 0.9,
  }));
  const { accountId, id: callId } = call;
  return json(200, { accountId, callId, transcriptionId: transcription.id, tracks });
}

function remove(call: Call, { params }: Incoming): Outcome {
  return finished(call).delete(params.id ?? "")
    ? { kind: "empty", status: 204 }
    : problem(404, `There is no transcription ${params.id}.`);
}
