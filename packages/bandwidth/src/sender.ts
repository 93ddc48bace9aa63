import type { CallContext } from "@jackfield/contract";
import { type Fields, listIn, objectIn, type Step, step, textIn } from "./steps.js";

/** What a check of a sender says: a problem stops messages, a doubt could not be cleared up. */
export type Finding = { readonly kind: "problem" | "doubt"; readonly text: string };

const problem = (text: string): Finding => ({ kind: "problem", text });
const doubt = (text: string): Finding => ({ kind: "doubt", text });

/** A check that could not be made is a doubt, never a problem. */
export const unchecked = (what: string, failed: Extract<Step, { ok: false }>): Finding =>
  doubt(`${what} could not be checked: ${String(failed.failure.structuredContent?.error ?? failed.code)}`);

type Sender = { readonly from: string; readonly accountId?: string | undefined };
type Check = (call: CallContext, sender: Sender) => Promise<readonly Finding[]>;

const shortCode: Check = async (call, { from, accountId }) => {
  const reply = await step(call, "listShortCodes", { accountId, limit: 250 });
  if (!reply.ok) return [unchecked("The short code", reply)];
  const lists = Object.values(reply.value).flatMap((value) => (Array.isArray(value) ? value : []));
  const code: Fields | undefined = lists.find((one) => String(Object(one).shortCode) === from);
  if (code === undefined) return [problem(`${from} is not a short code of the account.`)];
  const status = textIn(code, "status");
  return status === "ACTIVE"
    ? []
    : [problem(`The short code is ${status ?? "not active"}; it must be ACTIVE.`)];
};

const tollFree: Check = async (call, { from, accountId }) => {
  const reply = await step(call, "getTollFreeVerificationStatus", { accountId, phoneNumber: from });
  const advice = "Carriers block toll-free numbers that are not VERIFIED; see requestTollFreeVerification.";
  if (!reply.ok)
    return reply.status === 404
      ? [problem(`${from} was never submitted for verification. ${advice}`)]
      : [unchecked("The toll-free verification", reply)];
  const status = textIn(reply.value, "status");
  return status === "VERIFIED"
    ? []
    : [problem(`The toll-free number is ${status ?? "not verified"}. ${advice}`)];
};

const campaignOf = async (
  call: CallContext,
  accountId: string | undefined,
  campaignId: string,
): Promise<readonly Finding[]> => {
  const reply = await step(call, "listCampaigns", { accountId, limit: 250 });
  if (!reply.ok) return [unchecked("The campaign", reply)];
  const campaign = listIn(reply.value, "data").find((one) => textIn(one, "campaignId") === campaignId);
  if (campaign === undefined)
    return [doubt(`Campaign ${campaignId} is not among the first 250 of the account.`)];
  const status = textIn(campaign, "status");
  return status === "REGISTERED"
    ? []
    : [problem(`Campaign ${campaignId} is ${status}; it must be REGISTERED.`)];
};

const localNumber: Check = async (call, { from, accountId }) => {
  const reply = await step(call, "getTenDlcNumber", { accountId, phoneNumber: from });
  if (!reply.ok)
    return reply.status === 404
      ? [
          problem(
            `${from} is on no 10DLC campaign, so carriers reject it (4476). Put it on one in the Bandwidth App, or with createTnOptionOrder of the profile numbers.`,
          ),
        ]
      : [unchecked("The 10DLC campaign", reply)];
  const number = objectIn(reply.value, "data");
  const status = textIn(number, "status");
  if (status !== "SUCCESS") return [problem(`The number is ${status} on its campaign; it must be SUCCESS.`)];
  const campaignId = textIn(number, "campaignId");
  return campaignId === undefined ? [] : campaignOf(call, accountId, campaignId);
};

/** The first that fits decides which rules a sender has to keep. */
const senderKinds: readonly { readonly kind: string; readonly form: RegExp; readonly check: Check }[] = [
  { kind: "short code", form: /^\d{5,6}$/, check: shortCode },
  { kind: "toll-free number", form: /^\+1(?:800|833|844|855|866|877|888)\d{7}$/, check: tollFree },
  { kind: "10DLC number", form: /^\+1\d{10}$/, check: localNumber },
];

/** What kind of sender a number is, and whether carriers take messages from it. */
export const checkSender = async (call: CallContext, sender: Sender) => {
  const rule = senderKinds.find(({ form }) => form.test(sender.from));
  return rule === undefined
    ? { kind: "other", findings: [doubt("Only short codes and numbers of +1 can be checked.")] }
    : { kind: rule.kind, findings: await rule.check(call, sender) };
};

/** Names of this machine: an API in the cloud reaches nothing there, and one on this machine does. */
const thisMachine = /^(?:localhost|127\.[\d.]+|\[::1\])$/;

/** Hosts that only stand for a real one, so that nothing of ours answers there. */
const placeholder = /^(?:.*\.)?(?:example\.(?:com|org|net)|google\.com|bandwidth\.com)$/;

export const checkCallbackUrl = (
  url: string | undefined,
  what: string,
  { isLocalApi }: { readonly isLocalApi: boolean },
): readonly Finding[] => {
  if (url === undefined)
    return [problem(`The application has no URL for ${what}; configureCallbacks sets it.`)];
  const { hostname } = URL.canParse(url) ? new URL(url) : { hostname: "" };
  if (hostname === "") return [problem(`The URL for ${what} is not a URL: ${url}`)];
  return placeholder.test(hostname) || (thisMachine.test(hostname) && !isLocalApi)
    ? [problem(`The URL for ${what} is a placeholder (${hostname}); configureCallbacks changes it.`)]
    : [];
};
