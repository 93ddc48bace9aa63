import type { Detail, SurfaceChange, Where } from "./types.js";

/**
 * The judgement of a change, from the side of a caller whose prompts, lists of allowed tools and saved calls were made
 * for the old surface: does what worked still work?
 */
export const judged = (detail: Detail, where: Where, harmless?: string): SurfaceChange => {
  const { breaking, reason } = harmless === undefined ? judge(detail) : fine(harmless);
  return { ...detail, where: [where], breaking, reason };
};

type Judgement = { readonly breaking: boolean; readonly reason: string };

const breaks = (reason: string): Judgement => ({ breaking: true, reason });
const fine = (reason: string): Judgement => ({ breaking: false, reason });

const judge = (detail: Detail): Judgement => {
  switch (detail.kind) {
    case "tool-removed":
      return breaks("Calls of it fail, and lists that allow it name nothing.");
    case "tool-renamed":
      return breaks("Calls by the old name fail, and lists that allow it name nothing.");
    case "profile-removed":
      return breaks("Servers that are started with it end at once.");
    case "profile-lost":
      return breaks("Clients of this profile do not see it any more; calls of it fail.");
    case "mode":
      return detail.to === "search"
        ? breaks("Clients see the search tools in place of these; calls by name go through call_tool.")
        : breaks("Clients see every tool in place of the search tools; calls through call_tool fail.");
    case "webhook-removed":
      return breaks("What the API sends to its address is answered with 404.");
    case "webhook-check":
      return breaks("What the API sends may be refused until it sends it in the new way.");
    case "webhook-name":
      return breaks("Callers that wait for events by the old name get none.");
    case "guide-removed":
      return detail.part === "instructions"
        ? fine("A model is told less about the server.")
        : breaks("Clients that ask for it by its name get an error.");
    case "argument-removed":
      return breaks("Calls that give it are refused.");
    case "argument-added":
      return detail.required
        ? breaks("Calls that leave it out are refused.")
        : fine("Calls may leave it out.");
    case "required":
      return detail.now === "required"
        ? breaks("Calls that leave it out are refused.")
        : fine("Calls may leave it out.");
    case "type":
    case "limit":
      return detail.direction === "narrowed"
        ? breaks("Values that were taken may be refused.")
        : fine("Every value that was taken still is.");
    case "values":
      return judgeValues(detail);
    case "other-fields":
      return detail.direction === "narrowed"
        ? breaks("Objects with fields of other names are refused.")
        : fine("Every value that was taken still is.");
    case "rules":
      return detail.direction === "narrowed"
        ? breaks("The lock has only a hash of these rules: values that were taken may be refused.")
        : fine("Every value that was taken still is.");
    case "unlisted":
      return breaks("The lock has only a hash of this level: values that were accepted may be refused.");
    default:
      return judgeQuiet(detail);
  }
};

type Quiet = Exclude<
  Detail["kind"],
  | "tool-removed"
  | "tool-renamed"
  | "profile-removed"
  | "profile-lost"
  | "mode"
  | "webhook-removed"
  | "webhook-check"
  | "webhook-name"
  | "guide-removed"
  | "argument-removed"
  | "argument-added"
  | "required"
  | "type"
  | "limit"
  | "values"
  | "other-fields"
  | "rules"
  | "unlisted"
>;

/** What callers need not know of to go on. */
const judgeQuiet = (detail: Extract<Detail, { readonly kind: Quiet }>): Judgement => {
  switch (detail.kind) {
    case "tool-added":
      return fine(`It costs ${detail.tokens} tokens of the list.`);
    case "profile-added":
      return fine("Servers may be started with it.");
    case "profile-gained":
      return fine("Clients of this profile see it as well.");
    case "guide-added":
      return fine("Clients can read it.");
    case "guide-text":
    case "instructions":
      return fine("A model is told other things about the server.");
    case "title":
      return fine("Only what people see of the server.");
    case "place":
    case "wire":
    case "request":
      return fine("Callers give the same; the request is another.");
    case "default":
      return fine("Calls that leave it out mean another value from now on.");
    case "hints":
      return fine("Clients that ask people by these hints may ask more or less often.");
    case "security":
    case "servers":
      return fine("Callers send the same; the operator may have to set other variables.");
    case "media":
      return fine("Callers give the same; the body is written in another way.");
    case "webhook-added":
      return fine("The API may be given its address.");
    case "webhook-payload":
      return fine("What reads its events may find other fields.");
    case "description":
      return fine("A model may choose it for other tasks.");
    case "reply":
      return fine("What reads its result may find other fields.");
    case "schema":
      return fine("The same values are taken.");
    case "patches":
      return fine("Only where the tool comes from.");
    case "tokens":
      return fine("Only what the list costs.");
  }
};

const judgeValues = ({ removed, list }: Extract<Detail, { readonly kind: "values" }>): Judgement => {
  if (list === "unknown")
    return breaks("The list is too long for the lock: values that were taken may be refused.");
  if (list === "added") return breaks("Values that are not in the list are refused.");
  return removed.length > 0
    ? breaks("Calls with a removed value are refused.")
    : fine("Every value that was taken still is.");
};
