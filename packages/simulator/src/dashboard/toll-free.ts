import { timestamp } from "../clock.js";
import {
  checkFields,
  type FieldRules,
  type Fields,
  httpUrl,
  isFields,
  listOf,
  number,
  oneOf,
  optional,
  pattern,
  required,
  text,
  textOf,
  textsOf,
} from "../fields.js";
import { json, type Outcome, problem } from "../outcome.js";
import { jsonOnly, type Route } from "../router.js";
import { deliver } from "../webhook.js";
import { storeOf, type World } from "../world.js";
import { data, type JsonRequest, on } from "./json-request.js";
import { orderMs } from "./orders.js";
import type { Dashboard } from "./state.js";

/** What is known about the verification of one toll-free number. */
type Verification = {
  readonly phoneNumber: string;
  readonly created: string;
  submission: Fields;
  changed: string;
  status: "PENDING" | "VERIFIED" | "UNVERIFIED";
};

type Subscription = {
  readonly id: string;
  readonly created: string;
  readonly callbackUrl: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
};

/** By E.164. */
const verificationsOf = storeOf((_: Dashboard) => new Map<string, Verification>());
const subscriptionsOf = storeOf((_: Dashboard) => new Map<string, Subscription>());

const base = "/api/v2/accounts/{account}";
const request = `${base}/tollFreeVerification`;
const one = `${base}/phoneNumbers/{phoneNumber}/tollFreeVerification`;
const subscriptions = `${request}/webhooks/subscriptions`;
const shared = { errors: "messaging", auth: "account", feature: "tollFree" } as const;
const accepts = jsonOnly;

/** Verification of toll-free numbers: PENDING at first, then VERIFIED, or UNVERIFIED for numbers that end in 5550404. */
export const tollFreeRoutes: readonly Route[] = [
  { ...shared, method: "POST", path: request, accepts, handle: on(submit) },
  {
    ...shared,
    method: "GET",
    path: one,
    handle: on(withOne((_, verification) => json(200, view(verification)))),
  },
  { ...shared, method: "PUT", path: one, accepts, handle: on(withOne(resubmit)) },
  { ...shared, method: "DELETE", path: one, handle: on(withOne(remove)) },
  { ...shared, method: "GET", path: subscriptions, handle: on(listSubscriptions) },
  { ...shared, method: "POST", path: subscriptions, accepts, handle: on(subscribe) },
  { ...shared, method: "PUT", path: `${subscriptions}/{id}`, accepts, handle: on(changeSubscription) },
  { ...shared, method: "DELETE", path: `${subscriptions}/{id}`, handle: on(unsubscribe) },
  {
    method: "GET",
    path: "/api/v2/tollFreeVerification/useCases",
    errors: "messaging",
    auth: "grant",
    handle: useCases,
  },
];

const object = (value: unknown) => (isFields(value) ? undefined : "must be an object");
const tollFree = pattern(/^\+1(800|833|844|855|866|877|888)\d{7}$/, "a toll-free number in E.164 format");
const words = (max: number) => required(text({ min: 1, max }));
const useCaseNames = ["2FA", "App Notifications", "Appointments", "Chatbot", "Community Alerts"];

const submissionRules: FieldRules = {
  businessAddress: required(object),
  businessContact: required(object),
  messageVolume: required(number(10, 10_000_000, true)),
  useCase: required(oneOf(...useCaseNames)),
  useCaseSummary: words(500),
  productionMessageContent: words(1000),
  optInWorkflow: required(object),
  businessEntityType: optional(
    oneOf("SOLE_PROPRIETOR", "PRIVATE_PROFIT", "PUBLIC_PROFIT", "NON_PROFIT", "GOVERNMENT"),
  ),
  additionalInformation: optional(text({ max: 500 })),
  isvReseller: optional(text({ max: 500 })),
  privacyPolicyUrl: optional(httpUrl(2048)),
  termsAndConditionsUrl: optional(httpUrl(2048)),
  businessDba: optional(text({ max: 500 })),
  businessRegistrationNumber: optional(text({ min: 1, max: 500 })),
  businessRegistrationType: optional(text({ min: 1, max: 50 })),
  businessRegistrationIssuingCountry: optional(text({ min: 2, max: 3 })),
};

const requestRules: FieldRules = {
  ...submissionRules,
  businessEntityType: required(
    oneOf("SOLE_PROPRIETOR", "PRIVATE_PROFIT", "PUBLIC_PROFIT", "NON_PROFIT", "GOVERNMENT"),
  ),
  phoneNumbers: required(listOf(tollFree, { min: 1, max: 10, unique: true })),
};

const registration = [
  "businessRegistrationNumber",
  "businessRegistrationType",
  "businessRegistrationIssuingCountry",
] as const;

/** The refusal of a submission. A sole proprietor gives no registration, everybody else must. */
function refusal(body: unknown, rules: FieldRules): Outcome | undefined {
  const faults = [...checkFields(body, rules)];
  const alone = isFields(body) && body.businessEntityType === "SOLE_PROPRIETOR";
  for (const fieldName of registration) {
    if (!isFields(body) || (textOf(body, fieldName) === undefined) === alone) continue;
    faults.push({ fieldName, description: alone ? "must be left out" : "is required" });
  }
  if (faults.length === 0) return undefined;
  return problem(400, "Your request could not be accepted.", { fieldErrors: faults });
}

