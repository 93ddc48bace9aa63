import { type CallContext, defineTool, type ToolResult } from "@jackfield/contract";
import { z } from "zod";
import { familyOf } from "../../applications.js";
import { answer, type Fields, listIn, objectIn, refuse, step, textIn } from "../../steps.js";

type Account = { readonly accountId?: string | undefined };
type Location = { readonly siteId: string; readonly locationId: string };
type Wanted = { readonly siteId?: string | undefined; readonly locationId?: string | undefined };

/** The one that is meant: the one that is named, or the only one. */
const pick = (all: readonly Fields[], id: string, named: string | undefined): Fields | undefined =>
  named === undefined && all.length === 1 ? all[0] : all.find((one) => textIn(one, id) === named);

const isDefault = (location: Fields): boolean => String(location.IsDefaultPeer) === "true";

const undecided = (what: string, argument: string, choices: readonly Fields[]): ToolResult =>
  choices.length === 0
    ? refuse(
        "not_found",
        `The account has no ${what}.`,
        `Create one with create${what === "site" ? "Site" : "Location"}.`,
      )
    : refuse(
        "validation",
        `It is not clear which ${what} is meant.`,
        `Give ${argument}, one of those in details.`,
        choices,
      );

/** The location that is meant: named, the default one of its site, or the only one. */
const locate = async (
  call: CallContext,
  account: Account,
  wanted: Wanted,
): Promise<Location | ToolResult> => {
  const sites = await step(call, "listSites", account);
  if (!sites.ok) return sites.failure;
  const allSites = listIn(sites.value, "Sites").map(({ Id, Name }) => ({ Id, Name }));
  const siteId = textIn(pick(allSites, "Id", wanted.siteId) ?? {}, "Id");
  if (siteId === undefined) return undecided("site", "siteId", allSites);
  const locations = await step(call, "listLocations", { ...account, siteId });
  if (!locations.ok) return locations.failure;
  const all = listIn(locations.value, "SipPeers");
  const meant =
    pick(all, "PeerId", wanted.locationId) ??
    (wanted.locationId === undefined ? all.find(isDefault) : undefined);
  const locationId = textIn(meant ?? {}, "PeerId");
  const choices = all.map(({ PeerId, PeerName }) => ({ PeerId, PeerName }));
  return locationId === undefined ? undecided("location", "locationId", choices) : { siteId, locationId };
};

const linkedIn = (reply: Fields): string | undefined =>
  textIn(objectIn(reply, "ApplicationsSettings"), "HttpMessagingV2AppId");

type Link = Location & Account & { readonly applicationId: string; readonly replace: boolean };

const link = async (
  call: CallContext,
  { applicationId, replace, ...location }: Link,
): Promise<ToolResult> => {
  const before = await step(call, "getLocationMessagingSettings", location);
  if (!before.ok) return before.failure;
  const other = linkedIn(before.value);
  const done = (note: string) => answer({ linked: true, applicationId, ...location, note });
  if (other === applicationId) return done("It was linked already.");
  if (other !== undefined && !replace) {
    return refuse(
      "conflict",
      `The location serves application ${other}, and a location has one.`,
      "Ask a person. Then call again with replace, or name another location.",
    );
  }
  const changed = await step(call, "updateLocationMessagingSettings", {
    ...location,
    HttpMessagingV2AppId: applicationId,
  });
  if (!changed.ok) return changed.failure;
  const after = await step(call, "getLocationMessagingSettings", location);
  if (!after.ok) return after.failure;
  return linkedIn(after.value) === applicationId
    ? done("Numbers of this location now use it.")
    : refuse(
        "conflict",
        "The change was accepted, but the location does not show it.",
        "Call again in a minute.",
      );
};

/** Links a messaging application to a location, without which its messages vanish. */
export const linkApplication = defineTool({
  name: "linkApplication",
  title: "Link a messaging application",
  description:
    "Link a Messaging-V2 application to a location, so that its messages are delivered. Takes the only or the default location unless you name one.",
  hints: { destructive: true, idempotent: true },
  tags: ["Applications", "Locations"],
  input: z.object({
    applicationId: z.string(),
    siteId: z.string().optional(),
    locationId: z.string().optional(),
    replace: z.boolean().default(false).describe("Take the place of another application"),
    accountId: z.string().optional(),
  }),
  async run({ applicationId, siteId, locationId, replace, accountId }, call) {
    const read = await step(call, "getApplication", { applicationId, accountId });
    if (!read.ok) return read.failure;
    const serviceType = textIn(objectIn(read.value, "Application"), "ServiceType");
    if (familyOf(serviceType) !== "messaging") {
      return refuse(
        "validation",
        `This is a ${serviceType ?? "strange"} application; only those for messages are linked to locations.`,
        "Use a Messaging-V2 application; listApplications shows them.",
      );
    }
    const location = await locate(call, { accountId }, { siteId, locationId });
    if ("content" in location) return location;
    return link(call, { ...location, accountId, applicationId, replace });
  },
});
