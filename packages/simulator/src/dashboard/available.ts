import type { Outcome } from "../outcome.js";
import type { Route } from "../router.js";
import { branch, leaf } from "../xml/write.js";
import { availableNumbers, type Criteria, placeOf, tollFreeCode } from "./inventory.js";
import { searchError, xml } from "./replies.js";
import { type Request, xmlRoute } from "./route.js";
import { shortForm } from "./state.js";

export const availableRoutes: readonly Route[] = [
  xmlRoute({
    method: "GET",
    path: "/accounts/{account}/availableNumbers",
    root: "SearchResult",
    feature: "numbers",
    handle: search,
  }),
];

const mostAtOnce = 5_000;

function search({ dashboard, query }: Request): Outcome {
  const wanted = criteriaIn(query);
  if ("kind" in wanted) return wanted;
  const quantity = Number(query.get("quantity") ?? mostAtOnce);
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > mostAtOnce) {
    return searchError("4000", `The quantity must be from 1 to ${mostAtOnce}`);
  }
  const matches = availableNumbers(dashboard, wanted).slice(0, quantity);
  // A search that finds nothing is an empty element.
  if (matches.length === 0) return xml(200, branch("SearchResult"));
  const list =
    query.get("enableTNDetail") === "true"
      ? branch("TelephoneNumberDetailList", matches.map(detail))
      : branch(
          "TelephoneNumberList",
          matches.map((e164) => leaf("TelephoneNumber", shortForm(e164))),
        );
  return xml(200, branch("SearchResult", leaf("ResultCount", matches.length), list));
}

const detail = (e164: string) => {
  const { city, lata, rateCenter, state } = placeOf(e164);
  return branch(
    "TelephoneNumberDetail",
    leaf("City", city),
    leaf("LATA", lata),
    leaf("RateCenter", rateCenter),
    leaf("State", state),
    leaf("FullNumber", shortForm(e164)),
    leaf("Tier", 0),
  );
};

const criteria = [
  "areaCode",
  "npaNxx",
  "npaNxxx",
  "city",
  "state",
  "zip",
  "lata",
  "rateCenter",
  "localVanity",
  "tollFreeVanity",
  "tollFreeWildCardPattern",
] as const;

function criteriaIn(query: URLSearchParams): Criteria | Outcome {
  const of = (name: (typeof criteria)[number]) => query.get(name) ?? undefined;
  if (criteria.every((name) => of(name) === undefined)) {
    return searchError("4010", "One or more of the search criteria is required");
  }
  if ((query.has("city") || query.has("rateCenter")) && !query.has("state")) {
    return searchError("4010", "The state is required with a city or a rate center");
  }
  const areaCode = of("areaCode");
  if (areaCode !== undefined && !/^[2-9]\d\d$/.test(areaCode)) {
    return searchError("4000", `The area code ${areaCode} is invalid`);
  }
  const pattern = of("tollFreeWildCardPattern");
  const tollFree = pattern === undefined ? undefined : tollFreeCode(pattern);
  if (pattern !== undefined && tollFree === undefined) {
    return searchError("4000", `The toll-free pattern ${pattern} is invalid`);
  }
  const vanity = of("tollFreeVanity");
  return {
    areaCode: areaCode ?? tollFree ?? (vanity === undefined ? undefined : "833"),
    prefix: of("npaNxxx") ?? of("npaNxx"),
    vanity: vanity ?? of("localVanity"),
    ...Object.fromEntries(
      (["city", "state", "zip", "lata", "rateCenter"] as const).flatMap((name) => {
        const value = of(name);
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  };
}
