import { timestamp } from "../clock.js";
import type { Outcome } from "../outcome.js";
import type { Route } from "../router.js";
import { storeOf } from "../world.js";
import { childOf, textAt, textsAt } from "../xml/read.js";
import { branch, leaf, maybe, type Node } from "../xml/write.js";
import { orderMs } from "./orders.js";
import { errorList, type ListedError, statusError, xml } from "./replies.js";
import { type Request, xmlRoute } from "./route.js";
import { type Dashboard, longForm, shortForm } from "./state.js";

/** An order that gives numbers back. */
type DisconnectOrder = {
  readonly id: string;
  readonly created: string;
  readonly customerOrderId: string | undefined;
  /** E.164. */
  readonly numbers: readonly string[];
  readonly errors: readonly ListedError[];
  status: "RECEIVED" | "COMPLETE" | "PARTIAL" | "FAILED";
};

const disconnectsOf = storeOf((_: Dashboard) => new Map<string, DisconnectOrder>());

const root = "DisconnectTelephoneNumberOrderResponse";
const all = "/accounts/{account}/disconnects";
const shared = { root, feature: "numbers" } as const;
const type = "DisconnectTelephoneNumberOrderType";

export const disconnectRoutes: readonly Route[] = [
  xmlRoute({ ...shared, method: "POST", path: all, body: "DisconnectTelephoneNumberOrder", handle: create }),
  xmlRoute({ ...shared, method: "GET", path: `${all}/{orderId}`, handle: get }),
];

function create({ world, dashboard, body }: Request): Outcome {
  const list = childOf(body, type, "TelephoneNumberList");
  const written = textsAt(list, "TelephoneNumber");
  if (written.length === 0) {
    const error = { code: "5001", description: "The telephone number list of the order is empty." };
    return xml(400, branch(root, errorList([error]), branch("orderRequest")));
  }
  const isOurs = (number: string) => dashboard.numbers.get(longForm(number) ?? "")?.status === "Inservice";
  const order: DisconnectOrder = {
    id: world.settings.newId(),
    created: timestamp(world.clock),
    customerOrderId: textAt(body, "CustomerOrderId"),
    numbers: written.filter(isOurs).flatMap((number) => longForm(number) ?? []),
    errors: written
      .filter((number) => !isOurs(number))
      .map((phoneNumber) => ({
        code: "5006",
        description: "Telephone number is not in service here.",
        phoneNumber,
      })),
    status: "RECEIVED",
  };
  disconnectsOf(dashboard).set(order.id, order);
  world.tasks.start(async () => {
    await world.clock.sleep(orderMs, world.closing);
    if (world.closing.aborted) return;
    order.status = order.errors.length === 0 ? "COMPLETE" : order.numbers.length > 0 ? "PARTIAL" : "FAILED";
    for (const e164 of order.numbers) {
      const number = dashboard.numbers.get(e164);
      if (!number) continue;
      number.status = "Aging";
      number.changed = timestamp(world.clock);
    }
  });
  const location = `${world.url}/api/v2/accounts/${dashboard.account}/disconnects/${order.id}`;
  return xml(201, nodeOf(order), { location });
}

function get({ dashboard, params }: Request): Outcome {
  const { orderId = "" } = params;
  const order = disconnectsOf(dashboard).get(orderId);
  if (order) return xml(200, nodeOf(order));
  return statusError(root, 404, { description: `The order ${orderId} does not exist` });
}

const numberList = (name: string, numbers: readonly string[]): Node =>
  branch(
    name,
    numbers.map((e164) => leaf("TelephoneNumber", shortForm(e164))),
  );

const nodeOf = (order: DisconnectOrder): Node =>
  branch(
    root,
    order.errors.length === 0 ? undefined : errorList(order.errors),
    order.status === "RECEIVED" ? undefined : numberList("DisconnectedTelephoneNumberList", order.numbers),
    branch(
      "orderRequest",
      maybe("CustomerOrderId", order.customerOrderId),
      leaf("id", order.id),
      leaf("OrderCreateDate", order.created),
      branch(type, leaf("DisconnectMode", "normal"), numberList("TelephoneNumberList", order.numbers)),
    ),
    leaf("OrderStatus", order.status),
  );
