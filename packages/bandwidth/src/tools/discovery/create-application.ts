import { defineTool } from "@jackfield/contract";
import { z } from "zod";
import { callbackFields, familyOf, ownCallbacks } from "../../applications.js";
import { answer, objectIn, refuse, step, textIn } from "../../steps.js";

/** Creates an application with the callback fields of its kind. */
export const createApplication = defineTool({
  name: "createApplication",
  title: "Create an application",
  description:
    "Create an application for calls (Voice-V2) or messages (Messaging-V2). Its webhooks go to this server, or to the URLs you give. A messaging application works once it is linked to a location.",
  hints: { destructive: false },
  tags: ["Applications"],
  input: z.object({
    name: z.string().min(1),
    serviceType: z.enum(["Voice-V2", "Messaging-V2"]),
    inboundUrl: z.string().optional().describe("Gets inbound calls or messages"),
    statusUrl: z.string().optional().describe("Gets ends of inbound calls, or delivery of messages"),
    username: z.string().optional().describe("Basic credentials of both URLs"),
    password: z.string().optional(),
    accountId: z.string().optional(),
  }),
  async run({ name, serviceType, accountId, ...given }, call) {
    const family = familyOf(serviceType) ?? "voice";
    const isElsewhere = given.inboundUrl !== undefined || given.statusUrl !== undefined;
    const callbacks = isElsewhere ? given : (ownCallbacks(call.events, family) ?? given);
    if (callbacks.inboundUrl === undefined) {
      return refuse(
        "validation",
        `A ${serviceType} application needs a URL for what comes in, and this server receives no webhooks.`,
        "Give inboundUrl, or have the operator start the server with --events-port or --transport http.",
      );
    }
    const created = await step(call, "createApplicationRecord", {
      accountId,
      ServiceType: serviceType,
      AppName: name,
      ...callbackFields(family, callbacks),
    });
    if (!created.ok) return created.failure;
    const application = objectIn(created.value, "Application");
    const next =
      family === "messaging"
        ? "Call linkApplication with this applicationId; until then messages are accepted and lost."
        : "Its URLs serve inbound calls. For outbound calls give answerUrl and disconnectUrl to createCall.";
    return answer({ applicationId: textIn(application, "ApplicationId"), application, next });
  },
});
