import { timestamp } from "../clock.js";
import type { Outcome } from "../outcome.js";
import type { Route } from "../router.js";
import { storeOf, type World } from "../world.js";
import { childOf, childrenOf, type Element, textAt, textsAt } from "../xml/read.js";
import { branch, leaf, maybe, type Node } from "../xml/write.js";
import { orderMs } from "./orders.js";
import { echo, linksOf, nothing, pageOf, plainError, statusError, xml } from "./replies.js";
import { type Request, xmlRoute } from "./route.js";
import type { Dashboard } from "./state.js";

type PortStatus =
  | "DRAFT"
  | "PENDING_DOCUMENTS"
  | "SUBMITTED"
  | "REQUESTED_SUPP"
  | "FOC"
  | "COMPLETE"
  | "REQUESTED_CANCEL"
  | "CANCELLED";

/** An order that brings numbers of another carrier here. */
export type PortIn = {
  readonly id: string;
  readonly created: string;
  request: Element;
  /** E.164. */
  numbers: readonly string[];
  changed: string;
  status: PortStatus;
  /** By file name: the letters of authorization. */
  readonly documents: Map<string, { readonly type: string; documentType: string | undefined }>;
  readonly notes: { readonly id: number; readonly userId: string; readonly text: string }[];
};

export const portInsOf = storeOf((_: Dashboard) => new Map<string, PortIn>());

const root = "LnpOrderResponse";
const all = "/accounts/{account}/portins";
const one = `${all}/{orderId}`;
const shared = { root, feature: "numbers" } as const;

/** Port-ins and port-outs. Of the latter there are none: nobody leaves. */
export const portRoutes: readonly Route[] = [
  xmlRoute({ ...shared, method: "POST", path: all, body: "LnpOrder", handle: create }),
  xmlRoute({ ...shared, root: "LNPResponseWrapper", method: "GET", path: all, handle: list }),
  xmlRoute({ ...shared, method: "GET", path: one, handle: withPort((_, port) => xml(200, nodeOf(port))) }),
  xmlRoute({ ...shared, method: "PUT", path: one, body: "LnpOrderSupp", handle: withPort(supplement) }),
  xmlRoute({ ...shared, method: "DELETE", path: one, handle: withPort(cancel) }),
  xmlRoute({ ...shared, method: "GET", path: `${one}/notes`, handle: withPort(listNotes) }),
  xmlRoute({ ...shared, method: "POST", path: `${one}/notes`, body: "Note", handle: withPort(addNote) }),
  xmlRoute({
    ...shared,
    root: "PortOutsResponse",
    method: "GET",
    path: "/accounts/{account}/portouts",
    handle: ({ query }) =>
      query.get("page") && query.get("size")
        ? xml(200, branch("PortOutsResponse"))
        : plainError("PortOutsResponse", 404, "The resource does not exist"),
  }),
];

type PortHandler = (request: Request, port: PortIn) => Outcome;

export function withPort(handle: PortHandler): (request: Request) => Outcome {
  return (request) => {
    const port = portInsOf(request.dashboard).get(request.params.orderId ?? "");
    return port ? handle(request, port) : plainError(root, 404, "The order does not exist");
  };
}

const numbersIn = (body: Element | undefined): readonly string[] =>
  textsAt(childOf(body, "ListOfPhoneNumbers"), "PhoneNumber");

function create(request: Request): Outcome {
  const { world, dashboard, body } = request;
  if (!body) throw new Error("the route has a body");
  const errors = errorsIn(request, body);
  if (errors.length > 0) return invalid(errors, body);
  const now = timestamp(world.clock);
  const port: PortIn = {
    id: world.settings.newId(),
    created: now,
    changed: now,
    request: body,
    numbers: numbersIn(body),
    status: textAt(body, "ProcessingStatus") === "DRAFT" ? "DRAFT" : "PENDING_DOCUMENTS",
    documents: new Map(),
    notes: [],
  };
  portInsOf(dashboard).set(port.id, port);
  const location = `${world.url}/api/v2/accounts/${dashboard.account}/portins/${port.id}`;
  return xml(201, nodeOf(port), { location });
}

