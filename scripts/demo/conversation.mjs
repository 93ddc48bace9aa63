// The conversation of the demo: what an agent does, step by step, with the tools of the server and nothing else.
import { call, note, reply, step } from "./print.mjs";

export const ours = "+19195550100";
export const theirs = "+19195550199";
export const voiceApp = "11111111-1111-4111-8111-111111111111";
export const messagingApp = "22222222-2222-4222-8222-222222222222";

/** Calls a tool, prints both sides, and gives the parsed result. */
async function use(client, name, args) {
  call(name, args);
  const result = await client.callTool({ name, arguments: args });
  const text = result.content.map((block) => block.text ?? `[${block.type}]`).join(" ");
  reply(text.replaceAll(/\s+/g, " "), result.isError === true);
  return { ...result.structuredContent, isError: result.isError === true };
}

/**
 * The next event of a call; the demo ends when it does not come.
 * @param {import("@modelcontextprotocol/client").Client} client
 * @param {{ callId: string, eventType: string, cursor?: string }} wanted
 */
async function nextEvent(client, { callId, cursor, eventType }) {
  const wanted = { callId, eventType, waitSeconds: 30, ...(cursor && { cursor }) };
  const answer = await use(client, "getCallbackEvents", wanted);
  const [event] = answer.events ?? [];
  if (event === undefined) throw new Error(`the event ${eventType} did not come`);
  return { ...event.data, cursor: answer.cursor };
}

const speak = (text) => ({ type: "SpeakSentence", text });
const answers = new Map([
  ["1", "We are open from 8 to 18 o'clock, Monday to Saturday."],
  ["2", "You find us at 12 Exchange Street, next to the telephone museum."],
]);

async function phoneCall(client) {
  step("Learn who we are, and where this server receives webhooks");
  const { webhooks } = await use(client, "whoAmI", {});

  step("Place a call; its webhooks come to the server itself");
  const { callId } = await use(client, "createCall", {
    ...{ from: ours, to: theirs, applicationId: voiceApp },
    ...{ answerUrl: webhooks.voice, disconnectUrl: webhooks.voice },
  });
  if (typeof callId !== "string") throw new Error("createCall gave no call id");

  step("It is answered: greet, and ask for a digit");
  const answered = await nextEvent(client, { callId, eventType: "answer" });
  await use(client, "respondToCallback", {
    callId,
    verbs: [
      speak("Hello, this is Jackfield Coffee."),
      {
        type: "Gather",
        maxDigits: 1,
        children: [speak("Press 1 for the opening hours, or 2 for the address.")],
      },
    ],
  });

  step("The digit decides what is said next; then another question");
  const first = await nextEvent(client, { callId, eventType: "gather", cursor: answered.cursor });
  const sentence = answers.get(first.digits) ?? "There is no such choice.";
  const again = {
    type: "Gather",
    maxDigits: 1,
    children: [speak(sentence), speak("Press 9 if that is all.")],
  };
  await use(client, "respondToCallback", { callId, verbs: [again] });

  step("That is all: say goodbye and hang up");
  await nextEvent(client, { callId, eventType: "gather", cursor: first.cursor });
  await use(client, "respondToCallback", { callId, verbs: [speak("Goodbye!"), { type: "Hangup" }] });
  const { verdict } = await use(client, "waitForCall", { callId });
  if (verdict !== "The call was answered and ended normally.") throw new Error(`the verdict is: ${verdict}`);
}

async function messages(client, textIn) {
  step("Somebody texts us, and gets an answer that is delivered");
  await textIn({ from: theirs, to: ours, text: "Do you have oat milk?" });
  const inbound = await use(client, "getInboundMessages", { waitSeconds: 30 });
  const [question] = inbound.messages ?? [];
  if (question?.from !== theirs) throw new Error("the message did not come");
  const sent = await use(client, "createMessage", {
    applicationId: messagingApp,
    ...{ from: ours, to: [question.from], text: "We do. See you soon!" },
  });
  const { delivered } = await use(client, "waitForMessage", { messageId: sent.id });
  if (delivered !== true) throw new Error("the answer was not delivered");

  step("A bad number: the API's own words come back, with what to do");
  const wrong = { applicationId: messagingApp, from: ours, to: ["12"], text: "Hello" };
  const failed = await use(client, "createMessage", wrong);
  if (!failed.isError || failed.code !== "validation") throw new Error("the bad number was not refused");
}

/**
 * A phone call and a few messages. Throws when anything is not as it should be.
 * @param {import("@modelcontextprotocol/client").Client} client
 * @param {(message: { from: string, to: string, text: string }) => Promise<void>} textIn
 */
export async function converse(client, textIn) {
  const { tools } = await client.listTools();
  const { name, version } = client.getServerVersion() ?? { name: "?", version: "?" };
  note(`${name} ${version} lists ${tools.length} tools`);
  await phoneCall(client);
  await messages(client, textIn);
}
