import type { Detail, SurfaceChange, Where } from "./types.js";

/** How much of a list or a value a sentence shows. */
const mostNamed = 5;
const longestValue = 60;

/** A change as a sentence that begins with its tools: createCall: `disconnectUrl` became required. */
export const sentence = (change: SurfaceChange): string => {
  const tools = toolsOf(change);
  const whole = change.kind === "tokens" ? "the list" : "the server";
  return tools.length === 0 ? `${whole} ${predicate(change)}` : `${someOf(tools)}: ${clause(change)}`;
};

/** The same without the tools. Arguments are named where they are the same in every tool. */
export const clause = (change: SurfaceChange): string => {
  const places = distinct(change.where.map(({ at }) => at));
  return places.length === 0
    ? predicate(change)
    : `${someOf(places.map((at) => `\`${at}\``))} ${predicate(change)}`;
};

export const toolsOf = ({ where }: { readonly where: readonly Where[] }): readonly string[] =>
  distinct(where.map(({ tool }) => tool));

const distinct = (items: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(items.filter((item) => item !== undefined)),
];

const someOf = (items: readonly string[]): string => {
  const more = items.length - mostNamed;
  return more > 1 ? `${items.slice(0, mostNamed).join(", ")} and ${more} more` : items.join(", ");
};

const predicate = (detail: Detail): string => {
  switch (detail.kind) {
    case "tool-removed":
    case "argument-removed":
      return "was removed";
    case "profile-removed":
      return `lost its profile ${detail.profile}`;
    case "webhook-removed":
      return `lost its webhook ${detail.webhook}`;
    case "webhook-check":
      return `accepts the webhook ${detail.webhook} as ${detail.to}, not as ${detail.from}`;
    case "webhook-name":
      return `calls the event of the webhook ${detail.webhook} ${shown(detail.to)}, not ${shown(detail.from)}`;
    case "guide-removed":
      return `lost the ${detail.part}`;
    case "profile-lost":
      return `left the profile ${detail.profile}`;
    case "mode":
      return detail.to === "search"
        ? `offers search tools in place of the tools of profile ${detail.profile}`
        : `offers the tools of profile ${detail.profile} in place of search tools`;
    case "tool-renamed":
      return `was called ${detail.from}`;
    case "tool-added":
      return "is new";
    case "argument-added":
      return detail.required ? "is new and required" : "is new";
    case "required":
      return `became ${detail.now}${detail.with ? togetherWith(detail.with) : ""}`;
    case "type":
      return `${detail.direction} from ${detail.from ?? "any type"} to ${detail.to ?? "any type"}`;
    case "values":
      return valuesWords(detail);
    case "limit":
      return `${detail.direction === "unchecked" ? "has another" : `${detail.direction}:`} ${detail.keyword} ${shown(detail.from)} → ${shown(detail.to)}`;
    case "other-fields":
      return detail.direction === "narrowed" ? "refuses other fields" : "takes other fields";
    case "rules":
      return detail.direction === "narrowed" ? "follows other rules" : "follows fewer rules";
    case "unlisted":
      return "changed deeper than the lock lists";
    default:
      return quietPredicate(detail);
  }
};

const quietPredicate = (detail: Detail): string => {
  switch (detail.kind) {
    case "profile-added":
      return `gained the profile ${detail.profile}`;
    case "profile-gained":
      return `joined the profile ${detail.profile}`;
    case "webhook-added":
      return `gained the webhook ${detail.webhook}`;
    case "webhook-payload":
      return `gets another payload at the webhook ${detail.webhook}`;
    case "guide-added":
      return `gained the ${detail.part}`;
    case "guide-text":
      return `has another text in the ${detail.part}`;
    case "instructions":
      return "gives other instructions";
    case "title":
      return `is called ${shown(detail.to)}, not ${shown(detail.from)}`;
    case "place":
      return `moved from ${detail.from ?? "elsewhere"} to ${detail.to ?? "elsewhere"}`;
    case "wire":
      return `is sent as ${shown(detail.to)}, not ${shown(detail.from)}`;
    case "default":
      return `has another default: ${shown(detail.from)} → ${shown(detail.to)}`;
    case "request":
      return `calls ${detail.to}, not ${detail.from}`;
    case "hints":
    case "security":
    case "media":
    case "servers":
    case "patches":
      return `${listNames[detail.kind]}: ${listed(detail.from)} → ${listed(detail.to)}`;
    case "description":
      return "has another description";
    case "reply":
      return "replies with another shape";
    case "schema":
      return "has other words in its arguments";
    case "tokens":
      return `costs ${detail.from} → ${detail.to} tokens`;
    default:
      return detail.kind;
  }
};

const listNames = {
  hints: "hints",
  security: "credentials",
  media: "media types",
  servers: "servers",
  patches: "patches",
} as const;

const togetherWith = (siblings: readonly string[]): string =>
  siblings.includes("*")
    ? " as soon as the body is begun"
    : ` together with ${someOf(siblings.map((key) => `\`${key}\``))}`;

const valuesWords = ({ added, removed, list }: Extract<Detail, { readonly kind: "values" }>): string => {
  if (list === "unknown") return "has another list of values";
  if (list === "removed") return "takes any value, not only those of a list";
  if (list === "added")
    return `takes only ${added.length > 0 ? someOf(added.map(shown)) : "the values of a list"}`;
  const parts = [
    ...(removed.length > 0 ? [`lost ${someOf(removed.map(shown))}`] : []),
    ...(added.length > 0 ? [`gained ${someOf(added.map(shown))}`] : []),
  ];
  return parts.join(", ");
};

const listed = (items: readonly string[]): string => (items.length === 0 ? "none" : someOf(items));

const shown = (value: unknown): string => {
  if (value === undefined) return "none";
  const text = JSON.stringify(value);
  return text.length <= longestValue ? text : `${[...text].slice(0, longestValue).join("")}…`;
};
