import type { GuideSkill } from "@jackfield/contract";
import { skillTexts } from "./texts.js";

const skill = (name: string, title: string, description: string, text: string): GuideSkill => ({
  path: name,
  files: { "SKILL.md": `---\nname: ${name}\ndescription: ${description}\n---\n\n# ${title}\n\n${text}\n` },
});

export const skills: readonly GuideSkill[] = [
  skill(
    "place-a-call",
    "Place a call",
    "Hold a phone conversation through Bandwidth with prompts, digits and a verdict. Use it when somebody is to be called, or calls.",
    skillTexts.callSteps,
  ),
  skill(
    "send-a-message",
    "Send a message",
    "Send a text message through Bandwidth and make sure that it was delivered. Use it when somebody is to be texted, or texts.",
    skillTexts.messageSteps,
  ),
  skill(
    "order-a-number",
    "Order a phone number",
    "Find and order phone numbers at Bandwidth. Use it when somebody needs a new number.",
    skillTexts.orderSteps,
  ),
  skill(
    "port-a-number",
    "Port a number",
    "Bring a phone number from another carrier to Bandwidth. Use it when somebody wants to keep a number.",
    skillTexts.portSteps,
  ),
];
