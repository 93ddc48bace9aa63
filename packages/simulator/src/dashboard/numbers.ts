import type { Outcome } from "../outcome.js";
import type { Route } from "../router.js";
import { branch, leaf, maybe } from "../xml/write.js";
import { placeOf } from "./inventory.js";
import { linksOf, nothing, pageOf, statusError, xml } from "./replies.js";
import { type Request, xmlRoute } from "./route.js";
import { type PhoneNumber, shortForm } from "./state.js";

const list = "TelephoneNumbersResponse";
const details = "TelephoneNumberResponse";

export const numberRoutes: readonly Route[] = [
  // Without the role this one answers 403 with an empty body.
  xmlRoute({
    method: "GET",
    path: "/tns",
    root: list,
    feature: "numbers",
    silent: true,
    handle: listNumbers,
  }),
  xmlRoute({
    method: "GET",
    path: "/tns/{tn}/tndetails",
    root: details,
    feature: "numbers",
    silent: true,
    handle: numberDetails,
  }),
  // The older listing asks for no role; Build accounts have none of the two.
  xmlRoute({
    method: "GET",
    path: "/accounts/{account}/inserviceNumbers",
    root: "TNs",
    fullOnly: true,
    handle: inServiceNumbers,
  }),
];

const largestPage = 2_500;

type Filter = (number: PhoneNumber) => boolean;

function listNumbers({ world, dashboard, query }: Request): Outcome {
  const size = Number(query.get("size") ?? Number.NaN);
  const page = query.get("page");
  if (!Number.isInteger(size) || size < 1 || !page) {
    return statusError(list, 400, { code: "1003", description: "page and size are required" });
  }
  if (size > largestPage) {
    return statusError(list, 400, { code: "1006", description: `The size ${size} is above ${largestPage}` });
  }
  const filters: readonly Filter[] = [
    given(query, "status", ({ status }) => status),
    given(query, "fullNumber", ({ e164 }) => shortForm(e164)),
    given(query, "npa", ({ e164 }) => shortForm(e164).slice(0, 3)),
    given(query, "city", ({ e164 }) => placeOf(e164).city),
    given(query, "state", ({ e164 }) => placeOf(e164).state),
  ];
  const matches = sorted(dashboard.numbers.values()).filter((number) =>
    filters.every((fits) => fits(number)),
  );
  const paged = pageOf(matches, { page, size, idOf: ({ e164 }) => e164 });
  if (!paged) return statusError(list, 400, { code: "1003", description: `There is no page ${page}` });
  const links = linksOf(paged, `${world.url}/api/v2/tns?accountId=${dashboard.account}&`);
  return xml(
    200,
    branch(
      list,
      leaf("TelephoneNumberCount", matches.length),
      links,
      branch(
        "TelephoneNumbers",
        paged.items.map((number) => branch("TelephoneNumber", fieldsOf(number, dashboard.account))),
      ),
    ),
  );
}

const given =
  (query: URLSearchParams, name: string, fieldOf: (number: PhoneNumber) => string): Filter =>
  (number) => {
    const wanted = query.get(name);
    return wanted === null || fieldOf(number).toLowerCase() === wanted.toLowerCase();
  };

const sorted = (numbers: Iterable<PhoneNumber>): readonly PhoneNumber[] =>
  [...numbers].sort((a, b) => (a.e164 < b.e164 ? -1 : 1));

const fieldsOf = (number: PhoneNumber, account: string) => {
  const place = placeOf(number.e164);
  return [
    leaf("City", place.city),
    leaf("Lata", place.lata),
    leaf("State", place.state),
    leaf("FullNumber", shortForm(number.e164)),
    leaf("Tier", 0),
    leaf("VendorId", 49),
    leaf("VendorName", "Simulated CLEC"),
    leaf("RateCenter", place.rateCenter),
    leaf("Status", number.status),
    leaf("AccountId", account),
    leaf("LastModified", number.changed),
    leaf("InServiceDate", number.since),
  ];
};

function numberDetails({ dashboard, params }: Request): Outcome {
  const { tn = "" } = params;
  const number = /^\d{10}$/.test(tn) ? dashboard.numbers.get(`+1${tn}`) : undefined;
  if (!number) {
    const description = `Telephone number '${tn}' is not valid`;
    return statusError(details, 400, { code: "12512", description });
  }
  const site = dashboard.sites.get(number.siteId);
  const location = dashboard.locations.get(number.peerId);
  const services = ["Voice", ...(location?.messagingAppId === undefined ? [] : ["Messaging"])];
  const messaging = branch(
    "MessagingSettings",
    leaf("SmsEnabled", services.includes("Messaging")),
    maybe("CampaignId", number.campaignId),
    maybe("MessageClass", number.messageClass),
  );
  return xml(
    200,
    branch(
      details,
      branch(
        "TelephoneNumberDetails",
        fieldsOf(number, dashboard.account),
        leaf("OnNetVendor", true),
        branch("Site", leaf("Id", number.siteId), leaf("Name", site?.name ?? "")),
        branch(
          "SipPeer",
          leaf("PeerId", number.peerId),
          leaf("PeerName", location?.name ?? ""),
          leaf("IsDefaultPeer", location?.isDefault ?? false),
        ),
        branch(
          "ServiceTypes",
          services.map((service) => leaf("ServiceType", service)),
        ),
        messaging,
        maybe("CallForward", number.callForward),
      ),
    ),
  );
}

function inServiceNumbers({ world, dashboard, query }: Request): Outcome {
  if (query.has("ratecenter") && !query.has("state")) return nothing(404);
  const filters: readonly Filter[] = [
    ({ status }) => status === "Inservice",
    given(query, "areacode", ({ e164 }) => shortForm(e164).slice(0, 3)),
    given(query, "npanxx", ({ e164 }) => shortForm(e164).slice(0, 6)),
    given(query, "state", ({ e164 }) => placeOf(e164).state),
    given(query, "ratecenter", ({ e164 }) => placeOf(e164).rateCenter),
  ];
  const matches = sorted(dashboard.numbers.values()).filter((number) =>
    filters.every((fits) => fits(number)),
  );
  const size = Number(query.get("size") ?? 500);
  if (!Number.isInteger(size) || size < 1) return nothing(404);
  const paged = pageOf(matches, { page: query.get("page") ?? "1", size, idOf: ({ e164 }) => e164 });
  if (!paged || paged.items.length === 0) return nothing(204);
  return xml(
    200,
    branch(
      "TNs",
      leaf("TotalCount", matches.length),
      linksOf(paged, `${world.url}/api/v2/accounts/${dashboard.account}/inserviceNumbers?`),
      branch(
        "TelephoneNumbers",
        leaf("Count", paged.items.length),
        paged.items.map(({ e164 }) => leaf("TelephoneNumber", shortForm(e164))),
      ),
    ),
  );
}