type PortError = { readonly code: string; readonly description: string };

/** Everything that is wrong with a new order. */
function errorsIn({ dashboard }: Request, body: Element): readonly PortError[] {
  const numbers = numbersIn(body);
  const peer = textAt(body, "PeerId");
  const billing = textAt(body, "BillingTelephoneNumber");
  const inUse = [...portInsOf(dashboard).values()]
    .filter(({ status }) => status !== "COMPLETE" && status !== "CANCELLED")
    .flatMap((port) => port.numbers);
  const checks: readonly (readonly [boolean, string, string])[] = [
    [
      !dashboard.sites.has(textAt(body, "SiteId") ?? ""),
      "7309",
      "The site id was not supplied or is invalid.",
    ],
    [peer !== undefined && !dashboard.locations.has(peer), "7312", "The sippeer id is invalid."],
    [!textAt(body, "LoaAuthorizingPerson"), "7310", "LoaAuthorizingPerson is required."],
    [childOf(body, "Subscriber") === undefined, "7311", "Subscriber is required."],
    [numbers.length === 0, "7300", "ListOfPhoneNumbers is required."],
    [
      numbers.some((number) => !/^\+1\d{10}$/.test(number)),
      "7301",
      "A telephone number is not in E.164 format.",
    ],
    [
      billing !== undefined && billing === textAt(body, "NewBillingTelephoneNumber"),
      "7497",
      "The new billing telephone number is the same as the billing telephone number.",
    ],
    [
      numbers.some((number) => inUse.includes(number)),
      "7205",
      "Telephone number is already being processed on another order",
    ],
  ];
  return checks.flatMap(([wrong, code, description]) => (wrong ? [{ code, description }] : []));
}

const invalid = (errors: readonly PortError[], body?: Element): Outcome =>
  xml(
    400,
    branch(
      root,
      branch(
        "Status",
        leaf("Code", 400),
        leaf("Description", "Validation Failed. Please check your input parameters."),
      ),
      errors.map(({ code, description }) =>
        branch("Errors", leaf("Code", code), leaf("Description", description)),
      ),
      leaf("ProcessingStatus", "EXCEPTION"),
      childrenOf(body).map(echo),
    ),
  );

const nodeOf = (port: PortIn): Node =>
  branch(
    root,
    leaf("OrderId", port.id),
    leaf("ProcessingStatus", port.status),
    childrenOf(port.request)
      .filter(({ name }) => name !== "ProcessingStatus")
      .map(echo),
    leaf("OrderCreateDate", port.created),
    leaf("LastModifiedDate", port.changed),
    leaf("userId", "simulator"),
    leaf("PortType", "AUTOMATED"),
  );

/** Page and size are required; unlike the orders this one says so. */
function list({ world, dashboard, query }: Request): Outcome {
  const listRoot = "LNPResponseWrapper";
  const page = query.get("page");
  const size = Number(query.get("size") ?? Number.NaN);
  if (!page || !Number.isInteger(size) || size < 1) {
    return statusError(listRoot, 400, { code: "1003", description: "page and size are required" });
  }
  const wanted = query.get("status");
  const ports = [...portInsOf(dashboard).values()].filter(
    ({ status }) => wanted === null || status === wanted,
  );
  const paged = pageOf(ports, { page, size, idOf: ({ id }) => id });
  if (!paged) return plainError(listRoot, 404, "The resource does not exist");
  const briefs = paged.items.map((port) =>
    branch(
      "lnpPortInfoForGivenStatus",
      leaf("accountId", dashboard.account),
      leaf("CountOfTNs", port.numbers.length),
      maybe("CustomerOrderId", textAt(port.request, "CustomerOrderId")),
      leaf("userId", "simulator"),
      leaf("lastModifiedDate", port.changed),
      leaf("OrderDate", port.created),
      leaf("OrderId", port.id),
      leaf("OrderType", "port_in"),
      leaf("ProcessingStatus", port.status),
    ),
  );
  const links = linksOf(paged, `${world.url}/api/v2/accounts/${dashboard.account}/portins?`);
  return xml(200, branch(listRoot, leaf("TotalCount", ports.length), links, briefs));
}

