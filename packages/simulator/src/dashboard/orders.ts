import { timestamp } from "../clock.js";
import type { Outcome } from "../outcome.js";
import type { Route } from "../router.js";
import { storeOf } from "../world.js";
import type { Element } from "../xml/read.js";
import { childOf, childrenOf, textAt, textsAt } from "../xml/read.js";
import { branch, leaf, maybe, type Node } from "../xml/write.js";
import { availableNumbers, isAvailable, tollFreeCode } from "./inventory.js";
import { echo, errorList, type ListedError, linksOf, pageOf, plainError, xml } from "./replies.js";
import { type Request, xmlRoute } from "./route.js";
import { type Dashboard, longForm, shortForm } from "./state.js";

/** An order of numbers; it is worked off a while after it was received. */
type NumberOrder = {
  readonly id: string;
  readonly created: string;
  readonly request: Element;
  /** E.164. */
  readonly numbers: readonly string[];
  readonly errors: readonly ListedError[];
  changed: string;
  status: "RECEIVED" | "COMPLETE" | "PARTIAL" | "FAILED";
};

const ordersOf = storeOf((_: Dashboard) => new Map<string, NumberOrder>());

const root = "OrderResponse";
const all = "/accounts/{account}/orders";
const shared = { root, feature: "numbers" } as const;

export const orderRoutes: readonly Route[] = [
  xmlRoute({ ...shared, method: "POST", path: all, body: "Order", handle: create }),
  xmlRoute({ ...shared, root: "ResponseSelectWrapper", method: "GET", path: all, handle: list }),
  xmlRoute({ ...shared, method: "GET", path: `${all}/{orderId}`, handle: get }),
];

/** How long an order is under way, in telephone time. */
export const orderMs = 2_000;

function create({ world, dashboard, body }: Request): Outcome {
  if (!body) throw new Error("the route has a body");
  const siteId = textAt(body, "SiteId") ?? "";
  const location = locationFor(dashboard, siteId, textAt(body, "PeerId"));
  if (!location) return refused(body, { code: "5016", description: "The SiteId submitted is invalid." });
  const types = childrenOf(body).filter(({ name }) => name.endsWith("OrderType"));
  const [type] = types;
  if (!type || types.length > 1) {
    return refused(body, { code: "5000", description: "An order has exactly one order type." });
  }
  const wanted = numbersOf(dashboard, type);
  const now = timestamp(world.clock);
  const order: NumberOrder = {
    id: world.settings.newId(),
    created: now,
    changed: now,
    request: body,
    ...wanted,
    status: "RECEIVED",
  };
  ordersOf(dashboard).set(order.id, order);
  world.tasks.start(async () => {
    await world.clock.sleep(orderMs, world.closing);
    if (world.closing.aborted) return;
    order.changed = timestamp(world.clock);
    order.status = order.errors.length === 0 ? "COMPLETE" : order.numbers.length > 0 ? "PARTIAL" : "FAILED";
    const since = order.changed;
    for (const e164 of order.numbers) {
      const number = {
        e164,
        status: "Inservice",
        siteId,
        peerId: location.id,
        since,
        changed: since,
      } as const;
      dashboard.numbers.set(e164, { ...number });
    }
  });
  const url = `${world.url}/api/v2/accounts/${dashboard.account}/orders/${order.id}`;
  return xml(201, branch(root, errorsOf(order), orderNode(order)), { location: url });
}

const errorsOf = ({ errors }: NumberOrder): Node | undefined =>
  errors.length === 0 ? undefined : errorList(errors);

const refused = (body: Element, error: ListedError): Outcome =>
  xml(400, branch(root, errorList([error]), branch("Order", childrenOf(body).map(echo))));

/** The location that numbers go to: the one that is named, else the default of the site. */
function locationFor(dashboard: Dashboard, siteId: string, peerId: string | undefined) {
  const own = [...dashboard.locations.values()].filter((location) => location.siteId === siteId);
  return own.find(({ id, isDefault }) => (peerId === undefined ? isDefault : id === peerId));
}

type Numbers = { readonly numbers: readonly string[]; readonly errors: readonly ListedError[] };

