import { defineTool } from "@jackfield/contract";
import { z } from "zod";
import { callbackFields, callbackUrls, familyOf } from "../../applications.js";
import { answer, objectIn, refuse, step, textIn } from "../../steps.js";

/** Creates an application with the callback fields of its kind. */
export const createApplication = defineTool({
  name: "createApplication",
  title: "Create an application",
  description:
    "Create an application for calls (Voice-V2) or messages (Messaging-V2). Its callbacks go to the URLs you give, else below BW_MCP_BASE_URL, where a service of yours must answer. A messaging application works once linkApplication has linked it.",
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
    const baseUrl = call.tenant.secrets.get("BW_MCP_BASE_URL")?.trim();
    const own = baseUrl ? callbackUrls(family, baseUrl) : {};
    const callbacks = { ...own, ...given };
    if (callbacks.inboundUrl === undefined) {
      return refuse(
        "validation",
        `A ${serviceType} application needs a URL for what comes in, and BW_MCP_BASE_URL is not set.`,
        "Give inboundUrl, or have the operator set BW_MCP_BASE_URL.",
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
