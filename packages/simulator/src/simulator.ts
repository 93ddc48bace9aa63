import { setMaxListeners } from "node:events";
import { createServer, type Server } from "node:http";
import { controlRoutes } from "./control.js";
import { dashboardRoutes } from "./dashboard/routes.js";
import { addFault, clearFaults } from "./faults.js";
import { lookupRoutes } from "./lookup.js";
import { messagingRoutes } from "./messaging/routes.js";
import { type InboundMessage, receiveMessage } from "./messaging/send.js";
import { mfaRoutes } from "./mfa.js";
import type { Fault } from "./outside/fault.js";
import type { AnsweredRequest, RecordedWebhook } from "./record.js";
import { registrationRoutes } from "./registration.js";
import type { Route } from "./router.js";
import { answer } from "./server.js";
import { type SimulatorOptions, settingsFrom, type TranscriptLine } from "./settings.js";
import { tokenRoutes } from "./tokens.js";
import { type Call, callsOf, stateOf } from "./voice/call.js";
import { conferenceRoutes } from "./voice/conference-routes.js";
import { connectDevice, disconnectDevice, endpointRoutes } from "./voice/endpoints.js";
import { transcriptionRoutes } from "./voice/feeds.js";
import { type InboundCall, placeInbound } from "./voice/place-call.js";
import { recordingRoutes } from "./voice/recording-routes.js";
import { voiceRoutes } from "./voice/routes.js";
import { type Counters, createWorld, type World } from "./world.js";

/** A call as a test sees it: the state the API tells, and what happened in it. */
export type CallRecord = ReturnType<typeof stateOf> & { readonly transcript: readonly TranscriptLine[] };

/** A running simulator. */
export type Simulator = {
  /** Where it answers, for all of the vendor's hosts, without a slash at the end. */
  readonly url: string;
  readonly requests: readonly AnsweredRequest[];
  readonly webhooks: readonly RecordedWebhook[];
  readonly counters: Readonly<Counters>;
  /** All calls, oldest first. */
  readonly calls: () => readonly CallRecord[];
  /** Ends when the call is over and its disconnect event was sent. Rejects for an id there is no call of. */
  readonly waitForCall: (callId: string) => Promise<CallRecord>;
  /** Ends when no call, delivery or job is going on any more. */
  readonly waitForIdle: () => Promise<void>;
  /** Somebody calls a number of the account. Answers the call's id. */
  readonly placeCall: (inbound: InboundCall) => string;
  /** Somebody texts a number of the account. Answers the message's id. */
  readonly sendText: (inbound: InboundMessage) => string;
  /** Somebody's browser or app registers at an endpoint. Answers the device's id. */
  readonly connectDevice: (endpointId: string, deviceName?: string) => string;
  readonly disconnectDevice: (deviceId: string) => void;
  /** Lets something go wrong, from now on. */
  readonly addFault: (fault: Fault) => void;
  readonly clearFaults: () => void;
  /** Ends every call without a word, closes every connection; nothing is left running. */
  readonly close: () => Promise<void>;
};

const routes: readonly Route[] = [
  ...tokenRoutes,
  ...registrationRoutes,
  ...voiceRoutes,
  ...recordingRoutes,
  ...transcriptionRoutes,
  ...conferenceRoutes,
  ...endpointRoutes,
  ...messagingRoutes,
  ...lookupRoutes,
  ...mfaRoutes,
  ...dashboardRoutes,
  ...controlRoutes,
];

/** Starts a look-alike of the vendor's APIs on one port. Two of them know nothing of each other. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const settings = settingsFrom(options);
  const closing = new AbortController();
  // Every call and delivery listens to it; that is no leak.
  setMaxListeners(0, closing.signal);
  const world = createWorld(settings, closing.signal);
  const { requestTimeoutMs } = settings.limits;
  const limits = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    connectionsCheckingInterval: Math.min(1_000, requestTimeoutMs),
  };
  const server = createServer(limits, (request, response) => {
    // A client that goes away in the middle of its request is not a bug; there is nobody left to tell.
    answer(world, routes, request, response).catch(() => response.destroy());
  });
  world.url = await listen(server, settings.host, settings.port);
  return {
    url: world.url,
    requests: world.requests.entries,
    webhooks: world.webhooks.entries,
    counters: world.counters,
    calls: () => [...callsOf(world).values()].map(recordOf),
    waitForCall: (callId) => callEnd(world, callId),
    waitForIdle: () => world.tasks.idle(),
    placeCall: (inbound) => placeInbound(world, inbound).id,
    sendText: (inbound) => receiveMessage(world, inbound),
    connectDevice: (endpointId, deviceName) => connectDevice(world, endpointId, deviceName),
    disconnectDevice: (deviceId) => disconnectDevice(world, deviceId),
    addFault: (fault) => addFault(world, fault),
    clearFaults: () => clearFaults(world),
    async close() {
      closing.abort();
      await stop(server);
      // A failed script rejects waitForIdle; closing works all the same.
      await world.tasks.idle().catch(() => undefined);
    },
  };
}

const recordOf = (call: Call): CallRecord => ({ ...stateOf(call), transcript: [...call.transcript] });

async function callEnd(world: World, callId: string): Promise<CallRecord> {
  const call = callsOf(world).get(callId);
  if (!call) throw new Error(`there is no call ${callId}`);
  const { signal } = call.ended;
  if (!signal.aborted) {
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  }
  return recordOf(call);
}

function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.removeListener("error", reject);
      const address = server.address();
      const bound = typeof address === "object" && address ? address.port : port;
      resolve(`http://${host.includes(":") ? `[${host}]` : host}:${bound}`);
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
