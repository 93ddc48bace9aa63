import { addFault, clearFaults, faultOfFault, isFault, pendingFaults } from "./faults.js";
import {
  checkFields,
  e164,
  type FieldRules,
  isFields,
  listOf,
  optional,
  pattern,
  required,
  text,
  textOf,
  textsOf,
} from "./fields.js";
import { messages } from "./messaging/listing.js";
import { receiveMessage } from "./messaging/send.js";
import { codesOf } from "./mfa.js";
import { json, type Outcome, problem } from "./outcome.js";
import { type Incoming, jsonOnly, type Route } from "./router.js";
import { callsOf, stateOf } from "./voice/call.js";
import { placeInbound } from "./voice/place-call.js";
import type { World } from "./world.js";

const shared = { errors: "voice", auth: "none" } as const;

/** What the vendor does not have: it makes things happen from outside, for tests in another process. */
export const controlRoutes: readonly Route[] = [
  { ...shared, method: "GET", path: "/simulator", handle: overview },
  { ...shared, method: "POST", path: "/simulator/calls", accepts: jsonOnly, handle: callIn },
  { ...shared, method: "GET", path: "/simulator/calls/{callId}", handle: callRecord },
  { ...shared, method: "POST", path: "/simulator/messages", accepts: jsonOnly, handle: textIn },
  {
    ...shared,
    method: "GET",
    path: "/simulator/requests",
    handle: ({ requests }) => json(200, requests.entries),
  },
  {
    ...shared,
    method: "GET",
    path: "/simulator/webhooks",
    handle: ({ webhooks }) => json(200, webhooks.entries),
  },
  {
    ...shared,
    method: "GET",
    path: "/simulator/codes",
    handle: (world) => json(200, [...codesOf(world).values()]),
  },
  { ...shared, method: "GET", path: "/simulator/faults", handle: (world) => json(200, pendingFaults(world)) },
  { ...shared, method: "POST", path: "/simulator/faults", accepts: jsonOnly, handle: arm },
  { ...shared, method: "DELETE", path: "/simulator/faults", handle: disarm },
];

function overview(world: World): Outcome {
  const { counters, settings } = world;
  const calls = [...callsOf(world).values()].map(stateOf);
  return json(200, { accounts: settings.accounts, counters, calls, messages: messages(world) });
}

function callRecord(world: World, { params }: Incoming): Outcome {
  const call = callsOf(world).get(params.callId ?? "");
  if (!call) return problem(404, `There is no call ${params.callId}.`);
  return json(200, { ...stateOf(call), transcript: call.transcript });
}

const number = pattern(e164, "a phone number in E.164 format");
const target: FieldRules = {
  from: required(number),
  to: required(number),
  applicationId: optional(text({ min: 1 })),
};
const digits = optional(listOf(pattern(/^[0-9*#A-D]*$/, "telephone keys"), { min: 0, max: 100 }));

/** Somebody calls a number of the account. */
function callIn(world: World, { body }: Incoming): Outcome {
  const [fault] = checkFields(body, { ...target, digits, says: optional(text()) });
  if (fault || !isFields(body)) return problem(400, `${fault?.fieldName} ${fault?.description}.`);
  const says = textOf(body, "says");
  // Without keys of its own the caller is the party that answers at that number.
  const usual = world.settings.party(textOf(body, "from") ?? "");
  const caller = {
    ...(usual.answers ? usual : {}),
    answers: true,
    ...(body.digits !== undefined && { digits: textsOf(body, "digits") }),
    ...(says !== undefined && { says }),
  } as const;
  return attempted(() => ({ callId: placeInbound(world, { ...addressesIn(body), caller }).id }));
}

/** Somebody texts a number of the account. */
function textIn(world: World, { body }: Incoming): Outcome {
  const [fault] = checkFields(body, { ...target, text: required(text({ max: 2048 })) });
  if (fault || !isFields(body)) return problem(400, `${fault?.fieldName} ${fault?.description}.`);
  const inbound = { ...addressesIn(body), text: textOf(body, "text") ?? "" };
  return attempted(() => ({ messageId: receiveMessage(world, inbound) }));
}

function addressesIn(body: Readonly<Record<string, unknown>>) {
  const applicationId = textOf(body, "applicationId");
  const ends = { from: textOf(body, "from") ?? "", to: textOf(body, "to") ?? "" };
  return applicationId === undefined ? ends : { ...ends, applicationId };
}

/** Without a fitting application nothing can come in. */
function attempted(happen: () => Readonly<Record<string, string>>): Outcome {
  try {
    return json(201, happen());
  } catch (error) {
    return problem(409, error instanceof Error ? error.message : "It did not work.");
  }
}

function arm(world: World, { body }: Incoming): Outcome {
  if (!isFault(body)) return problem(400, `${faultOfFault(body)}.`);
  addFault(world, body);
  return json(201, body);
}

function disarm(world: World): Outcome {
  clearFaults(world);
  return { kind: "empty", status: 204 };
}
