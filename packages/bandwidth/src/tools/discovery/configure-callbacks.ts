import { type CallContext, defineTool, type ToolResult } from "@jackfield/contract";
import { z } from "zod";
import {
  type ApplicationTarget,
  type Callbacks,
  callbackFields,
  differences,
  familyOf,
  ownCallbacks,
} from "../../applications.js";
import { answer, type Fields, objectIn, refuse, step, textIn } from "../../steps.js";

/** Changes the callbacks of one family, reads the application back and says what does not hold. */
const change = async (call: CallContext, target: ApplicationTarget, wanted: Fields): Promise<ToolResult> => {
  const changed = await step(call, "updateApplication", { ...target, ...wanted });
  if (!changed.ok) return changed.failure;
  const read = await step(call, "getApplication", target);
  if (!read.ok) return read.failure;
  const application = objectIn(read.value, "Application");
  const wrong = differences(application, wanted);
  if (wrong.length === 0) return answer({ configured: true, application });
  return refuse(
    "conflict",
    `The change was accepted, but the application does not show it in ${wrong.join(", ")}.`,
    "Read details, and call again; somebody else may be changing the application.",
    { application },
  );
};

const unknownKind = (serviceType: string | undefined): ToolResult =>
  refuse(
    "validation",
    `This is an application of the kind ${serviceType ?? "unknown"}, whose callbacks this server does not know.`,
    "Use a Voice-V2 or Messaging-V2 application; listApplications shows them.",
  );

/** URLs of a caller stand for themselves; without any, all go to this server. */
const chosen = (given: Callbacks, own: Callbacks | undefined): Callbacks => {
  const isElsewhere = given.inboundUrl !== undefined || given.statusUrl !== undefined;
  return isElsewhere || own === undefined ? given : { ...own, types: given.types };
};

/** Points an application's callbacks somewhere, after a look at its kind, and verifies the change. */
export const configureCallbacks = defineTool({
  name: "configureCallbacks",
  title: "Configure callbacks",
  description:
    "Point the webhooks of an application at this server, guarded by credentials, or at two URLs of yours. Reads its kind first, changes only the fields of that kind, keeps the rest, and reads it back.",
  hints: { destructive: true, idempotent: true },
  tags: ["Applications"],
  input: z.object({
    applicationId: z.string(),
    baseUrl: z.url().optional().describe("Public address of this server, if it does not know it"),
    inboundUrl: z.string().optional().describe("Gets inbound calls or messages"),
    statusUrl: z.string().optional().describe("Gets ends of inbound calls, or delivery of messages"),
    types: z
      .array(z.enum(["message-delivered", "message-failed", "message-sending"]))
      .optional()
      .describe("Messaging: delivery events wanted"),
    accountId: z.string().optional(),
  }),
  async run({ applicationId, accountId, baseUrl, ...given }, call) {
    const target = { applicationId, accountId };
    const read = await step(call, "getApplication", target);
    if (!read.ok) return read.failure;
    const serviceType = textIn(objectIn(read.value, "Application"), "ServiceType");
    const family = familyOf(serviceType);
    if (family === undefined) return unknownKind(serviceType);
    const own = ownCallbacks(call.events, family, baseUrl);
    const wanted = callbackFields(family, chosen(given, own));
    if (Object.keys(wanted).length > 0) return change(call, target, wanted);
    return refuse(
      "validation",
      "There is nothing to change: this server receives no webhooks, and no URL is given.",
      "Give inboundUrl or statusUrl, or have the operator start the server with --events-port or --transport http.",
    );
  },
});
