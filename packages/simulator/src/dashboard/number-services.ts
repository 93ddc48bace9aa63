import type { Outcome } from "../outcome.js";
import type { Route } from "../router.js";
import { storeOf } from "../world.js";
import { childOf, childrenOf, type Element, textAt, textsAt } from "../xml/read.js";
import { branch, leaf, maybe, type Node } from "../xml/write.js";
import { placeOf } from "./inventory.js";
import { orderMs } from "./orders.js";
import { errorList, type ListedError, plainError, statusError, xml } from "./replies.js";
import { type Request, xmlRoute } from "./route.js";
import type { Dashboard } from "./state.js";

/** An order of names that called parties see. */
type LidbOrder = {
  readonly id: string;
  readonly request: Element;
  readonly errors: readonly ListedError[];
  status: "RECEIVED" | "COMPLETE" | "PARTIAL" | "FAILED";
};

const lidbOrdersOf = storeOf((_: Dashboard) => new Map<string, LidbOrder>());

const feature = "numbers";
const lidbRoot = "LidbOrderResponse";
const lidbs = "/accounts/{account}/lidbs";

/** Whether numbers can be ported in, and the names of callers. */
export const numberServiceRoutes: readonly Route[] = [
  xmlRoute({
    method: "POST",
    path: "/accounts/{account}/lnpchecker",
    root: "NumberPortabilityResponse",
    feature,
    body: "NumberPortabilityRequest",
    handle: checkPortability,
  }),
  xmlRoute({ method: "POST", path: lidbs, root: lidbRoot, feature, body: "LidbOrder", handle: orderNames }),
  xmlRoute({ method: "GET", path: `${lidbs}/{orderId}`, root: lidbRoot, feature, handle: nameOrder }),
];

/** Only E.164 is taken. Numbers that end in 5550404 are in a rate center that is not supported. */
function checkPortability({ query, body }: Request): Outcome {
  const root = "NumberPortabilityResponse";
  const numbers = textsAt(childOf(body, "TnList"), "Tn");
  const bad = numbers.find((number) => !/^\+1\d{10}$/.test(number));
  if (numbers.length === 0 || bad !== undefined) {
    const description =
      bad === undefined ? "TnList is required" : `Telephone number '${bad}' is not in E.164 format`;
    return statusError(root, 400, { code: "7201", description });
  }
  const supported = numbers.filter((number) => !number.endsWith("5550404"));
  const others = numbers.filter((number) => !supported.includes(number));
  const carriers = branch(
    "SupportedLosingCarriers",
    branch(
      "LosingCarrierTnList",
      leaf("LosingCarrierSPID", "9998"),
      leaf("LosingCarrierName", "Simulated Carrier"),
      leaf("LosingCarrierIsWireless", false),
      leaf("LosingCarrierAccountNumberRequired", false),
      leaf("LosingCarrierMinimumPortingInterval", 5),
      tnList(supported),
    ),
  );
  const withCarriers = (query.get("fullCheck") ?? "false") !== "false" && supported.length > 0;
  return xml(
    200,
    branch(
      root,
      leaf("PortType", "AUTOMATED"),
      branch("SupportedRateCenters", rateCenters(supported)),
      branch("UnsupportedRateCenters", rateCenters(others)),
      withCarriers ? carriers : undefined,
    ),
  );
}

const tnList = (numbers: readonly string[]): Node =>
  branch(
    "TnList",
    numbers.map((number) => leaf("Tn", number)),
  );

function rateCenters(numbers: readonly string[]): readonly Node[] {
  const names = [...new Set(numbers.map((number) => placeOf(number).rateCenter))];
  return names.map((rateCenter) => {
    const own = numbers.filter((number) => placeOf(number).rateCenter === rateCenter);
    const { city, state, lata } = placeOf(own[0] ?? "");
    return branch(
      "RateCenterGroup",
      leaf("RateCenter", rateCenter),
      leaf("City", city),
      leaf("State", state),
      leaf("LATA", lata),
      tnList(own),
    );
  });
}

const longestName = 15;

/** Only ten digits are taken, and 15 characters of a name. */
function orderNames({ world, dashboard, body }: Request): Outcome {
  if (!body) throw new Error("the route has a body");
  const groups = childrenOf(childOf(body, "LidbTnGroups"), "LidbTnGroup");
  const numbers = groups.flatMap((group) => textsAt(childOf(group, "TelephoneNumbers"), "TelephoneNumber"));
  if (numbers.length === 0) {
    return statusError(lidbRoot, 400, { code: "1003", description: "TelephoneNumbers is required" });
  }
  const long = groups.find((group) => (textAt(group, "SubscriberInformation") ?? "").length > longestName);
  if (long) {
    const description = `SubscriberInformation has more than ${longestName} characters`;
    return statusError(lidbRoot, 400, { code: "11004", description });
  }
  const errors = numbers
    .filter((number) => !/^\d{10}$/.test(number) || !dashboard.numbers.has(`+1${number}`))
    .map((phoneNumber) => ({ code: "11001", description: "Telephone number is not valid", phoneNumber }));
  const order: LidbOrder = { id: world.settings.newId(), request: body, errors, status: "RECEIVED" };
  lidbOrdersOf(dashboard).set(order.id, order);
  world.tasks.start(async () => {
    await world.clock.sleep(orderMs, world.closing);
    const partly = errors.length < numbers.length ? "PARTIAL" : "FAILED";
    order.status = errors.length === 0 ? "COMPLETE" : partly;
  });
  const location = `${world.url}/api/v2/accounts/${dashboard.account}/lidbs/${order.id}`;
  return xml(201, lidbNode(order), { location });
}

function nameOrder({ dashboard, params }: Request): Outcome {
  const order = lidbOrdersOf(dashboard).get(params.orderId ?? "");
  return order ? xml(200, lidbNode(order)) : plainError(lidbRoot, 404, "The order does not exist");
}

const lidbNode = ({ id, request, status, errors }: LidbOrder): Node =>
  branch(
    lidbRoot,
    branch(
      "LidbOrder",
      leaf("orderId", id),
      maybe("CustomerOrderId", textAt(request, "CustomerOrderId")),
      leaf("ProcessingStatus", status),
      errorList(errors),
    ),
  );
