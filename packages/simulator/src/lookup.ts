import {
  checkFields,
  e164,
  type FieldRules,
  isFields,
  listOf,
  optional,
  pattern,
  required,
  textsOf,
} from "./fields.js";
import { json, type Outcome, problem } from "./outcome.js";
import { type Incoming, jsonOnly, type Route } from "./router.js";
import { storeOf, type World } from "./world.js";

/** A bulk lookup that was accepted. */
type LookupJob = { readonly account: string; readonly phoneNumbers: readonly string[]; done: boolean };

const lookups = storeOf((_: World) => new Map<string, LookupJob>());

const base = "/v2/accounts/{account}/phoneNumberLookup";
const shared = { errors: "data", auth: "account" } as const;

/** Number lookup, at once for up to 100 numbers, as a job for up to 15,000. */
export const lookupRoutes: readonly Route[] = [
  { ...shared, method: "POST", path: base, accepts: jsonOnly, handle: lookUp },
  { ...shared, method: "POST", path: `${base}/bulk`, accepts: jsonOnly, handle: startBulk },
  { ...shared, method: "GET", path: `${base}/bulk/{requestId}`, handle: bulkResult },
];

/** How long a bulk lookup is in progress, in telephone time. */
const bulkMs = 2_000;

const numbersRule = (max: number) =>
  required(listOf(pattern(e164, "a phone number in E.164 format"), { min: 1, max }));

const syncRules: FieldRules = {
  phoneNumbers: numbersRule(100),
  rcsAgent: optional(pattern(/^[A-Za-z0-9_-]{1,40}$/, "1 to 40 letters, digits, _ or -")),
};
const bulkRules: FieldRules = { phoneNumbers: numbersRule(15_000) };

/** The numbers of a valid body, or what is wrong with it. */
function numbersOf(body: unknown, rules: FieldRules): readonly string[] | Outcome {
  const [fault] = checkFields(body, rules);
  if (fault) return problem(400, `${fault.fieldName} ${fault.description}`);
  return isFields(body) ? textsOf(body, "phoneNumbers") : [];
}

function lookUp(world: World, incoming: Incoming): Outcome {
  const numbers = numbersOf(incoming.body, syncRules);
  return "kind" in numbers ? numbers : json(200, resultOf(world.settings.newId(), numbers));
}

function startBulk(world: World, incoming: Incoming): Outcome {
  const phoneNumbers = numbersOf(incoming.body, bulkRules);
  if ("kind" in phoneNumbers) return phoneNumbers;
  const account = incoming.params.account ?? "";
  const requestId = world.settings.newId();
  const job: LookupJob = { account, phoneNumbers, done: false };
  lookups(world).set(requestId, job);
  world.tasks.start(async () => {
    await world.clock.sleep(bulkMs, world.closing);
    job.done = true;
  });
  const href = `/accounts/${account}/phoneNumberLookup/bulk/${requestId}`;
  return json(202, { ...inProgress(requestId), links: [{ href, rel: "createdRequest", method: "GET" }] });
}

function bulkResult(world: World, incoming: Incoming): Outcome {
  const { account, requestId = "" } = incoming.params;
  const job = lookups(world).get(requestId);
  if (!job || job.account !== account) return problem(404, "There is no lookup with this requestId.");
  return json(200, job.done ? resultOf(requestId, job.phoneNumbers) : inProgress(requestId));
}

const inProgress = (requestId: string) => ({
  links: [],
  data: { requestId, status: "IN_PROGRESS", results: [] },
  errors: [],
});

/** Numbers that end in 5550404 are unknown; all others are mobile numbers of one provider. */
function resultOf(requestId: string, numbers: readonly string[]) {
  const unknown = numbers.filter((phoneNumber) => phoneNumber.endsWith("5550404"));
  const results = numbers
    .filter((phoneNumber) => !unknown.includes(phoneNumber))
    .map((phoneNumber) => ({
      phoneNumber,
      lineType: "MOBILE",
      messagingProvider: "Simulated Wireless",
      voiceProvider: "Simulated Wireless",
      countryCodeA3: phoneNumber.startsWith("+1") ? "USA" : "GBR",
    }));
  const status = unknown.length === 0 ? "COMPLETE" : results.length === 0 ? "FAILED" : "PARTIAL_COMPLETE";
  const noMatch = {
    code: "NO-MATCH",
    type: "NumberInventory",
    description: "The following TNs could not be found in the Number Industry data",
    meta: { phoneNumbers: unknown, message: "Invalid TNs", code: 1001 },
  };
  return { links: [], data: { requestId, status, results }, errors: unknown.length > 0 ? [noMatch] : [] };
}
