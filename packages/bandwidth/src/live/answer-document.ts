import type { ReadReply } from "@jackfield/contract";
import { type Bxml, buildBxml } from "../bxml/build.js";
import { readBxml } from "../bxml/read.js";
import { allowsSpeech } from "../bxml/verbs.js";
import { withOwnUrls } from "./own-urls.js";
import { askerOf, isConference } from "./questions.js";

type Given = { readonly bxml?: string | undefined; readonly verbs?: readonly unknown[] | undefined };

/** The answer to a call or a conference, checked; its events come to this server unless it says otherwise. */
export const answerDocument = (
  { bxml, verbs }: Given,
  id: string,
  { events, tenant }: Parameters<ReadReply>[1],
): Bxml => {
  if ((bxml === undefined) === (verbs === undefined))
    return { ok: false, problems: ["give either bxml or verbs"] };
  const read = bxml === undefined ? undefined : readBxml(bxml);
  if (read?.ok === false) return { ok: false, problems: [`bxml: ${read.problem}`] };
  const list = read?.verbs ?? verbs ?? [];
  const own = withOwnUrls(list, events.urlOf("voice"));
  return buildBxml(own, { root: "Response", conference: isConference(id), speech: allowsSpeech(tenant) });
};

/** BXML that a person writes by hand is held to the same rules. */
export const readAnswer: ReadReply = ({ key, text }, context) => {
  const id = askerOf(key);
  if (id === undefined) return { ok: false, problems: ["nobody waits for an answer of this name"] };
  const document = answerDocument({ bxml: text }, id, context);
  return document.ok ? { ok: true, text: document.xml } : document;
};