const done = (port: PortIn): boolean => port.status === "COMPLETE" || port.status === "CANCELLED";
const complete = {
  code: "7304",
  description: "The order is already complete and cannot be modified or cancelled",
};

/** Changes what is sent; afterwards the order goes on. */
function supplement({ world, dashboard, body }: Request, port: PortIn): Outcome {
  if (done(port) || !body) return invalid([complete]);
  const changed = childrenOf(body);
  const kept = childrenOf(port.request).filter(({ name }) => !changed.some((one) => one.name === name));
  port.request = { ...port.request, content: [...kept, ...changed] };
  const before = port.status;
  move(world, port, "REQUESTED_SUPP");
  later(world, () => {
    if (port.status !== "REQUESTED_SUPP") return;
    if (before === "DRAFT" || before === "PENDING_DOCUMENTS") move(world, port, before);
    else submit(world, dashboard, port);
  });
  return xml(200, nodeOf(port));
}

function cancel({ world }: Request, port: PortIn): Outcome {
  if (done(port)) return invalid([complete]);
  move(world, port, "REQUESTED_CANCEL");
  later(world, () => move(world, port, "CANCELLED"));
  return nothing(200);
}

/** Submits an order whose documents are there: first a date is committed to, then the numbers are here. */
export function submit(world: World, dashboard: Dashboard, port: PortIn): void {
  move(world, port, "SUBMITTED");
  later(world, () => {
    if (port.status !== "SUBMITTED") return;
    move(world, port, "FOC");
    later(world, () => {
      if (port.status === "FOC") arrive(world, dashboard, port);
    });
  });
}

function arrive(world: World, dashboard: Dashboard, port: PortIn): void {
  move(world, port, "COMPLETE");
  const siteId = textAt(port.request, "SiteId") ?? "";
  const own = [...dashboard.locations.values()].filter((location) => location.siteId === siteId);
  const peerId = textAt(port.request, "PeerId") ?? own.find(({ isDefault }) => isDefault)?.id ?? "";
  for (const e164 of port.numbers) {
    const since = port.changed;
    dashboard.numbers.set(e164, { e164, status: "Inservice", siteId, peerId, since, changed: since });
  }
}

function move(world: World, port: PortIn, status: PortStatus): void {
  port.status = status;
  port.changed = timestamp(world.clock);
}

function later(world: World, work: () => void): void {
  world.tasks.start(async () => {
    await world.clock.sleep(orderMs, world.closing);
    if (!world.closing.aborted) work();
  });
}

/** No notes are no body at all. */
function listNotes(_: Request, { notes, changed }: PortIn): Outcome {
  if (notes.length === 0) return nothing(200);
  const nodes = notes.map(({ id, userId, text }) =>
    branch(
      "Note",
      leaf("Id", id),
      leaf("UserId", userId),
      leaf("Description", text),
      leaf("LastDateModifier", changed),
    ),
  );
  return xml(200, branch("Notes", nodes));
}

function addNote({ world, dashboard, body }: Request, port: PortIn): Outcome {
  const userId = textAt(body, "UserId") ?? "";
  const text = textAt(body, "Description") ?? "";
  if (userId === "")
    return statusError("NoteResponse", 400, { code: "12501", description: "Username is required" });
  const id = 87_001 + port.notes.length;
  port.notes.push({ id, userId, text });
  const location = `${world.url}/api/v2/accounts/${dashboard.account}/portins/${port.id}/notes/${id}`;
  return { kind: "empty", status: 201, headers: { location } };
}
