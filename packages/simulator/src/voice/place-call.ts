import { timestamp } from "../clock.js";
import { inboundCallTargets } from "../dashboard/app-record.js";
import { applicationsFor } from "../dashboard/state.js";
import type { Party } from "../outside/party.js";
import type { World } from "../world.js";
import { type Call, type CallPlan, callsOf } from "./call.js";
import type { CreateCall } from "./create-call.js";
import { live } from "./engine.js";

/** A call from outside to a number of the account. */
export type InboundCall = {
  readonly from: string;
  readonly to: string;
  /** Default: the first voice application. */
  readonly applicationId?: string;
  /** Default: the first account. */
  readonly accountId?: string;
  /** The caller's script; a caller who does not answer makes no sense. */
  readonly caller?: Extract<Party, { answers: true }>;
};

/** Queues an outbound call and lets it live. */
export function placeOutbound(world: World, accountId: string, wanted: CreateCall): Call {
  return start(
    world,
    {
      ...identity(world, accountId, "outbound"),
      applicationId: wanted.applicationId,
      from: wanted.from,
      to: wanted.to,
      party: world.settings.party(wanted.to),
      callTimeoutSeconds: wanted.callTimeoutSeconds,
      callbackTimeoutMs: wanted.callbackTimeoutSeconds * 1000,
      opening: {
        kind: "fetch",
        event: { type: "answer", fields: {} },
        target: wanted.answer,
        fallback: wanted.answerFallback,
      },
      disconnect: wanted.disconnect,
      machineDetection: wanted.machineDetection,
    },
    wanted.tag,
  );
}

/** Rings at the customer: the `initiate` event goes to the application's callback URL. */
export function placeInbound(world: World, inbound: InboundCall): Call {
  const accountId = inbound.accountId ?? world.settings.accounts[0] ?? "";
  const id = inbound.applicationId;
  const application = applicationsFor(world, accountId, "voice").find(
    (app) => id === undefined || app.id === id,
  );
  if (!application)
    throw new Error(`an inbound call needs a voice application${id ? ` with the id ${id}` : ""}`);
  const { initiate, fallback, status, timeoutMs } = inboundCallTargets(application);
  return start(
    world,
    {
      ...identity(world, accountId, "inbound"),
      applicationId: application.id,
      from: inbound.from,
      to: inbound.to,
      party: inbound.caller ?? { answers: true },
      callTimeoutSeconds: 30,
      callbackTimeoutMs: timeoutMs,
      opening: {
        kind: "fetch",
        event: { type: "initiate", fields: {} },
        target: initiate,
        fallback,
      },
      disconnect: status,
      machineDetection: undefined,
    },
    undefined,
  );
}

function identity(world: World, accountId: string, direction: Call["direction"]) {
  const id = `c-${world.settings.newId()}`;
  return { id, accountId, direction, url: `${world.url}/api/v2/accounts/${accountId}/calls/${id}` };
}

function start(world: World, plan: CallPlan, tag: string | undefined): Call {
  const now = timestamp(world.clock);
  const call: Call = {
    ...plan,
    enqueuedTime: now,
    transcript: [],
    state: "queued",
    startTime: undefined,
    answerTime: undefined,
    endTime: undefined,
    lastUpdate: now,
    cause: undefined,
    errorMessage: undefined,
    errorId: undefined,
    gathers: 0,
    steps: 0,
    tag,
    base: plan.opening.target.url,
    wanted: undefined,
    interrupt: new AbortController(),
    ended: new AbortController(),
  };
  callsOf(world).set(call.id, call);
  world.counters.callsCreated += 1;
  world.tasks.start(() => live(world, call));
  return call;
}