function submit({ world, dashboard, body }: JsonRequest): Outcome {
  const refused = refusal(body, requestRules);
  if (refused || !isFields(body)) return refused ?? problem(400, "The body must be a JSON object.");
  const { phoneNumbers: _, ...submission } = body;
  const known = verificationsOf(dashboard);
  const numbers = textsOf(body, "phoneNumbers");
  const twice = numbers.find((phoneNumber) => known.has(phoneNumber));
  if (twice !== undefined) return problem(409, `${twice} was submitted already.`, { type: "conflict" });
  const now = timestamp(world.clock);
  for (const phoneNumber of numbers) {
    const verification: Verification = {
      phoneNumber,
      created: now,
      submission,
      changed: now,
      status: "PENDING",
    };
    known.set(phoneNumber, verification);
    judge(world, dashboard, verification);
  }
  return { kind: "empty", status: 202 };
}

/** The verdict comes later, and goes to all subscriptions. */
function judge(world: World, dashboard: Dashboard, verification: Verification): void {
  const { submission } = verification;
  world.tasks.start(async () => {
    await world.clock.sleep(orderMs, world.closing);
    // A later submission has a verdict of its own.
    if (world.closing.aborted || verification.submission !== submission) return;
    verification.status = verification.phoneNumber.endsWith("5550404") ? "UNVERIFIED" : "VERIFIED";
    verification.changed = timestamp(world.clock);
    const { phoneNumber, status } = verification;
    const body = { accountId: dashboard.account, phoneNumber, status };
    for (const { callbackUrl: url, username, password } of subscriptionsOf(dashboard).values()) {
      const target = { url, method: "POST", username, password } as const;
      const message = { event: "toll-free-verification", body, target, userAgent: "BandwidthAPI/v2" };
      await deliver(world, { ...message, timeoutMs: 10_000, maxBytes: 65_536 }, world.closing);
    }
  });
}

type VerificationHandler = (request: JsonRequest, verification: Verification) => Outcome;

function withOne(handle: VerificationHandler): (request: JsonRequest) => Outcome {
  return (request) => {
    const verification = verificationsOf(request.dashboard).get(request.params.phoneNumber ?? "");
    return verification
      ? handle(request, verification)
      : problem(404, "There is no verification of this number.");
  };
}

const view = ({ phoneNumber, status, created, changed, submission }: Verification) => ({
  phoneNumber,
  status,
  createdDateTime: created,
  modifiedDateTime: changed,
  resubmitAllowed: status === "UNVERIFIED",
  submission,
});

function resubmit({ world, dashboard, body }: JsonRequest, verification: Verification): Outcome {
  const refused = refusal(body, submissionRules);
  if (refused || !isFields(body)) return refused ?? problem(400, "The body must be a JSON object.");
  verification.submission = body;
  verification.status = "PENDING";
  verification.changed = timestamp(world.clock);
  judge(world, dashboard, verification);
  return { kind: "empty", status: 202 };
}

function remove({ dashboard }: JsonRequest, { phoneNumber }: Verification): Outcome {
  verificationsOf(dashboard).delete(phoneNumber);
  return { kind: "empty", status: 204 };
}

const subscriptionRules: FieldRules = {
  callbackUrl: required(httpUrl(2048)),
  basicAuthentication: optional((value) =>
    isFields(value) && typeof value.username === "string" && typeof value.password === "string"
      ? undefined
      : "must have username and password",
  ),
  sharedSecretKey: optional(text({ min: 1, max: 64 })),
};

/** Passwords are never shown. */
const subscriptionView = (account: string, { id, callbackUrl, created }: Subscription) => ({
  id,
  accountId: account,
  callbackUrl,
  type: "TOLLFREE_VERIFICATION_STATUS",
  createdDate: created,
});

function listSubscriptions({ dashboard }: JsonRequest): Outcome {
  const all = [...subscriptionsOf(dashboard).values()];
  return data(
    200,
    all.map((subscription) => subscriptionView(dashboard.account, subscription)),
  );
}

function store({ world, dashboard, body }: JsonRequest, id: string, status: number): Outcome {
  const [fault] = checkFields(body, subscriptionRules);
  if (fault || !isFields(body)) return problem(400, `${fault?.fieldName} ${fault?.description}`);
  const creds = isFields(body.basicAuthentication) ? body.basicAuthentication : {};
  const subscription: Subscription = {
    id,
    created: timestamp(world.clock),
    callbackUrl: textOf(body, "callbackUrl") ?? "",
    username: textOf(creds, "username"),
    password: textOf(creds, "password"),
  };
  subscriptionsOf(dashboard).set(id, subscription);
  return json(status, subscriptionView(dashboard.account, subscription));
}

function subscribe(request: JsonRequest): Outcome {
  return store(request, request.world.settings.newId(), 201);
}

function changeSubscription(request: JsonRequest): Outcome {
  const { id = "" } = request.params;
  if (subscriptionsOf(request.dashboard).has(id)) return store(request, id, 200);
  return problem(404, "There is no subscription with this id.");
}

function unsubscribe({ dashboard, params }: JsonRequest): Outcome {
  return subscriptionsOf(dashboard).delete(params.id ?? "")
    ? { kind: "empty", status: 204 }
    : problem(404, "There is no subscription with this id.");
}

function useCases(): Outcome {
  return json(200, { useCases: useCaseNames });
}
