import type { ErrorCode } from "@jackfield/contract";

/** What a failure means for the caller. */
export type Reading = { readonly code: ErrorCode; readonly recovery: string };

export const limit = (recovery: string): Reading => ({ code: "feature_limit", recovery });
const wrong = (recovery: string): Reading => ({ code: "validation", recovery });
const missing = (recovery: string): Reading => ({ code: "not_found", recovery });

/** Error codes of the dashboard whose text alone does not tell what to do. */
export const codeReadings: ReadonlyMap<string, Reading> = new Map([
  ["1003", wrong("A required field is missing, as the details say; give it and call again.")],
  ["1006", wrong("Ask for fewer at once: size is at most 2500. Then follow Links.next page by page.")],
  ["1022", wrong("Write every number in E.164 with +, such as +19195550100, and call again.")],
  [
    "1023",
    wrong(
      "A number is not accepted as it is written; the description of the tool says whether it wants 10 digits or E.164.",
    ),
  ],
  ["4010", wrong("Give at least one search criterion, such as areaCode; city and rateCenter need state.")],
  [
    "5001",
    wrong(
      "Numbers stand in TelephoneNumberList inside of DisconnectTelephoneNumberOrderType; each must be in service on this account.",
    ),
  ],
  ["5076", wrong("This number is gone or not on the account; search again with searchAvailableNumbers.")],
  ["5016", wrong("SiteId is not a site of this account; take one from listSites.")],
  [
    "12512",
    wrong("Write the number in 10 digits without +1, and only a number of this account; then call again."),
  ],
  ["12016", missing("There is no site with this id; take one from listSites.")],
  [
    "12103",
    limit(
      "The account is not set up for HTTP applications; Bandwidth support can do that. Check accountId as well.",
    ),
  ],
  ["12234", limit("This account has the newer campaign API; use listCampaigns and its siblings.")],
  [
    "12962",
    wrong(
      "A callback field of the other kind of application was sent. Read ServiceType with getApplication: Voice-V2 takes CallInitiated…, CallStatus…, CallbackCreds, CallbackTimeout; Messaging-V2 takes Inbound…, Outbound…, RequestedCallbackTypes. Leave out the others.",
    ),
  ],
  ["13522", wrong("The first location of an account must be its default: set IsDefaultPeer to true.")],
  ["13576", limit("The account lacks this feature of numbers; Bandwidth support can enable it.")],
  ["13629", missing("There is no application with this id; take one from listApplications.")],
]);
