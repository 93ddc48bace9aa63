import type { Outcome } from "../outcome.js";
import type { Route } from "../router.js";
import { childOf, childrenOf, plainText, textAt } from "../xml/read.js";
import { branch, leaf, maybe, type Node } from "../xml/write.js";
import { statusError, xml } from "./replies.js";
import { type Request, xmlRoute } from "./route.js";
import type { Site } from "./state.js";

const all = "/accounts/{account}/sites";
const root = "SiteResponse";
const shared = { root, feature: "numbers" } as const;

export const siteRoutes: readonly Route[] = [
  xmlRoute({ ...shared, root: "SitesResponse", method: "GET", path: all, handle: list }),
  xmlRoute({ ...shared, method: "POST", path: all, body: "Site", handle: create }),
  xmlRoute({
    ...shared,
    method: "GET",
    path: `${all}/{siteId}`,
    handle: withSite((_, site) => xml(200, branch(root, nodeOf(site))), root),
  }),
];

/** The site of the path, or the 404. */
export function withSite(
  handle: (request: Request, site: Site) => Outcome,
  ownRoot: string,
): (request: Request) => Outcome {
  return (request) => {
    const { siteId = "" } = request.params;
    const site = request.dashboard.sites.get(siteId);
    if (site) return handle(request, site);
    return statusError(ownRoot, 404, { code: "12016", description: `Site '${siteId}' does not exist` });
  };
}

function list({ dashboard }: Request): Outcome {
  return xml(200, branch("SitesResponse", branch("Sites", [...dashboard.sites.values()].map(brief))));
}

const brief = ({ id, name, description }: Site): Node =>
  branch("Site", leaf("Id", id), leaf("Name", name), maybe("Description", description));

const nodeOf = (site: Site): Node => {
  const { address } = site;
  const lines = address.map(([name, text]) => leaf(name, text));
  return branch(
    "Site",
    leaf("Id", site.id),
    leaf("Name", site.name),
    maybe("Description", site.description),
    address.length === 0 ? undefined : branch("Address", lines),
  );
};

const addressFields = [
  "HouseNumber",
  "HouseSuffix",
  "PreDirectional",
  "StreetName",
  "StreetSuffix",
  "PostDirectional",
  "AddressLine2",
  "City",
  "StateCode",
  "Zip",
  "PlusFour",
  "County",
  "Country",
  "AddressType",
];

function create({ world, dashboard, body }: Request): Outcome {
  const name = textAt(body, "Name") ?? "";
  if (name === "") return statusError(root, 400, { code: "1003", description: "Name is required" });
  const id = String(1_001 + dashboard.nextId++);
  const site: Site = {
    id,
    name,
    description: textAt(body, "Description"),
    address: addressIn(childrenOf(childOf(body, "Address"))),
  };
  dashboard.sites.set(id, site);
  const location = `${world.url}/api/v2/accounts/${dashboard.account}/sites/${id}`;
  return xml(201, branch(root, nodeOf(site)), { location });
}

/** The vendor drops an element that comes after one it should precede. */
function addressIn(elements: ReturnType<typeof childrenOf>): Site["address"] {
  let last = -1;
  return elements.flatMap((element) => {
    const at = addressFields.indexOf(element.name);
    if (at <= last) return [];
    last = at;
    return [[element.name, plainText(element)] as const];
  });
}