function numbersOf(dashboard: Dashboard, type: Element): Numbers {
  if (type.name === "ExistingTelephoneNumberOrderType") {
    const written = textsAt(childOf(type, "TelephoneNumberList"), "TelephoneNumber");
    const taken = written.filter((number) => !isAvailable(dashboard, number));
    const description = "Telephone number is not available.";
    return {
      numbers: written
        .filter((number) => !taken.includes(number))
        .flatMap((number) => longForm(number) ?? []),
      errors: taken.map((phoneNumber) => ({ code: "5076", description, phoneNumber })),
    };
  }
  const of = (name: string) => textAt(type, name);
  const pattern = of("TollFreeWildCardPattern");
  const quantity = Number(of("Quantity") ?? 0);
  const numbers = availableNumbers(dashboard, {
    areaCode: pattern === undefined ? of("AreaCode") : (tollFreeCode(pattern) ?? "000"),
    prefix: of("NpaNxxX") ?? of("NpaNxx"),
    ...Object.fromEntries(
      [
        ["city", "City"],
        ["state", "State"],
        ["zip", "Zip"],
        ["lata", "Lata"],
        ["rateCenter", "RateCenter"],
      ].flatMap(([key = "", name = ""]) => (of(name) === undefined ? [] : [[key, of(name)]])),
    ),
  }).slice(0, quantity);
  const missing = { code: "5005", description: `Only ${numbers.length} of ${quantity} numbers were found.` };
  return { numbers, errors: numbers.length < quantity || quantity === 0 ? [missing] : [] };
}

const orderNode = ({ id, created, request }: NumberOrder): Node =>
  branch("Order", leaf("id", id), leaf("OrderCreateDate", created), childrenOf(request).map(echo));

function get({ dashboard, params }: Request): Outcome {
  const order = ordersOf(dashboard).get(params.orderId ?? "");
  if (!order) return plainError(root, 404, "The order does not exist");
  const done = order.status === "RECEIVED" ? [] : order.numbers;
  return xml(
    200,
    branch(
      root,
      errorsOf(order),
      leaf("CompletedQuantity", done.length),
      leaf("CreatedByUser", "simulator"),
      leaf("LastModifiedDate", order.changed),
      orderNode(order),
      leaf("OrderStatus", order.status),
      branch(
        "CompletedNumbers",
        done.map((e164) => branch("TelephoneNumber", leaf("FullNumber", shortForm(e164)))),
      ),
      leaf("FailedQuantity", order.errors.length),
    ),
  );
}

/** Without page and size this one says that there is nothing. */
function list({ world, dashboard, query }: Request): Outcome {
  const page = query.get("page");
  const size = Number(query.get("size") ?? Number.NaN);
  const listRoot = "ResponseSelectWrapper";
  if (!page || !Number.isInteger(size) || size < 1) {
    return plainError(listRoot, 404, "The resource does not exist");
  }
  const wanted = query.get("status");
  const own = query.get("customerOrderId");
  const matches = [...ordersOf(dashboard).values()]
    .filter(({ status }) => wanted === null || status === wanted)
    .filter(({ request }) => own === null || textAt(request, "CustomerOrderId") === own);
  const paged = pageOf(matches, { page, size, idOf: ({ id }) => id });
  if (!paged) return plainError(listRoot, 404, "The resource does not exist");
  return xml(
    200,
    branch(
      listRoot,
      branch(
        "ListOrderIdUserIdDate",
        leaf("TotalCount", matches.length),
        linksOf(paged, `${world.url}/api/v2/accounts/${dashboard.account}/orders?`),
        paged.items.map((order) =>
          branch(
            "OrderIdUserIdDate",
            maybe("CustomerOrderId", textAt(order.request, "CustomerOrderId")),
            leaf("CountOfTNs", order.numbers.length),
            leaf("lastModifiedDate", order.changed),
            leaf("OrderDate", order.created),
            leaf("orderId", order.id),
            leaf("OrderStatus", order.status),
            leaf("userId", "simulator"),
          ),
        ),
      ),
    ),
  );
}
