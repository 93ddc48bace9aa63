import type { GuideContext, GuidePrompt, PromptArgument } from "@jackfield/contract";
import { familyOf } from "../applications.js";
import { type Fields, listIn, objectIn, step, textIn } from "../steps.js";
import { guideTools, skillTexts } from "./texts.js";

const texts = (entries: readonly Fields[], name: string): readonly string[] =>
  entries.flatMap((entry) => textIn(entry, name) ?? []);

const numbers = async ({ call }: GuideContext): Promise<readonly string[]> => {
  const reply = await step(call, "listPhoneNumbers", {});
  return reply.ok ? texts(listIn(reply.value, "numbers"), "number") : [];
};

const applications =
  (family: "voice" | "messaging") =>
  async ({ call }: GuideContext): Promise<readonly string[]> => {
    const reply = await step(call, "listApplications", {});
    const all = reply.ok ? listIn(objectIn(reply.value, "ApplicationList"), "Application") : [];
    const own = reply.ok && all.length === 0 ? listIn(reply.value, "ApplicationList") : all;
    return texts(
      own.filter((one) => familyOf(textIn(one, "ServiceType")) === family),
      "ApplicationId",
    );
  };

const from: PromptArgument = { name: "from", description: "One of your numbers", values: numbers };
const to: PromptArgument = { name: "to", description: "Phone number, in E.164 form", required: true };
const applicationOf = (family: "voice" | "messaging"): PromptArgument => ({
  name: "applicationId",
  description: `A ${family} application`,
  values: applications(family),
});

export const prompts: readonly GuidePrompt[] = [
  {
    name: "place-a-call",
    needs: guideTools.callTools,
    title: "Call somebody",
    description: "Hold a phone conversation to reach a goal.",
    arguments: [
      to,
      { name: "goal", description: "What the call is for", required: true },
      from,
      applicationOf("voice"),
    ],
    text: `Call {to}. The goal of the call: {goal}\nFrom: {from}. Voice application: {applicationId}.\n\n${skillTexts.callSteps}`,
  },
  {
    name: "send-a-message",
    needs: guideTools.messageTools,
    title: "Text somebody",
    description: "Send a message and make sure that it was delivered.",
    arguments: [
      to,
      { name: "text", description: "What to write", required: true },
      from,
      applicationOf("messaging"),
    ],
    text: `Send this message to {to}: {text}\nFrom: {from}. Messaging application: {applicationId}.\n\n${skillTexts.messageSteps}`,
  },
  {
    name: "order-a-number",
    needs: guideTools.orderTools,
    title: "Order a number",
    description: "Find a phone number and order it after a person has agreed.",
    arguments: [
      { name: "place", description: "Area code, city or state", required: true },
      { name: "quantity", description: "How many" },
    ],
    text: `Find and order phone numbers in {place}; how many: {quantity}.\n\n${skillTexts.orderSteps}`,
  },
];
