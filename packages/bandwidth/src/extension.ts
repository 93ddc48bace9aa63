import type { Extension } from "@jackfield/contract";
import { boundAccount } from "./account.js";
import { reviewBxml } from "./bxml/review.js";
import { explainFailure } from "./failures.js";
import { guide } from "./guide/index.js";
import { readAnswer } from "./live/answer-document.js";
import { labels } from "./live/labels.js";
import { webhooks } from "./live/webhooks.js";
import { reviewOrder } from "./orders/index.js";
import { remarkOn } from "./remarks.js";
import { isServed } from "./served.js";
import { configureOwnApplications } from "./start.js";

/** What Bandwidth adds to the generated server: the account that calls are bound to, what its errors mean, and what it sends. */
export const extension: Extension = {
  context: async (credentials) => ({ account: await boundAccount(credentials) }),
  explain: explainFailure,
  remark: remarkOn,
  review: (call) => reviewOrder(call) ?? reviewBxml(call),
  serves: isServed,
  webhooks,
  readReply: readAnswer,
  labels,
  guide,
  ownEventTools: true,
  signInTool: "setCredentials",
  ready: configureOwnApplications,
};
