import { reaches } from "../auth.js";
import { type Feature, has } from "../grants.js";
import type { Outcome } from "../outcome.js";
import type { Incoming, Route } from "../router.js";
import type { World } from "../world.js";
import { type Element, parseXml } from "../xml/read.js";
import { nothing, plainError, statusError } from "./replies.js";
import { type Dashboard, dashboardOf } from "./state.js";

/** A request of an account that may use the dashboard. */
export type Request = {
  readonly world: World;
  readonly dashboard: Dashboard;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The root element of the body; undefined where the operation has none. */
  readonly body: Element | undefined;
  readonly incoming: Incoming;
};

type Operation = {
  readonly method: Route["method"];
  /** Below `/api/v2`. */
  readonly path: string;
  /** The root of its replies. */
  readonly root: string;
  /** The role it needs. Without it the vendor answers 403 with words, or `silent` with nothing. */
  readonly feature?: Feature;
  readonly silent?: true;
  /** A Build account does not have it, whatever its roles are. */
  readonly fullOnly?: true;
  /** The root element of its body. */
  readonly body?: string;
  readonly handle: (request: Request) => Outcome;
};

const xmlOnly: ReadonlySet<string> = new Set(["application/xml", "text/xml"]);

/** An operation of the XML API as a route: Accept, account, role and body are checked here. */
export function xmlRoute(operation: Operation): Route {
  return {
    method: operation.method,
    path: `/api/v2${operation.path}`,
    errors: "dashboard",
    auth: "grant",
    ...(operation.body !== undefined && { accepts: xmlOnly }),
    handle: (world, incoming) => answer(world, operation, incoming),
  };
}

function answer(world: World, operation: Operation, incoming: Incoming): Outcome {
  const { root } = operation;
  if (!acceptsXml(incoming.headers.accept)) return nothing(406);
  const { grant } = incoming;
  const own = (grant?.accounts.length ? grant.accounts : world.settings.accounts)[0] ?? "";
  const account = incoming.params.account ?? incoming.query.get("accountId") ?? own;
  if (grant && operation.feature && !has(grant, operation.feature)) {
    return operation.silent
      ? nothing(403)
      : plainError(root, 403, `The user does not have the role for ${operation.feature}.`);
  }
  if (grant?.express && operation.fullOnly) return nothing(403);
  if (!grant || !reaches(world, grant, account)) {
    const description = `Current ${account} Account have no Catapult association`;
    return statusError(root, 400, { code: "12103", description });
  }
  const parsed = operation.body === undefined ? undefined : parseXml(incoming.bytes.toString("utf8"));
  if (parsed && !parsed.ok) return plainError(root, 400, `The request body is not XML: ${parsed.fault}`);
  if (parsed && parsed.value.name !== operation.body) {
    return plainError(root, 400, `Unexpected element ${parsed.value.name}, expected ${operation.body}`);
  }
  const { params, query } = incoming;
  return operation.handle({
    world,
    dashboard: dashboardOf(world, account),
    params,
    query,
    body: parsed?.value,
    incoming,
  });
}

const acceptsXml = (accept = "*/*"): boolean =>
  accept
    .split(",")
    .map((range) => range.split(";", 1)[0]?.trim())
    .some((type) => type !== undefined && ["application/xml", "application/*", "*/*"].includes(type));
