import { has } from "../grants.js";
import type { Outcome } from "../outcome.js";
import type { Route } from "../router.js";
import type { Element } from "../xml/read.js";
import { childrenOf, plainText, textAt, textsAt } from "../xml/read.js";
import { branch, leaf, type Node } from "../xml/write.js";
import { type AppRecord, type FieldValue, fieldsOf, type Kind } from "./app-record.js";
import { nothing, plainError, statusError, xml } from "./replies.js";
import { type Request, xmlRoute } from "./route.js";

const root = "ApplicationProvisioningResponse";
const all = "/accounts/{account}/applications";
const one = `${all}/{applicationId}`;
const shared = { root, feature: "applications" } as const;

export const applicationRoutes: readonly Route[] = [
  xmlRoute({ ...shared, method: "GET", path: all, handle: list }),
  xmlRoute({ ...shared, method: "POST", path: all, body: "Application", handle: create }),
  xmlRoute({
    ...shared,
    method: "GET",
    path: one,
    handle: withOne((_, application) => reply(200, application)),
  }),
  xmlRoute({ ...shared, method: "PUT", path: one, body: "Application", handle: withOne(replace) }),
  xmlRoute({ ...shared, method: "PATCH", path: one, body: "Application", handle: withOne(merge) }),
  xmlRoute({ ...shared, method: "DELETE", path: one, handle: withOne(remove) }),
  xmlRoute({
    ...shared,
    root: "AssociatedSipPeersResponse",
    method: "GET",
    path: `${one}/associatedsippeers`,
    handle: withOne(locations, "AssociatedSipPeersResponse"),
  }),
];

type ApplicationHandler = (request: Request, application: AppRecord) => Outcome;

function withOne(handle: ApplicationHandler, ownRoot = root): (request: Request) => Outcome {
  return (request) => {
    const { applicationId = "" } = request.params;
    const application = request.dashboard.applications.get(applicationId);
    if (application) return handle(request, application);
    const description = `Application with id '${applicationId}' not found`;
    return statusError(ownRoot, 404, { code: "13629", description });
  };
}

function list({ dashboard }: Request): Outcome {
  const nodes = [...dashboard.applications.values()].map(nodeOf);
  return xml(200, branch(root, branch("ApplicationList", nodes)));
}

const reply = (status: number, application: AppRecord, location?: string): Outcome =>
  xml(status, branch(root, nodeOf(application)), location === undefined ? undefined : { location });

/** Passwords are never shown. */
const nodeOf = (application: AppRecord): Node =>
  branch(
    "Application",
    leaf("ApplicationId", application.id),
    leaf("ServiceType", application.kind === "voice" ? "Voice-V2" : "Messaging-V2"),
    leaf("AppName", application.name),
    fieldsOf[application.kind].flatMap((name) => {
      const value = application.fields.get(name);
      return value === undefined ? [] : [fieldNode(name, value)];
    }),
  );

function fieldNode(name: string, value: FieldValue): Node {
  switch (value.kind) {
    case "text":
      return leaf(name, value.text);
    case "creds":
      return branch(name, leaf("UserId", value.user));
    case "types":
      return branch(
        name,
        value.types.map((type) => leaf("CallbackType", type)),
      );
  }
}

function create(request: Request): Outcome {
  const { world, dashboard, body, incoming } = request;
  const kind = kindOf(textAt(body, "ServiceType"));
  if (!kind) return invalid("ServiceType must be Voice-V2 or Messaging-V2");
  if (kind === "voice" && incoming.grant && !has(incoming.grant, "voice")) {
    return plainError(root, 409, "HTTP voice feature is required");
  }
  const fields = fieldsIn(body, kind);
  if (!("size" in fields)) return fields;
  const id = world.settings.newId();
  const stored = store(request, { id, kind, fields, preset: false, name: textAt(body, "AppName") ?? "" });
  const { account } = dashboard;
  return (
    stored ??
    reply(201, applicationOf(request, id), `${world.url}/api/v2/accounts/${account}/applications/${id}`)
  );
}

/** PUT forgets whatever is not sent. */
function replace(request: Request, application: AppRecord): Outcome {
  const { body } = request;
  if (kindOf(textAt(body, "ServiceType")) !== application.kind)
    return invalid("ServiceType cannot be changed");
  const fields = fieldsIn(body, application.kind);
  if (!("size" in fields)) return fields;
  const stored = store(request, { ...application, fields, name: textAt(body, "AppName") ?? "" });
  return stored ?? reply(200, applicationOf(request, application.id));
}

