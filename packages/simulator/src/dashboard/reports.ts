import { timestamp } from "../clock.js";
import type { Outcome } from "../outcome.js";
import type { Incoming, Route } from "../router.js";
import { storeOf, type World } from "../world.js";
import { childOf, childrenOf, textAt } from "../xml/read.js";
import { branch, leaf, type Node } from "../xml/write.js";
import { orderMs } from "./orders.js";
import { statusError, xml } from "./replies.js";
import { type Request, xmlRoute } from "./route.js";
import type { Dashboard } from "./state.js";

/** A report that somebody asked for. */
type Instance = {
  readonly id: string;
  readonly format: string;
  readonly parameters: readonly (readonly [string, string])[];
  readonly requested: string;
  /** The vendor's last word is "Ready", not "Complete". */
  status: "Requested" | "Running" | "Ready";
};

const instancesOf = storeOf((_: Dashboard) => new Map<string, Instance>());

/** What a link to a file is good for: it needs no credential. */
const filesOf = storeOf((_: World) => new Map<string, string>());

const reportId = "100020";
const all = "/accounts/{account}/reports";
const instances = `${all}/{reportId}/instances`;
const feature = "numbers";
const root = "ReportInstanceResponse";
const fileRoot = "ReportInstanceFileResponse";

/** One report, its instances and their files. */
export const reportRoutes: readonly Route[] = [
  xmlRoute({ method: "GET", path: all, root: "ReportsResponse", feature, handle: listReports }),
  xmlRoute({ method: "GET", path: instances, root: "ReportInstancesResponse", feature, handle: known(list) }),
  xmlRoute({ method: "POST", path: instances, root, feature, body: "Instance", handle: known(create) }),
  xmlRoute({ method: "GET", path: `${instances}/{id}`, root, feature, handle: known(withInstance(show)) }),
  xmlRoute({
    method: "GET",
    path: `${instances}/{id}/file`,
    root: fileRoot,
    feature,
    handle: known(withInstance(file)),
  }),
  { method: "GET", path: "/simulator/files/{key}", errors: "dashboard", auth: "none", handle: download },
];

function listReports(): Outcome {
  const report = branch(
    "Report",
    leaf("Id", reportId),
    leaf("Name", "Telephone numbers"),
    leaf("Description", "All telephone numbers of the account"),
  );
  return xml(200, branch("ReportsResponse", branch("Reports", report)));
}

function known(handle: (request: Request) => Outcome): (request: Request) => Outcome {
  return (request) =>
    request.params.reportId === reportId
      ? handle(request)
      : statusError(root, 404, {
          code: "19001",
          description: `Report ${request.params.reportId} does not exist`,
        });
}

function withInstance(handle: (request: Request, instance: Instance) => Outcome) {
  return (request: Request): Outcome => {
    const instance = instancesOf(request.dashboard).get(request.params.id ?? "");
    if (instance) return handle(request, instance);
    return statusError(root, 404, {
      code: "19002",
      description: `Instance ${request.params.id} does not exist`,
    });
  };
}

function create({ world, dashboard, body }: Request): Outcome {
  const format = textAt(body, "OutputFormat") ?? "";
  if (format === "")
    return statusError(root, 400, { code: "19003", description: "OutputFormat is required" });
  const store = instancesOf(dashboard);
  const instance: Instance = {
    id: String(100_090 + store.size),
    format,
    parameters: childrenOf(childOf(body, "Parameters"), "Parameter").map(
      (parameter) => [textAt(parameter, "Name") ?? "", textAt(parameter, "Value") ?? ""] as const,
    ),
    requested: timestamp(world.clock),
    status: "Requested",
  };
  store.set(instance.id, instance);
  world.tasks.start(async () => {
    await world.clock.sleep(orderMs, world.closing);
    instance.status = "Running";
    await world.clock.sleep(orderMs, world.closing);
    instance.status = "Ready";
  });
  return { kind: "empty", status: 201, headers: { location: urlOf(world, dashboard, instance) } };
}

const urlOf = (world: World, { account }: Dashboard, { id }: Instance): string =>
  `${world.url}/api/v2/accounts/${account}/reports/${reportId}/instances/${id}`;

function list({ dashboard }: Request): Outcome {
  const nodes = [...instancesOf(dashboard).values()].map(nodeOf);
  return xml(200, branch("ReportInstancesResponse", branch("Instances", nodes)));
}

function show(_: Request, instance: Instance): Outcome {
  return xml(200, branch(root, nodeOf(instance)));
}

const nodeOf = ({ id, format, parameters, requested, status }: Instance): Node =>
  branch(
    "Instance",
    leaf("Id", id),
    leaf("ReportId", reportId),
    leaf("ReportName", "Telephone numbers"),
    leaf("OutputFormat", format),
    leaf("RequestedByUserName", "simulator"),
    leaf("RequestedAt", requested),
    branch(
      "Parameters",
      parameters.map(([name, value]) => branch("Parameter", leaf("Name", name), leaf("Value", value))),
    ),
    leaf("Status", status),
  );

/** 202 until it is ready, then a redirect to a place that wants no credential. */
function file({ world, dashboard }: Request, instance: Instance): Outcome {
  if (instance.status !== "Ready") {
    const description = "Report generation in progress; Output not yet available";
    return statusError(fileRoot, 202, { code: "19048", description });
  }
  const key = world.settings.newId();
  const lines = [...dashboard.numbers.values()].map(({ e164, status }) => `${e164},${status}`);
  filesOf(world).set(key, ["FullNumber,Status", ...lines, ""].join("\n"));
  return { kind: "empty", status: 307, headers: { location: `${world.url}/simulator/files/${key}` } };
}

function download(world: World, { params }: Incoming): Outcome {
  const text = filesOf(world).get(params.key ?? "");
  if (text === undefined) return { kind: "empty", status: 404 };
  return { kind: "bytes", status: 200, body: Buffer.from(text), headers: { "content-type": "text/csv" } };
}
