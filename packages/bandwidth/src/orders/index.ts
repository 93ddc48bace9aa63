import type { Extension, Review } from "@jackfield/contract";
import type { Fields } from "../steps.js";
import { reviewDisconnect, reviewNumberOrder, reviewOptions } from "./number-order.js";
import { reviewPortIn } from "./port-in.js";
import { reviewTollFreeRequest } from "./toll-free.js";

/** By tool. */
const reviews: Readonly<Record<string, (args: Fields) => Review>> = {
  orderPhoneNumbers: reviewNumberOrder,
  disconnectPhoneNumbers: reviewDisconnect,
  createTnOptionOrder: reviewOptions,
  CreatePortin: reviewPortIn,
  requestTollFreeVerification: reviewTollFreeRequest,
};

/** Checks an order before a person is asked and anything is sent, and says what it buys, how many, and where they go. */
export const reviewOrder = ({
  tool,
  arguments: args,
}: Omit<Parameters<NonNullable<Extension["review"]>>[0], "tenant">): Review | undefined =>
  Object.hasOwn(reviews, tool) ? reviews[tool]?.(args) : undefined;