/** PATCH keeps whatever is not sent; an empty element clears its field. */
function merge(request: Request, application: AppRecord): Outcome {
  const { body } = request;
  const kind = textAt(body, "ServiceType");
  if (kind !== undefined && kindOf(kind) !== application.kind)
    return invalid("ServiceType cannot be changed");
  const changes = fieldsIn(body, application.kind);
  if (!("size" in changes)) return changes;
  const fields = new Map([...application.fields, ...changes]);
  for (const { name } of childrenOf(body)) if (!changes.has(name)) fields.delete(name);
  const stored = store(request, {
    ...application,
    fields,
    name: textAt(body, "AppName") ?? application.name,
  });
  return stored ?? reply(200, applicationOf(request, application.id));
}

const applicationOf = ({ dashboard }: Request, id: string): AppRecord => {
  const application = dashboard.applications.get(id);
  if (!application) throw new Error(`the application ${id} was not stored`);
  return application;
};

/** Stores an application, or says what it lacks. */
function store({ dashboard }: Request, application: AppRecord): Outcome | undefined {
  const { kind, name, fields } = application;
  if (name === "") return invalid("AppName is required");
  if (kind === "voice" && !fields.has("CallInitiatedCallbackUrl")) {
    return invalid("CallInitiatedCallbackUrl is required");
  }
  const receiver = ["InboundCallbackUrl", "CallbackUrl", "MsgCallbackUrl"].some((field) => fields.has(field));
  if (kind === "messaging" && !receiver) return invalid("InboundCallbackUrl is required");
  dashboard.applications.set(application.id, application);
  return undefined;
}

function remove({ dashboard }: Request, application: AppRecord): Outcome {
  dashboard.applications.delete(application.id);
  for (const location of dashboard.locations.values()) {
    if (location.messagingAppId === application.id) location.messagingAppId = undefined;
  }
  return nothing(200);
}

function locations({ dashboard }: Request, application: AppRecord): Outcome {
  const linked = [...dashboard.locations.values()].filter(
    (location) => location.messagingAppId === application.id,
  );
  const nodes = linked.map((location) =>
    branch(
      "AssociatedSipPeer",
      leaf("SiteId", location.siteId),
      leaf("SiteName", dashboard.sites.get(location.siteId)?.name ?? ""),
      leaf("PeerId", location.id),
      leaf("PeerName", location.name),
    ),
  );
  return xml(200, branch("AssociatedSipPeersResponse", branch("AssociatedSipPeers", nodes)));
}

const invalid = (description: string): Outcome => statusError(root, 400, { code: "12960", description });

const kindOf = (serviceType: string | undefined): Kind | undefined => {
  if (serviceType === undefined) return undefined;
  if (/^Voice(-V2)?$/.test(serviceType)) return "voice";
  return /^Messaging(-V2)?$/.test(serviceType) ? "messaging" : undefined;
};

const plain: ReadonlySet<string> = new Set(["ApplicationId", "ServiceType", "AppName"]);

/** The callback fields of a body; a field of the other kind, an unknown one or a bad value is refused. */
function fieldsIn(body: Element | undefined, kind: Kind): ReadonlyMap<string, FieldValue> | Outcome {
  const fields = new Map<string, FieldValue>();
  const other = fieldsOf[kind === "voice" ? "messaging" : "voice"];
  for (const element of childrenOf(body)) {
    const { name } = element;
    if (plain.has(name)) continue;
    if (other.includes(name)) {
      const description = `${name} is not allowed for a ${kind === "voice" ? "Voice-V2" : "Messaging-V2"} application`;
      return statusError(root, 400, { code: "12962", description });
    }
    if (!fieldsOf[kind].includes(name)) return plainError(root, 400, `Unexpected element ${name}`);
    const value = fieldValue(element);
    if (value === undefined) continue;
    const fault = faultOf(name, value);
    if (fault !== undefined) return invalid(fault);
    fields.set(name, value);
  }
  return fields;
}

/** Undefined for an empty element, which stands for no value. */
function fieldValue(element: Element): FieldValue | undefined {
  if (element.name === "RequestedCallbackTypes") {
    return { kind: "types", types: textsAt(element, "CallbackType") };
  }
  if (element.name.endsWith("Creds")) {
    const user = textAt(element, "UserId");
    return user === undefined ? undefined : { kind: "creds", user, password: textAt(element, "Password") };
  }
  const text = plainText(element);
  return text === "" ? undefined : { kind: "text", text };
}

function faultOf(name: string, value: FieldValue): string | undefined {
  if (value.kind !== "text") return undefined;
  const { text } = value;
  if (name.endsWith("Url")) {
    return URL.canParse(text) && /^https?:/i.test(text) ? undefined : `${name} is not a valid URL`;
  }
  if (name.endsWith("Method")) return /^(GET|POST)$/.test(text) ? undefined : `${name} must be GET or POST`;
  return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 25
    ? undefined
    : `${name} must be a number of seconds from 1 to 25`;
}
