import { timestamp } from "../clock.js";
import {
  checkFields,
  type FieldRules,
  httpUrl,
  isFields,
  oneOf,
  optional,
  required,
  text,
  textOf,
} from "../fields.js";
import { json, type Outcome, problem } from "../outcome.js";
import { type Incoming, jsonOnly, type Route } from "../router.js";
import { storeOf, type World } from "../world.js";
import { readBxml } from "./bxml.js";
import { tell } from "./events.js";
import { type Handler, notify, targetOf, wait } from "./scene.js";

type Device = { readonly deviceId: string; readonly deviceName: string; readonly creationTimestamp: string };

/** Something that a call can be connected to: a browser or an app that registers as a device (BRTC, beta). */
type Endpoint = {
  readonly endpointId: string;
  readonly accountId: string;
  readonly type: string;
  readonly creationTimestamp: string;
  readonly expirationTimestamp: string;
  readonly tag: string | undefined;
  readonly eventCallbackUrl: string | undefined;
  readonly eventFallbackUrl: string | undefined;
  readonly devices: Map<string, Device>;
};

const endpointsOf = storeOf((_: World) => new Map<string, Endpoint>());

const base = "/v2/accounts/{account}/endpoints";
const shared = { errors: "data", auth: "account", feature: "endpoints" } as const;

export const endpointRoutes: readonly Route[] = [
  { ...shared, method: "GET", path: base, handle: listEndpoints },
  { ...shared, method: "POST", path: base, accepts: jsonOnly, handle: createEndpoint },
  {
    ...shared,
    method: "GET",
    path: `${base}/{endpoint}`,
    handle: found((_, endpoint) => json(200, envelope(viewOf(endpoint)))),
  },
  { ...shared, method: "DELETE", path: `${base}/{endpoint}`, handle: found(deleteEndpoint) },
  {
    ...shared,
    method: "PUT",
    path: `${base}/{endpoint}/bxml`,
    accepts: new Set(["application/xml"]),
    handle: found(updateBxml),
  },
];

const tokenLifetimeMs = 24 * 3_600_000;

const rules: FieldRules = {
  type: required(oneOf("WEBRTC")),
  direction: required(oneOf("INBOUND", "OUTBOUND", "BIDIRECTIONAL")),
  eventCallbackUrl: optional(httpUrl(2048)),
  eventFallbackUrl: optional(httpUrl(2048)),
  tag: optional(text({ max: 1024 })),
};

const envelope = (data: unknown) => ({ links: [], data, errors: [] });

const summaryOf = ({ endpointId, type, devices, creationTimestamp, expirationTimestamp, tag }: Endpoint) => ({
  endpointId,
  type,
  status: devices.size > 0 ? "CONNECTED" : "DISCONNECTED",
  creationTimestamp,
  expirationTimestamp,
  ...(tag !== undefined && { tag }),
});

const deviceView = (device: Device, status = "CONNECTED") => ({ ...device, status });

const viewOf = (endpoint: Endpoint) => ({
  ...summaryOf(endpoint),
  devices: [...endpoint.devices.values()].map((device) => deviceView(device)),
});

function createEndpoint(world: World, { body, params }: Incoming): Outcome {
  const [fault] = checkFields(body, rules);
  if (fault) return problem(400, `${fault.fieldName} ${fault.description}`);
  const given = isFields(body) ? body : {};
  const now = world.clock.now();
  const endpoint: Endpoint = {
    endpointId: `e-${world.settings.newId()}`,
    accountId: params.account ?? "",
    type: textOf(given, "type") ?? "",
    creationTimestamp: new Date(now).toISOString(),
    expirationTimestamp: new Date(now + tokenLifetimeMs).toISOString(),
    tag: textOf(given, "tag"),
    eventCallbackUrl: textOf(given, "eventCallbackUrl"),
    eventFallbackUrl: textOf(given, "eventFallbackUrl"),
    devices: new Map(),
  };
  endpointsOf(world).set(endpoint.endpointId, endpoint);
  return json(201, envelope({ ...viewOf(endpoint), token: `simulated.${world.settings.newId()}.token` }));
}

