import type { Extension } from "@jackfield/contract";
import { boundAccount } from "./account.js";
import { explainFailure } from "./failures.js";
import { remarkOn } from "./remarks.js";
import { isServed } from "./served.js";

/** What Bandwidth adds to the generated server: the account that calls are bound to, and what its errors mean. */
export const extension: Extension = {
  context: async (credentials) => ({ account: await boundAccount(credentials) }),
  explain: explainFailure,
  remark: remarkOn,
  serves: isServed,
};
