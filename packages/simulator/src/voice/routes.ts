import { applicationsFor, ownsNumber } from "../dashboard/state.js";
import { charge, tooMany } from "../limits.js";
import { json, type Outcome, problem } from "../outcome.js";
import { type Incoming, jsonOnly, type Route, xmlOnly } from "../router.js";
import type { World } from "../world.js";
import { readBxml } from "./bxml.js";
import { type Call, callsOf, hangUp, interrupt, stateOf } from "./call.js";
import { type CreateCall, parseCreateCall } from "./create-call.js";
import { listCalls } from "./list-calls.js";
import { placeOutbound } from "./place-call.js";
import { parseUpdateCall } from "./update-call.js";

const base = "/api/v2/accounts/{account}";
const shared = { errors: "voice", auth: "account", feature: "voice" } as const;

/** The voice API: calls and the account's statistics. */
export const voiceRoutes: readonly Route[] = [
  { ...shared, method: "POST", path: `${base}/calls`, accepts: jsonOnly, handle: createCall },
  { ...shared, method: "GET", path: `${base}/calls`, handle: listCalls },
  {
    ...shared,
    method: "GET",
    path: `${base}/calls/{callId}`,
    handle: withCall((_, call) => json(200, stateOf(call))),
  },
  {
    ...shared,
    method: "POST",
    path: `${base}/calls/{callId}`,
    accepts: jsonOnly,
    handle: withCall(updateCall),
  },
  {
    ...shared,
    method: "PUT",
    path: `${base}/calls/{callId}/bxml`,
    accepts: xmlOnly,
    handle: withCall(replaceBxml),
  },
  { ...shared, method: "GET", path: `${base}/statistics`, handle: statistics },
];

/** Calls of five minutes. */
const queueSize = ({ settings }: World): number => 5 * 60 * settings.limits.callsPerSecond;

type CallRouteHandler = (world: World, call: Call, incoming: Incoming) => Outcome;

function withCall(handle: CallRouteHandler): Route["handle"] {
  return (world, incoming) => {
    const { account, callId = "" } = incoming.params;
    const call = callsOf(world).get(callId);
    if (!call || call.accountId !== account) return problem(404, `There is no call ${callId}.`);
    return handle(world, call, incoming);
  };
}

function createCall(world: World, incoming: Incoming): Outcome {
  const wanted = parseCreateCall(incoming.body);
  if (!("answer" in wanted)) {
    const [fault] = wanted;
    return problem(400, `Invalid ${fault?.fieldName}: ${fault?.description}.`);
  }
  const { account = "" } = incoming.params;
  const unknown = notOurs(world, account, wanted);
  if (unknown) return problem(400, unknown);
  const refusal = limitOf(world, account, wanted) ?? charge(world);
  if (refusal) return refusal;
  const call = placeOutbound(world, account, wanted);
  return json(201, created(call, wanted), { location: call.url });
}

const buildCalls = 5;

/** What keeps an account from placing a call that is otherwise right. */
function limitOf(world: World, account: string, { to }: CreateCall): Outcome | undefined {
  const { express, verifiedNumbers, limits } = world.settings;
  if (express && verifiedNumbers && !verifiedNumbers.includes(to)) {
    return problem(403, `A Build account may call verified numbers only; ${to} is not one of them.`);
  }
  const own = [...callsOf(world).values()].filter((call) => call.accountId === account);
  const living = own.filter(({ state }) => state !== "disconnected" && state !== "queued").length;
  const most = express ? buildCalls : limits.concurrentCalls;
  const waiting = own.filter(({ state }) => state === "queued").length;
  if (living >= most || (express && living + waiting >= most)) {
    return tooMany("Account concurrent call limit exceeded", 5);
  }
  return waiting >= queueSize(world) ? tooMany("Account call creation rate limit exceeded", 1) : undefined;
}

/** Numbers are checked where the options name some, applications once there are any. */
function notOurs(world: World, account: string, wanted: CreateCall): string | undefined {
  if (!ownsNumber(world, account, wanted.from)) return `Invalid from: ${wanted.from} is not on this account.`;
  const voice = applicationsFor(world, account, "voice");
  if (voice.length > 0 && !voice.some((application) => application.id === wanted.applicationId)) {
    return `Invalid applicationId: ${wanted.applicationId} is not a voice application of this account.`;
  }
  return undefined;
}

function created(call: Call, wanted: CreateCall) {
  return {
    applicationId: call.applicationId,
    accountId: call.accountId,
    callId: call.id,
    to: call.to,
    from: call.from,
    enqueuedTime: call.enqueuedTime,
    callUrl: call.url,
    callTimeout: wanted.callTimeoutSeconds,
    callbackTimeout: wanted.callbackTimeoutSeconds,
    tag: wanted.tag ?? null,
    answerMethod: wanted.answer.method,
    answerUrl: wanted.answer.url,
    answerFallbackMethod: wanted.answerFallback?.method ?? "POST",
    answerFallbackUrl: wanted.answerFallback?.url ?? null,
    disconnectMethod: wanted.disconnect?.method ?? "POST",
    disconnectUrl: wanted.disconnect?.url ?? null,
    username: wanted.answer.username ?? null,
    password: wanted.answer.password ?? null,
    fallbackUsername: wanted.answerFallback?.username ?? null,
    fallbackPassword: wanted.answerFallback?.password ?? null,
    priority: wanted.priority,
  };
}

function updateCall(_: World, call: Call, incoming: Incoming): Outcome {
  const wanted = parseUpdateCall(incoming.body);
  if ("fault" in wanted) return problem(400, wanted.fault);
  if (call.state === "disconnected") return problem(409, "The call has ended and cannot be modified.");
  if (wanted.state === "completed") {
    hangUp(call);
    return { kind: "empty", status: 200 };
  }
  if (call.state !== "answered") return problem(409, "The call is not answered and cannot be modified.");
  const { tag } = wanted;
  if (tag !== undefined) call.tag = tag === "" ? undefined : tag;
  interrupt(call, wanted.next);
  return { kind: "empty", status: 200 };
}

function replaceBxml(world: World, call: Call, incoming: Incoming): Outcome {
  const document = readBxml(incoming.bytes, ["Bxml", "Response"], world.settings);
  if (!document.ok) return problem(400, `Invalid BXML: ${document.fault}.`);
  if (call.state !== "answered") return problem(409, "The call is not answered and cannot be modified.");
  interrupt(call, { kind: "play", verbs: document.value, base: call.base });
  return { kind: "empty", status: 204 };
}

function statistics(world: World, incoming: Incoming): Outcome {
  const waiting = [...callsOf(world).values()].filter(
    (call) => call.state === "queued" && call.accountId === incoming.params.account,
  );
  return json(200, { currentCallQueueSize: waiting.length, maxCallQueueSize: queueSize(world) });
}
