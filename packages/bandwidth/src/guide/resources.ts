import type { GuideContext, GuideResource } from "@jackfield/contract";
import { meaningOf } from "../bxml/values.js";
import { ruleOf, verbNames } from "../bxml/verbs.js";
import { recentEvents } from "./recent-events.js";
import { configUri, stateOf } from "./state.js";
import { guideText, guideTools, numberOrderText } from "./texts.js";

const configText = ({ call, tools }: GuideContext): string => {
  const { isSignedIn, voiceUrl, messagesUrl, variables } = stateOf(call);
  const webhooks = voiceUrl === undefined ? null : { voice: voiceUrl, messages: messagesUrl };
  return JSON.stringify({ signedIn: isSignedIn, webhooks, variables, tools: [...tools].sort() }, null, 2);
};

const nouns = ["PhoneNumber", "SipUri", "CustomParam", "StreamParam", "Endpoint"];

/** An element with its attributes and what they may hold, from the rules that documents are checked by. */
const elementText = (name: string): string => {
  const rule = ruleOf(name);
  if (rule === undefined) return "";
  const { attributes, required = [], text, children, doc } = rule;
  const holds = [
    ...(text === undefined ? [] : [`Text: ${meaningOf(text)}.`]),
    ...(children === undefined
      ? []
      : [`Children: ${children.min} to ${children.max} of ${children.names.join(", ")}.`]),
  ];
  const rows = Object.entries(attributes).map(
    ([attribute, value]) =>
      `- \`${attribute}\`${required.includes(attribute) ? " (required)" : ""}: ${meaningOf(value)}`,
  );
  return [`## ${name}`, [doc, ...holds].join(" "), rows.join("\n")]
    .filter((part) => part !== "")
    .join("\n\n");
};

const bxmlText = ({ tools }: GuideContext): string =>
  [
    "# BXML",
    `A document has the root \`<Response>\` and at most 64 KB. ${tools.has("respondToCallback") ? "generateBXML and respondToCallback take" : "generateBXML takes"} it as a list of verbs: \`type\` is the verb, attributes have the names below, content is \`text\`, \`ssml\` or \`children\`.`,
    ...[...verbNames, ...nouns].map(elementText),
  ].join("\n\n");

export const resources: readonly GuideResource[] = [
  {
    uri: configUri,
    changes: true,
    name: "config",
    title: "What is set",
    description:
      "Credentials (set or not), numbers, applications, webhook addresses and tools of this server.",
    mimeType: "application/json",
    read: configText,
  },
  {
    uri: "bandwidth://events",
    needs: ["getCallbackEvents"],
    changes: "events",
    name: "events",
    title: "Recent events",
    description: "The last 20 webhooks of calls and messages. Subscribe to hear of new ones.",
    mimeType: "application/json",
    read: recentEvents,
  },
  {
    uri: "bandwidth://guide",
    name: "guide",
    title: "Guide for agents",
    description: "How to call, text and order numbers with these tools, step by step, and what goes wrong.",
    mimeType: "text/markdown",
    read: ({ tools }) => guideText(tools),
  },
  {
    uri: "bandwidth://bxml",
    needs: ["generateBXML"],
    name: "bxml",
    title: "BXML reference",
    description: "Every verb with its attributes and what they may hold.",
    mimeType: "text/markdown",
    read: bxmlText,
  },
  {
    uri: "bandwidth://number-orders",
    needs: [...guideTools.orderTools, "disconnectPhoneNumbers"],
    name: "number-orders",
    title: "Ordering numbers",
    description: "How to find, order and give back phone numbers.",
    mimeType: "text/markdown",
    read: () => numberOrderText,
  },
];
