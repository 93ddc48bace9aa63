import { type CallContext, defineTool } from "@jackfield/contract";
import { z } from "zod";
import { type ApplicationTarget, familyOf, isLocalApi, urlFields } from "../../applications.js";
import { checkCallbackUrl, checkSender, type Finding, unchecked } from "../../sender.js";
import { answer, listIn, objectIn, step, textIn } from "../../steps.js";

const checkApplication = async (
  call: CallContext,
  target: ApplicationTarget,
): Promise<readonly Finding[]> => {
  const read = await step(call, "getApplication", target);
  if (!read.ok) {
    return read.code === "not_found"
      ? [{ kind: "problem", text: "There is no application with this id; see listApplications." }]
      : [unchecked("The application", read)];
  }
  const application = objectIn(read.value, "Application");
  const serviceType = textIn(application, "ServiceType");
  if (familyOf(serviceType) !== "messaging")
    return [
      {
        kind: "problem",
        text: `The application is for ${serviceType ?? "something else"}, not for messages.`,
      },
    ];
  const { status } = urlFields.messaging;
  return checkCallbackUrl(textIn(application, status), "delivery events", {
    isLocalApi: isLocalApi(call.tenant),
  });
};

const checkLink = async (call: CallContext, target: ApplicationTarget): Promise<readonly Finding[]> => {
  const read = await step(call, "listApplicationLocations", target);
  if (!read.ok) return read.code === "not_found" ? [] : [unchecked("The link to a location", read)];
  return listIn(read.value, "AssociatedSipPeers").length > 0
    ? []
    : [
        {
          kind: "problem",
          text: "The application is linked to no location, so messages vanish; call linkApplication.",
        },
      ];
};

const verdictOf = (findings: readonly Finding[]): string => {
  if (findings.some(({ kind }) => kind === "problem")) return "not ready";
  return findings.length > 0 ? "probably ready" : "ready";
};

/** Looks at everything that makes a message vanish or fail, before it is sent. Trouble of the API never says no. */
export const preflightMessage = defineTool({
  name: "preflightMessage",
  title: "Check before a message",
  description:
    "Check whether messages from this number with this application can arrive: link to a location, callback URL, 10DLC campaign, toll-free verification or short code. Sends nothing.",
  hints: { readOnly: true },
  tags: ["Messages"],
  input: z.object({ from: z.string(), applicationId: z.string(), accountId: z.string().optional() }),
  async run({ from, ...target }, call) {
    const [application, link, sender] = await Promise.all([
      checkApplication(call, target),
      checkLink(call, target),
      checkSender(call, { from, accountId: target.accountId }),
    ]);
    const findings = [...application, ...link, ...sender.findings];
    return answer({
      verdict: verdictOf(findings),
      sender: sender.kind,
      problems: findings.filter(({ kind }) => kind === "problem").map(({ text }) => text),
      doubts: findings.filter(({ kind }) => kind === "doubt").map(({ text }) => text),
    });
  },
});
