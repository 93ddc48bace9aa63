import { timestamp } from "../clock.js";
import type { World } from "../world.js";
import {
  type Call,
  type CallPlan,
  callsOf,
  changeState,
  type Event,
  type Next,
  note,
  stampCall,
} from "./call.js";
import { ask, outgoingOf, tell } from "./events.js";
import { isBeforeAnswer, pickUp, ring } from "./ringing.js";
import type { Scene } from "./scene.js";
import { handlers } from "./verbs.js";

/** Queues a call and lets it live. */
export function startCall(world: World, plan: CallPlan, tag?: string): Call {
  const call = stampCall(world, plan, tag);
  callsOf(world).set(call.id, call);
  world.counters.callsCreated += 1;
  world.tasks.start(() => live(world, call));
  return call;
}

/** From the queue to the end. Everything that can go wrong in a call is an ending, not an error. */
async function live(world: World, call: Call): Promise<void> {
  try {
    let next: Next = { kind: "ring" };
    while (next.kind !== "end" && next.kind !== "vanish") {
      call.interrupt = new AbortController();
      const signal = AbortSignal.any([call.interrupt.signal, world.closing]);
      const planned: Next = await advance(world, call, next, signal);
      next = world.closing.aborted ? { kind: "vanish" } : (call.wanted ?? planned);
      call.wanted = undefined;
    }
    if (next.kind === "end") await end(world, call, next);
  } finally {
    call.over.abort();
    call.ended.abort();
  }
}

function advance(
  world: World,
  call: Call,
  next: Exclude<Next, { kind: "end" | "vanish" }>,
  signal: AbortSignal,
): Promise<Next> {
  switch (next.kind) {
    case "ring":
      return ring(world, call, signal);
    case "fetch":
      return fetchDocument(world, call, next, signal);
    case "play":
      return play(world, call, next, signal);
    case "talk":
      return talk(world, call, next, signal);
  }
}

async function play(
  world: World,
  call: Call,
  { verbs, base }: Extract<Next, { kind: "play" }>,
  signal: AbortSignal,
): Promise<Next> {
  const { party } = call;
  if (!party.answers) return { kind: "end", cause: "error", message: "the party does not answer" };
  call.base = base;
  const start = (plan: CallPlan) => startCall(world, plan);
  const scene: Scene = { world, call, party, base, signal, sentences: [], start };
  for (const verb of verbs) {
    const tooMany = countStep(world, call);
    if (tooMany) return tooMany;
    if (call.state !== "answered" && !isBeforeAnswer(verb)) pickUp(world, call);
    const next = await handlers[verb.name](scene, verb);
    // What to do instead is in `wanted`.
    if (signal.aborted) return { kind: "vanish" };
    if (next) return next;
  }
  return call.state === "answered" ? call.whenDone : { kind: "end", cause: "rejected" };
}

/** The end of a call that does not end by itself, such as a Redirect loop. */
function countStep(world: World, call: Call): Next | undefined {
  const limit = world.settings.limits.callSteps;
  call.steps += 1;
  return call.steps > limit
    ? { kind: "end", cause: "error", message: `more than ${limit} steps in one call` }
    : undefined;
}

async function fetchDocument(
  world: World,
  call: Call,
  { event, target, fallback }: Extract<Next, { kind: "fetch" }>,
  signal: AbortSignal,
): Promise<Next> {
  const tooMany = countStep(world, call);
  if (tooMany) return tooMany;
  note(world, call, "webhook", event.type);
  const reply = await ask(world, outgoingOf(world, call, event), { target, fallback }, signal);
  switch (reply.kind) {
    case "bxml":
      return { ...reply, kind: "play" };
    case "invalid":
      return { kind: "end", cause: "invalid-bxml", message: reply.reason };
    case "undelivered":
      return { kind: "end", cause: "callback-error", message: reply.reason };
    case "nothing":
      return { kind: "end", cause: "callback-error", message: `${target.url} answered nothing` };
  }
}

/** Two calls are connected until one of them leaves. */
async function talk(
  world: World,
  { party }: Call,
  { over, after, left }: Extract<Next, { kind: "talk" }>,
  signal: AbortSignal,
): Promise<Next> {
  const seconds = party.answers ? (party.talksForSeconds ?? 30) : 0;
  await world.clock.sleep(seconds * 1000, AbortSignal.any([signal, over]));
  left?.abort();
  return over.aborted ? after : { kind: "end", cause: "hangup" };
}

async function end(
  world: World,
  call: Call,
  { cause, message }: Extract<Next, { kind: "end" }>,
): Promise<void> {
  call.endTime = timestamp(world.clock);
  call.cause = cause;
  if (message !== undefined) {
    call.errorMessage = message;
    call.errorId = world.settings.newId();
  }
  changeState(world, call, "disconnected", cause);
  call.over.abort();
  if (!call.disconnect) return;
  const { event: type, target } = call.disconnect;
  const event: Event = {
    type,
    fields: { cause, errorMessage: call.errorMessage, errorId: call.errorId },
  };
  note(world, call, "webhook", type);
  await tell(world, outgoingOf(world, call, event), target);
}
