import { applicationsFor } from "../dashboard/state.js";
import { charge } from "../limits.js";
import { json, type Outcome, problem } from "../outcome.js";
import { type Incoming, jsonOnly, type Route } from "../router.js";
import type { World } from "../world.js";
import { listMessages } from "./listing.js";
import { deleteMedia, getMedia, listMedia, mediaTypes, uploadMedia } from "./media.js";
import { parseCreateMessage } from "./message.js";
import { messagingApplication, queueLimit, sendMessage } from "./send.js";

const base = "/api/v2/users/{account}";
const shared = { errors: "messaging", auth: "account", feature: "messaging" } as const;

/** The messaging API: messages and media. */
export const messagingRoutes: readonly Route[] = [
  { ...shared, method: "POST", path: `${base}/messages`, accepts: jsonOnly, handle: createMessage },
  { ...shared, method: "GET", path: `${base}/messages`, handle: listMessages },
  { ...shared, method: "GET", path: `${base}/media`, handle: listMedia },
  { ...shared, method: "GET", path: `${base}/media/{mediaId+}`, handle: getMedia },
  { ...shared, method: "PUT", path: `${base}/media/{mediaId+}`, accepts: mediaTypes, handle: uploadMedia },
  { ...shared, method: "DELETE", path: `${base}/media/{mediaId+}`, handle: deleteMedia },
];

function createMessage(world: World, incoming: Incoming): Outcome {
  const wanted = parseCreateMessage(incoming.body);
  if (!("applicationId" in wanted)) return refused(wanted);
  const { account = "" } = incoming.params;
  const anyKnown = applicationsFor(world, account, "messaging").length > 0;
  if (anyKnown && !messagingApplication(world, account, wanted.applicationId)) {
    const description = `${wanted.applicationId} is not a messaging application of this account`;
    return refused([{ fieldName: "applicationId", description }]);
  }
  const refusal = queueLimit(world, account) ?? charge(world);
  return refusal ?? json(202, sendMessage(world, account, wanted));
}

function refused(faults: readonly { readonly fieldName: string; readonly description: string }[]): Outcome {
  const fieldErrors = faults.map(({ fieldName, description }) => ({
    fieldName,
    description: `'${fieldName}' ${description}`,
  }));
  return problem(400, "Your request could not be accepted.", { fieldErrors });
}
