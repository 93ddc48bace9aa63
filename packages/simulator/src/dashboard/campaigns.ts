import { json, type Outcome, problem } from "../outcome.js";
import type { Route } from "../router.js";
import { data, type JsonRequest, on } from "./json-request.js";
import type { PhoneNumber } from "./state.js";

const base = "/api/v2/accounts/{account}";
const shared = { errors: "data", auth: "account", feature: "campaigns", method: "GET" } as const;
const codes = { errors: "messaging", auth: "account", feature: "messaging", method: "GET" } as const;

/** 10DLC campaigns with their numbers, and short codes, of which there are none. */
export const campaignRoutes: readonly Route[] = [
  { ...shared, path: `${base}/tendlc/campaigns`, handle: on(listCampaigns) },
  { ...shared, path: `${base}/tendlc/campaigns/{campaignId}/phoneNumbers`, handle: on(campaignNumbers) },
  { ...shared, path: `${base}/tendlc/phoneNumbers`, handle: on(campaignNumbers) },
  { ...shared, path: `${base}/tendlc/phoneNumbers/{phoneNumber}`, handle: on(campaignNumber) },
  { ...codes, path: `${base}/shortcodes`, handle: on(({ query }) => pageReply([], query)) },
  { ...codes, path: `${base}/shortcodes/{code}/{country}`, handle: on(noShortCode) },
];

/** A campaign exists once a number was put on it. */
function listCampaigns({ dashboard, query }: JsonRequest): Outcome {
  const ids = new Set([...dashboard.numbers.values()].flatMap(({ campaignId }) => campaignId ?? []));
  return pageReply(
    [...ids].map((campaignId) => ({ campaignId, status: "REGISTERED" })),
    query,
  );
}

const onCampaign = ({ e164: phoneNumber, campaignId }: PhoneNumber) => ({
  phoneNumber,
  campaignId,
  status: "SUCCESS",
});

function campaignNumbers({ dashboard, params, query }: JsonRequest): Outcome {
  const { campaignId } = params;
  const only = query.get("phoneNumber");
  const matches = [...dashboard.numbers.values()]
    .filter((number) => number.campaignId !== undefined)
    .filter((number) => campaignId === undefined || number.campaignId === campaignId)
    .filter((number) => only === null || number.e164 === only);
  return pageReply(matches.map(onCampaign), query);
}

function campaignNumber({ dashboard, params }: JsonRequest): Outcome {
  const number = dashboard.numbers.get(params.phoneNumber ?? "");
  return number?.campaignId === undefined
    ? problem(404, "The number is on no campaign.")
    : data(200, onCampaign(number));
}

function noShortCode(): Outcome {
  return problem(404, "Cannot find requested resource.");
}

const largestPage = 250;

function pageReply(list: readonly unknown[], query: URLSearchParams): Outcome {
  const limit = Number(query.get("limit") ?? 50);
  const offset = Number(query.get("offset") ?? 0);
  if (
    !Number.isInteger(limit) ||
    limit < 1 ||
    limit > largestPage ||
    !Number.isInteger(offset) ||
    offset < 0
  ) {
    return problem(400, `limit must be from 1 to ${largestPage}, offset 0 or more.`);
  }
  const page = {
    pageNumber: Math.floor(offset / limit) + 1,
    pageSize: limit,
    totalElements: list.length,
    totalPages: Math.ceil(list.length / limit),
  };
  return json(200, { links: [], page, data: list.slice(offset, offset + limit), errors: [] });
}
