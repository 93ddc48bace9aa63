import { fired } from "../clock.js";
import type { World } from "../world.js";
import type { Noun, Verb } from "./bxml.js";
import { type Call, type CallPlan, callsOf, hangUp, interrupt, type Next, note } from "./call.js";
import { type Handler, numberIn, type Scene, targetOf, thenAsk } from "./scene.js";

export const addressOf = (world: World, accountId: string) => {
  const id = `c-${world.settings.newId()}`;
  return { id, accountId, url: `${world.url}/api/v2/accounts/${accountId}/calls/${id}` };
};

/** All destinations ring; the first that answers stays, the others are cancelled. */
export const transfer: Handler = async (scene, verb) => {
  const { world, call, signal } = scene;
  note(world, call, "verb", verb.name);
  const legs = verb.children.map((noun) => scene.start(legPlan(scene, verb, noun)));
  const winner = await firstAnswer(legs, signal);
  for (const leg of legs) if (leg !== winner) hangUp(leg);
  if (winner) await fired(winner.over.signal, signal);
  if (signal.aborted) {
    for (const leg of legs) hangUp(leg);
    return undefined;
  }
  const leg = winner ?? legs[0];
  return thenAsk(scene, verb, "transferComplete", {
    type: "transferComplete",
    fields: { ...leg?.parent?.fields, ...(leg && endingOf(leg)) },
  });
};

const endingOf = ({ cause, errorMessage, errorId }: Call) => ({ cause, errorMessage, errorId });

/** The call to one destination. After the document of transferAnswer, if there is one, the two talk. */
function legPlan({ world, call, base }: Scene, verb: Verb, noun: Noun): CallPlan {
  const talk: Next = { kind: "talk", over: call.over.signal, after: { kind: "end", cause: "hangup" } };
  const answer = targetOf(noun, "transferAnswer", base);
  const disconnect = targetOf(noun, "transferDisconnect", base);
  const transferCallerId = verb.attributes.get("transferCallerId") ?? call.from;
  return {
    ...addressOf(world, call.accountId),
    applicationId: call.applicationId,
    from: transferCallerId,
    to: noun.text,
    direction: "outbound",
    party: world.settings.party(noun.text),
    callTimeoutSeconds: numberIn(verb, "callTimeout", 30),
    callbackTimeoutMs: call.callbackTimeoutMs,
    opening: answer
      ? {
          kind: "fetch",
          event: { type: "transferAnswer", fields: {} },
          target: answer,
          fallback: targetOf(noun, "transferAnswerFallback", base),
        }
      : talk,
    whenDone: talk,
    disconnect: disconnect && { event: "transferDisconnect", target: disconnect },
    machineDetection: undefined,
    parent: { callId: call.id, fields: { transferCallerId, transferTo: noun.text } },
  };
}

/** The leg that is answered first; undefined once none can be any more. */
function firstAnswer(legs: readonly Call[], signal: AbortSignal): Promise<Call | undefined> {
  const answers = legs.map(async (leg) => {
    await fired(leg.pickedUp.signal);
    return leg;
  });
  const none = Promise.all(legs.map((leg) => fired(leg.over.signal)));
  return Promise.race([...answers, none.then(() => undefined), fired(signal).then(() => undefined)]);
}

/** Connects two answered calls of the account. The document of the other call is given up. */
export const bridge: Handler = async (scene, verb) => {
  const { world, call, signal } = scene;
  note(world, call, "verb", verb.name);
  const other = callsOf(world).get(verb.text);
  if (!other || other === call || other.accountId !== call.accountId || other.state !== "answered") {
    const fields = { cause: "error", errorMessage: `${verb.text} is not an answered call of this account` };
    return thenAsk(scene, verb, "bridgeComplete", { type: "bridgeComplete", fields });
  }
  const apart = new AbortController();
  const left = new AbortController();
  const target = targetOf(verb, "bridgeTargetComplete", scene.base);
  const after: Next = target
    ? {
        kind: "fetch",
        event: { type: "bridgeTargetComplete", fields: {} },
        target,
        fallback: targetOf(verb, "bridgeTargetCompleteFallback", scene.base),
      }
    : { kind: "end", cause: "hangup" };
  interrupt(other, { kind: "talk", over: apart.signal, after, left });
  const seconds = scene.party.talksForSeconds;
  const talked = seconds === undefined ? fired(signal) : world.clock.sleep(seconds * 1000, signal);
  await Promise.race([fired(left.signal), talked]);
  if (left.signal.aborted && !signal.aborted) {
    await fired(other.over.signal, other.interrupt.signal, signal);
    return thenAsk(scene, verb, "bridgeComplete", { type: "bridgeComplete", fields: endingOf(other) });
  }
  apart.abort();
  return { kind: "end", cause: "hangup" };
};

/** Sends an inbound call on before it is answered; there is no control over it any more. */
export const forward: Handler = async (scene, verb) => {
  const { world, call, party, signal } = scene;
  if (call.state === "answered" || call.direction === "outbound") {
    const message = "<Forward> needs an unanswered inbound call";
    return { kind: "end", cause: "application-error", message };
  }
  note(world, call, "verb", verb.name);
  const to = verb.attributes.get("to") ?? "";
  const other = world.settings.party(to);
  if (!other.answers) return { kind: "end", cause: other.cause };
  await world.clock.sleep((party.talksForSeconds ?? 30) * 1000, signal);
  return { kind: "end", cause: "hangup" };
};
