import { timestamp } from "../clock.js";
import type { Outcome } from "../outcome.js";
import type { Route } from "../router.js";
import { storeOf } from "../world.js";
import type { Element } from "../xml/read.js";
import { childOf, childrenOf, textAt, textsAt } from "../xml/read.js";
import { branch, leaf, maybe, type Node } from "../xml/write.js";
import { orderMs } from "./orders.js";
import { errorList, type ListedError, statusError, xml } from "./replies.js";
import { type Request, xmlRoute } from "./route.js";
import type { Dashboard } from "./state.js";

/** What an order makes of one set of numbers. */
type Group = {
  /** E.164. */
  readonly numbers: readonly string[];
  readonly callForward: string | undefined;
  readonly a2p:
    | {
        readonly action: string;
        readonly campaignId: string | undefined;
        readonly messageClass: string | undefined;
      }
    | undefined;
};

type TnOptionOrder = {
  readonly id: string;
  readonly created: string;
  readonly customerOrderId: string | undefined;
  readonly groups: readonly Group[];
  readonly errors: readonly ListedError[];
  changed: string;
  status: "RECEIVED" | "COMPLETE" | "PARTIAL" | "FAILED";
};

const optionOrdersOf = storeOf((_: Dashboard) => new Map<string, TnOptionOrder>());

const root = "TnOptionOrderResponse";
const report = "TnOptionOrderReportResponse";
const all = "/accounts/{account}/tnoptions";
const feature = "numbers";

export const tnOptionRoutes: readonly Route[] = [
  xmlRoute({ method: "POST", path: all, root, feature, body: "TnOptionOrder", handle: create }),
  xmlRoute({ method: "GET", path: all, root: report, feature, handle: list }),
  xmlRoute({ method: "GET", path: `${all}/{orderId}`, root: report, feature, handle: get }),
];

function create({ world, dashboard, body }: Request): Outcome {
  const groups = childrenOf(childOf(body, "TnOptionGroups"), "TnOptionGroup").map(groupOf);
  const fault = faultOf(groups);
  if (fault) return statusError(root, 400, fault);
  const now = timestamp(world.clock);
  const order: TnOptionOrder = {
    id: world.settings.newId(),
    created: now,
    changed: now,
    customerOrderId: textAt(body, "CustomerOrderId"),
    groups,
    errors: groups
      .flatMap(({ numbers }) => numbers)
      .filter((number) => dashboard.numbers.get(number)?.status !== "Inservice")
      .map((phoneNumber) => ({
        code: "5076",
        description: "Telephone number is not available.",
        phoneNumber,
      })),
    status: "RECEIVED",
  };
  optionOrdersOf(dashboard).set(order.id, order);
  world.tasks.start(async () => {
    await world.clock.sleep(orderMs, world.closing);
    if (world.closing.aborted) return;
    order.changed = timestamp(world.clock);
    const done = groups.map((group) => apply(dashboard, group)).some((changed) => changed);
    order.status = order.errors.length === 0 ? "COMPLETE" : done ? "PARTIAL" : "FAILED";
  });
  const location = `${world.url}/api/v2/accounts/${dashboard.account}/tnoptions/${order.id}`;
  return xml(201, branch(root, nodeOf(order)), { location });
}

const groupOf = (element: Element): Group => {
  const a2p = childOf(element, "A2pSettings");
  return {
    numbers: textsAt(childOf(element, "TelephoneNumbers"), "TelephoneNumber"),
    callForward: textAt(element, "CallForward"),
    a2p: a2p && {
      action: textAt(a2p, "Action") ?? "",
      campaignId: textAt(a2p, "CampaignId"),
      messageClass: textAt(a2p, "MessageClass"),
    },
  };
};

