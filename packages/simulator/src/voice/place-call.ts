import { inboundCallTargets } from "../dashboard/app-record.js";
import { applicationsFor } from "../dashboard/state.js";
import type { AnsweringParty } from "../outside/party.js";
import type { World } from "../world.js";
import type { Call, Next } from "./call.js";
import type { CreateCall } from "./create-call.js";
import { addressOf } from "./legs.js";
import { startCall } from "./life.js";

/** A call from outside to a number of the account. */
export type InboundCall = {
  readonly from: string;
  readonly to: string;
  /** Default: the first voice application. */
  readonly applicationId?: string;
  /** Default: the first account. */
  readonly accountId?: string;
  /** The caller's script; a caller who does not answer makes no sense. */
  readonly caller?: AnsweringParty;
};

const whenDone: Next = { kind: "end", cause: "hangup" };

/** Queues an outbound call and lets it live. */
export function placeOutbound(world: World, accountId: string, wanted: CreateCall): Call {
  const plan = {
    ...addressOf(world, accountId),
    direction: "outbound",
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
    whenDone,
    disconnect: wanted.disconnect && { event: "disconnect", target: wanted.disconnect },
    machineDetection: wanted.machineDetection,
    parent: undefined,
  } as const;
  return startCall(world, plan, wanted.tag);
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
  return startCall(world, {
    ...addressOf(world, accountId),
    direction: "inbound",
    applicationId: application.id,
    from: inbound.from,
    to: inbound.to,
    party: inbound.caller ?? { answers: true },
    callTimeoutSeconds: 30,
    callbackTimeoutMs: timeoutMs,
    opening: { kind: "fetch", event: { type: "initiate", fields: {} }, target: initiate, fallback },
    whenDone,
    disconnect: status && { event: "disconnect", target: status },
    machineDetection: undefined,
    parent: undefined,
  });
}
