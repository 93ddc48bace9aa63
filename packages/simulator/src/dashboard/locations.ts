import type { Outcome } from "../outcome.js";
import type { Route } from "../router.js";
import { textAt } from "../xml/read.js";
import { branch, leaf, maybe, type Node } from "../xml/write.js";
import { statusError, xml } from "./replies.js";
import { type Request, xmlRoute } from "./route.js";
import { withSite } from "./sites.js";
import type { Location, Site } from "./state.js";

const all = "/accounts/{account}/sites/{siteId}/sippeers";
const one = `${all}/{locationId}`;
const settings = `${one}/products/messaging/applicationSettings`;
const settingsRoot = "ApplicationsSettingsResponse";
const feature = "numbers";

export const locationRoutes: readonly Route[] = [
  xmlRoute({
    method: "GET",
    path: all,
    root: "TNSipPeersResponse",
    feature,
    handle: withSite(list, "TNSipPeersResponse"),
  }),
  xmlRoute({
    method: "POST",
    path: all,
    root: "SipPeerResponse",
    feature,
    body: "SipPeer",
    handle: withSite(create, "SipPeerResponse"),
  }),
  xmlRoute({
    method: "GET",
    path: one,
    root: "SipPeerResponse",
    feature,
    handle: withLocation(
      (_, location) => xml(200, branch("SipPeerResponse", nodeOf(location))),
      "SipPeerResponse",
    ),
  }),
  xmlRoute({
    method: "GET",
    path: settings,
    root: settingsRoot,
    feature,
    handle: withLocation((_, location) => settingsReply(location), settingsRoot),
  }),
  xmlRoute({
    method: "PUT",
    path: settings,
    root: settingsRoot,
    feature,
    body: "ApplicationsSettings",
    handle: withLocation(link, settingsRoot),
  }),
];

function withLocation(
  handle: (request: Request, location: Location) => Outcome,
  root: string,
): (request: Request) => Outcome {
  return withSite((request, site) => {
    const { locationId = "" } = request.params;
    const location = request.dashboard.locations.get(locationId);
    if (location && location.siteId === site.id) return handle(request, location);
    return statusError(root, 404, { code: "13512", description: `SipPeer '${locationId}' does not exist` });
  }, root);
}

function list({ dashboard }: Request, site: Site): Outcome {
  const own = [...dashboard.locations.values()].filter(({ siteId }) => siteId === site.id);
  return xml(200, branch("TNSipPeersResponse", branch("SipPeers", own.map(nodeOf))));
}

const nodeOf = ({ id, name, description, isDefault }: Location): Node =>
  branch(
    "SipPeer",
    leaf("PeerId", id),
    leaf("PeerName", name),
    maybe("Description", description),
    leaf("IsDefaultPeer", isDefault),
  );

/** The reply to a creation is empty; the id stands in its Location. */
function create({ world, dashboard, body }: Request, site: Site): Outcome {
  const root = "SipPeerResponse";
  const name = textAt(body, "PeerName") ?? "";
  if (name === "") return statusError(root, 400, { code: "1003", description: "PeerName is required" });
  const isDefault = textAt(body, "IsDefaultPeer") === "true";
  const siblings = [...dashboard.locations.values()].filter(({ siteId }) => siteId === site.id);
  if (siblings.length === 0 && !isDefault) {
    const description = "IsDefaultPeer cannot be false right now. At least one default SipPeer is required";
    return statusError(root, 400, { code: "13522", description });
  }
  if (isDefault) for (const sibling of siblings) sibling.isDefault = false;
  const id = String(500_001 + dashboard.nextId++);
  const description = textAt(body, "Description");
  dashboard.locations.set(id, {
    id,
    siteId: site.id,
    name,
    description,
    isDefault,
    messagingAppId: undefined,
  });
  const location = `${world.url}/api/v2/accounts/${dashboard.account}/sites/${site.id}/sippeers/${id}`;
  return { kind: "empty", status: 201, headers: { location } };
}

const settingsReply = ({ messagingAppId }: Location): Outcome =>
  xml(
    200,
    branch(settingsRoot, branch("ApplicationsSettings", maybe("HttpMessagingV2AppId", messagingAppId))),
  );

function link({ dashboard, body }: Request, location: Location): Outcome {
  const id = textAt(body, "HttpMessagingV2AppId") ?? "";
  const application = dashboard.applications.get(id);
  if (!application) {
    const description = `Application with id '${id}' not found`;
    return statusError(settingsRoot, 404, { code: "13629", description });
  }
  if (application.kind !== "messaging") {
    const description = `Application '${id}' is not a Messaging-V2 application`;
    return statusError(settingsRoot, 400, { code: "13630", description });
  }
  location.messagingAppId = id;
  return settingsReply(location);
}