function faultOf(
  groups: readonly Group[],
): { readonly code: string; readonly description: string } | undefined {
  const numbers = groups.flatMap((group) => group.numbers);
  if (numbers.length === 0 || groups.some((group) => group.numbers.length === 0)) {
    return { code: "1003", description: "TelephoneNumbers is required" };
  }
  const bad = numbers.find((number) => !/^\+[1-9]\d{6,14}$/.test(number));
  if (bad !== undefined)
    return { code: "1022", description: `Telephone number '${bad}' is not in E.164 format` };
  const forward = groups.find(
    ({ callForward }) => callForward !== undefined && !/^(\d{10}|systemDefault|unchanged)$/.test(callForward),
  );
  if (forward) return { code: "5088", description: "CallForward must have 10 digits or be systemDefault" };
  const campaign = groups.find(({ a2p }) => a2p?.action === "asSpecified" && !a2p.campaignId);
  return campaign && { code: "1003", description: "CampaignId is required with the action asSpecified" };
}

/** Whether any number was changed. */
function apply(dashboard: Dashboard, { numbers, callForward, a2p }: Group): boolean {
  const own = numbers.flatMap((e164) => dashboard.numbers.get(e164) ?? []);
  for (const number of own) {
    if (callForward !== undefined && callForward !== "unchanged") {
      number.callForward = callForward === "systemDefault" ? undefined : callForward;
    }
    if (a2p && a2p.action !== "unchanged") {
      const put = a2p.action === "asSpecified";
      number.campaignId = put ? a2p.campaignId : undefined;
      number.messageClass = put ? a2p.messageClass : undefined;
    }
  }
  return own.length > 0;
}

function get({ dashboard, params }: Request): Outcome {
  const order = optionOrdersOf(dashboard).get(params.orderId ?? "");
  // This refusal has a description and no code.
  return order
    ? xml(200, nodeOf(order))
    : statusError(report, 404, { description: "The resource does not exist" });
}

function list({ dashboard, query }: Request): Outcome {
  const status = query.get("status");
  const tn = query.get("tn");
  const own = query.get("customerOrderId");
  const matches = [...optionOrdersOf(dashboard).values()]
    .filter((order) => status === null || order.status === status)
    .filter((order) => tn === null || order.groups.some(({ numbers }) => numbers.includes(`+1${tn}`)))
    .filter((order) => own === null || order.customerOrderId === own);
  const nodes =
    query.get("orderDetails") === "true"
      ? matches.map(nodeOf)
      : matches.map((order) => brief(order, dashboard));
  return xml(200, branch(report, branch("TnOptionOrders", leaf("TotalCount", matches.length), nodes)));
}

const brief = (order: TnOptionOrder, { account }: Dashboard): Node =>
  branch(
    "TnOptionOrderSummary",
    leaf("accountId", account),
    leaf("CountOfTNs", order.groups.flatMap(({ numbers }) => numbers).length),
    leaf("userId", "simulator"),
    leaf("lastModifiedDate", order.changed),
    leaf("OrderDate", order.created),
    leaf("OrderType", "tn_option"),
    leaf("OrderStatus", order.status),
    leaf("OrderId", order.id),
  );

const nodeOf = (order: TnOptionOrder): Node =>
  branch(
    "TnOptionOrder",
    leaf("OrderCreateDate", order.created),
    leaf("CreatedByUser", "simulator"),
    leaf("OrderId", order.id),
    maybe("CustomerOrderId", order.customerOrderId),
    leaf("LastModifiedDate", order.changed),
    leaf("ProcessingStatus", order.status),
    branch("TnOptionGroups", order.groups.map(groupNode)),
    errorList(order.errors),
  );

const groupNode = ({ numbers, callForward, a2p }: Group): Node =>
  branch(
    "TnOptionGroup",
    maybe("CallForward", callForward),
    a2p &&
      branch(
        "A2pSettings",
        maybe("MessageClass", a2p.messageClass),
        maybe("CampaignId", a2p.campaignId),
        leaf("Action", a2p.action),
      ),
    branch(
      "TelephoneNumbers",
      numbers.map((number) => leaf("TelephoneNumber", number)),
    ),
  );