function listEndpoints(world: World, { params, query }: Incoming): Outcome {
  const limit = Number(query.get("limit") ?? 100);
  if (!Number.isInteger(limit) || limit < 1) return problem(400, "limit must be a whole number above 0");
  const own = [...endpointsOf(world).values()].filter(({ accountId }) => accountId === params.account);
  const matches = own
    .map(summaryOf)
    .filter(
      ({ type, status }) =>
        [null, type].includes(query.get("type")) && [null, status].includes(query.get("status")),
    );
  const after = query.get("afterCursor");
  const start = after === null ? 0 : matches.findIndex(({ endpointId }) => endpointId === after) + 1;
  const data = matches.slice(start, start + limit);
  const last = data.at(-1);
  const isLast = last === undefined || start + limit >= matches.length;
  const path = `${world.url}/v2/accounts/${params.account}/endpoints`;
  const next = { href: `${path}?limit=${limit}&afterCursor=${last?.endpointId}`, rel: "next", method: "GET" };
  return json(200, { links: isLast ? [] : [next], data, errors: [] });
}

type Handle = (world: World, endpoint: Endpoint, incoming: Incoming) => Outcome;

function found(handle: Handle): Route["handle"] {
  return (world, incoming) => {
    const endpoint = endpointsOf(world).get(incoming.params.endpoint ?? "");
    return endpoint?.accountId === incoming.params.account && endpoint
      ? handle(world, endpoint, incoming)
      : problem(404, "There is no endpoint with this id.");
  };
}

function deleteEndpoint(world: World, endpoint: Endpoint): Outcome {
  for (const { deviceId } of endpoint.devices.values()) disconnectDevice(world, deviceId);
  endpointsOf(world).delete(endpoint.endpointId);
  return { kind: "empty", status: 204 };
}

function updateBxml(world: World, _: Endpoint, { bytes }: Incoming): Outcome {
  const document = readBxml(bytes, ["Bxml", "Response"], world.settings);
  return document.ok ? { kind: "empty", status: 204 } : problem(400, `Invalid BXML: ${document.fault}.`);
}

/** Tells the customer about a device; where the URL cannot be reached, the fallback is told. */
function report(world: World, endpoint: Endpoint, eventType: string, device: Device): void {
  const { eventCallbackUrl, eventFallbackUrl } = endpoint;
  if (eventCallbackUrl === undefined) return;
  const body = {
    ...summaryOf(endpoint),
    eventTime: timestamp(world.clock),
    eventType,
    device: deviceView(device, eventType === "DEVICE_CONNECTED" ? "CONNECTED" : "DISCONNECTED"),
  };
  const targetAt = (url: string) => ({ url, method: "POST" as const });
  const fallback = eventFallbackUrl === undefined ? undefined : targetAt(eventFallbackUrl);
  const outgoing = { event: eventType, body, timeoutMs: 15_000 };
  world.tasks.start(() => tell(world, outgoing, targetAt(eventCallbackUrl), fallback));
}

/** A browser or app of somebody registers at an endpoint. Answers the device's id. */
export function connectDevice(world: World, endpointId: string, deviceName = "A device"): string {
  const endpoint = endpointsOf(world).get(endpointId);
  if (!endpoint) throw new Error(`there is no endpoint ${endpointId}`);
  const deviceId = `d-${world.settings.newId()}`;
  const device = { deviceId, deviceName, creationTimestamp: timestamp(world.clock) };
  endpoint.devices.set(deviceId, device);
  report(world, endpoint, "DEVICE_CONNECTED", device);
  return deviceId;
}

export function disconnectDevice(world: World, deviceId: string): void {
  for (const endpoint of endpointsOf(world).values()) {
    const device = endpoint.devices.get(deviceId);
    if (!device) continue;
    endpoint.devices.delete(deviceId);
    report(world, endpoint, "DEVICE_DISCONNECTED", device);
  }
}

/** How long a call rings at an endpoint that has no device. */
const ringSeconds = 30;

/** The call talks to the endpoint; each step is told as a status. The name of this event is not published. */
export const connect: Handler = async (scene, verb) => {
  const { world, call, party, base: at, signal } = scene;
  const [noun] = verb.children;
  const endpoint = endpointsOf(world).get(noun?.text ?? "");
  const target = targetOf(verb, "eventCallback", at);
  const say = (status: string): void => {
    const fields = { endpointId: noun?.text, status };
    if (target) notify({ world, call }, { type: "connectStatus", fields }, target);
  };
  if (endpoint?.accountId !== call.accountId) {
    say("DENIED");
    return undefined;
  }
  say("INITIATED");
  const isThere = endpoint.devices.size > 0;
  await wait(scene, isThere ? (party.talksForSeconds ?? 30) : ringSeconds);
  if (signal.aborted) return undefined;
  say(isThere ? "COMPLETED" : "TIMED_OUT");
  return undefined;
};
