import type { GuideSkill } from "@jackfield/contract";
import { guideTools, skillTexts } from "./texts.js";

type Skill = {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly text: string;
  readonly needs: readonly string[];
};

const skill = ({ name, title, description, text, needs }: Skill): GuideSkill => ({
  path: name,
  needs,
  files: { "SKILL.md": `---\nname: ${name}\ndescription: ${description}\n---\n\n# ${title}\n\n${text}\n` },
});

export const skills: readonly GuideSkill[] = [
  skill({
    name: "place-a-call",
    title: "Place a call",
    description:
      "Hold a phone conversation through Bandwidth with prompts, digits and a verdict. Use it when somebody is to be called, or calls.",
    text: skillTexts.callSteps,
    needs: guideTools.callTools,
  }),
  skill({
    name: "send-a-message",
    title: "Send a message",
    description:
      "Send a text message through Bandwidth and make sure that it was delivered. Use it when somebody is to be texted, or texts.",
    text: skillTexts.messageSteps,
    needs: guideTools.messageTools,
  }),
  skill({
    name: "order-a-number",
    title: "Order a phone number",
    description: "Find and order phone numbers at Bandwidth. Use it when somebody needs a new number.",
    text: skillTexts.orderSteps,
    needs: guideTools.orderTools,
  }),
  skill({
    name: "port-a-number",
    title: "Port a number",
    description:
      "Bring a phone number from another carrier to Bandwidth. Use it when somebody wants to keep a number.",
    text: skillTexts.portSteps,
    needs: guideTools.portTools,
  }),
];
