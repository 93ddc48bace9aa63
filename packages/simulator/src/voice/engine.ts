import { timestamp } from "../clock.js";
import type { Target } from "../webhook.js";
import type { World } from "../world.js";
import { readBxml } from "./bxml.js";
import type { Call, Next } from "./call.js";
import { changeState, note } from "./call.js";
import { ask, tell } from "./events.js";
import { interpret } from "./interpreter.js";
import type { Step } from "./plan.js";
import { pickUp, ring } from "./ringing.js";

/** Lives a call from the queue to its end. Everything that can go wrong in it is an ending, not an error. */
export async function live(world: World, call: Call): Promise<void> {
  try {
    await run(world, call);
  } finally {
    call.ended.abort();
  }
}

async function run(world: World, call: Call): Promise<void> {
  let next: Next = { kind: "ring" };
  while (next.kind !== "end" && next.kind !== "vanish") {
    call.interrupt = new AbortController();
    const signal = AbortSignal.any([call.interrupt.signal, world.closing]);
    const planned: Next = await advance(world, call, next, signal);
    next = world.closing.aborted ? { kind: "vanish" } : (call.wanted ?? planned);
    call.wanted = undefined;
  }
  if (next.kind === "end") await end(world, call, next);
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
  }
}

async function play(
  world: World,
  call: Call,
  { verbs, base }: Extract<Next, { kind: "play" }>,
  signal: AbortSignal,
): Promise<Next> {
  if (!call.party.answers) return { kind: "end", cause: "error", message: "the party does not answer" };
  call.base = base;
  const { newId, party: partyOf } = world.settings;
  const scene = { base, callUrl: call.url, party: call.party, partyOf, gathers: call.gathers, newId };
  const { steps, ending } = interpret(verbs, scene);
  for (const step of steps) {
    const tooMany = countStep(world, call);
    if (tooMany) return tooMany;
    perform(world, call, step);
    await world.clock.sleep(step.seconds * 1000, signal);
    // What to do instead is in `wanted`.
    if (signal.aborted) return { kind: "vanish" };
    if (step.kind === "digits") call.gathers += 1;
  }
  switch (ending.kind) {
    case "hangup":
      return { kind: "end", cause: "hangup" };
    case "fetch":
      return ending;
    case "fail":
      return { kind: "end", cause: ending.cause, message: ending.message };
  }
}

/** The end of a call that does not end by itself, such as a Redirect loop. */
function countStep(world: World, call: Call): Next | undefined {
  const limit = world.settings.limits.callSteps;
  call.steps += 1;
  return call.steps > limit
    ? { kind: "end", cause: "error", message: `more than ${limit} steps in one call` }
    : undefined;
}

function perform(world: World, call: Call, step: Step): void {
  switch (step.kind) {
    case "speak":
      note(world, call, "speak", step.text);
      break;
    case "play":
      note(world, call, "play", step.url);
      break;
    case "digits":
    case "dtmf":
      note(world, call, step.kind, step.digits);
      break;
    case "wait":
      note(world, call, "verb", step.verb);
      break;
    case "tag":
      call.tag = step.tag === "" ? undefined : step.tag;
      break;
    case "notify":
      world.tasks.start(() => tell(world, call, step.event, step.target));
  }
}

async function fetchDocument(
  world: World,
  call: Call,
  next: Extract<Next, { kind: "fetch" }>,
  signal: AbortSignal,
): Promise<Next> {
  const tooMany = countStep(world, call);
  if (tooMany) return tooMany;
  const { event, target, fallback } = next;
  note(world, call, "webhook", event.type);
  const first = await attempt(world, call, { ...next, target }, signal);
  if (first.kind !== "undelivered" || !fallback || signal.aborted) return resolved(first);
  return resolved(await attempt(world, call, { event, target: fallback }, signal));
}

type Attempt = Next | { readonly kind: "undelivered"; readonly reason: string };

function resolved(attempted: Attempt): Next {
  return attempted.kind === "undelivered"
    ? { kind: "end", cause: "callback-error", message: attempted.reason }
    : attempted;
}

/** One webhook that wants BXML: 200 and application/xml deliver it, everything else does not. */
async function attempt(
  world: World,
  call: Call,
  { event, target }: { readonly event: Extract<Next, { kind: "fetch" }>["event"]; readonly target: Target },
  signal: AbortSignal,
): Promise<Attempt> {
  const delivery = await ask(world, call, event, target, signal);
  if (delivery.kind === "failed") {
    if (delivery.reason === "too-large")
      return { kind: "end", cause: "invalid-bxml", message: delivery.text };
    return { kind: "undelivered", reason: `${target.url}: ${delivery.text}` };
  }
  if (delivery.status !== 200)
    return { kind: "undelivered", reason: `${target.url} answered ${delivery.status}` };
  if (delivery.contentType !== "application/xml") {
    const type = delivery.contentType || "no Content-Type";
    return { kind: "undelivered", reason: `${target.url} answered ${type} instead of application/xml` };
  }
  const document = readBxml(delivery.body, ["Response"]);
  if (!document.ok)
    return { kind: "end", cause: "invalid-bxml", message: `${target.url}: ${document.fault}` };
  if (call.state !== "answered") pickUp(world, call);
  return { kind: "play", verbs: document.value, base: target.url };
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
  if (!call.disconnect) return;
  const fields = { cause, errorMessage: call.errorMessage, errorId: call.errorId };
  note(world, call, "webhook", "disconnect");
  await tell(world, call, { type: "disconnect", fields }, call.disconnect);
}
