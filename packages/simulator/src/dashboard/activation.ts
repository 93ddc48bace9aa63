import {
  type FieldRules,
  type Fields,
  isFields,
  oneOf,
  optional,
  required,
  text,
  textsOf,
} from "../fields.js";
import { json, type Outcome } from "../outcome.js";
import { jsonOnly, type Route } from "../router.js";
import { storeOf } from "../world.js";
import { data, fieldsOf, type JsonRequest, on, phoneNumbers } from "./json-request.js";
import { orderMs } from "./orders.js";
import type { Dashboard } from "./state.js";

type ServiceOrder = { readonly id: string; readonly body: Fields; status: "RECEIVED" | "COMPLETE" };

const serviceOrdersOf = storeOf((_: Dashboard) => new Map<string, ServiceOrder>());

const base = "/api/v2/accounts/{account}";
const shared = { errors: "data", auth: "account", feature: "numbers" } as const;

/** Turning services of numbers on and off. */
export const activationRoutes: readonly Route[] = [
  {
    ...shared,
    method: "POST",
    path: `${base}/serviceActivation`,
    accepts: jsonOnly,
    handle: on(activate),
  },
  { ...shared, method: "GET", path: `${base}/serviceActivation/{orderId}`, handle: on(activation) },
  {
    ...shared,
    method: "POST",
    path: `${base}/serviceActivationChecker`,
    accepts: jsonOnly,
    handle: on(check),
  },
];

const activationRules: FieldRules = {
  action: required(oneOf("ACTIVATE", "DEACTIVATE")),
  phoneNumbers,
  services: required((value) =>
    isFields(value) && Object.keys(value).length > 0 ? undefined : "must name at least one service",
  ),
  customerOrderId: optional(text({ max: 128 })),
};

function activate({ world, dashboard, body }: JsonRequest): Outcome {
  const checked = fieldsOf(body, activationRules);
  if ("refusal" in checked) return checked.refusal;
  const order: ServiceOrder = { id: world.settings.newId(), body: checked.fields, status: "RECEIVED" };
  serviceOrdersOf(dashboard).set(order.id, order);
  world.tasks.start(async () => {
    await world.clock.sleep(orderMs, world.closing);
    order.status = "COMPLETE";
  });
  return data(201, orderView(order));
}

const orderView = ({ id, body, status }: ServiceOrder) => ({ orderId: id, orderStatus: status, ...body });

/** This API answers `{"error": {"code", "description"}}`. */
function activation({ dashboard, params }: JsonRequest): Outcome {
  const order = serviceOrdersOf(dashboard).get(params.orderId ?? "");
  if (order) return data(200, orderView(order));
  return json(404, { error: { code: "404", description: "There is no order with this id." } });
}

function check({ dashboard, body }: JsonRequest): Outcome {
  const checked = fieldsOf(body, { phoneNumbers });
  if ("refusal" in checked) return checked.refusal;
  const numbers = textsOf(checked.fields, "phoneNumbers").map((phoneNumber) => {
    const ours = dashboard.numbers.get(phoneNumber)?.status === "Inservice";
    return { phoneNumber, eligible: ours, services: ours ? { voice: ["INBOUND"], messaging: ["ALL"] } : {} };
  });
  return data(200, { phoneNumbers: numbers });
}
