import { type CallContext, defineTool, type ToolResult } from "@jackfield/contract";
import { z } from "zod";
import {
  type ApplicationTarget,
  type Callbacks,
  callbackFields,
  callbackUrls,
  differences,
  type Family,
  familyOf,
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

const chosen = (family: Family, baseUrl: string | undefined, given: Callbacks): Callbacks => ({
  ...(baseUrl ? callbackUrls(family, baseUrl) : {}),
  ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
});

/** Points an application's callbacks somewhere, after a look at its kind, and verifies the change. */
export const configureCallbacks = defineTool({
  name: "configureCallbacks",
  title: "Configure callbacks",
  description:
    "Point the webhooks of an application at two URLs, or below baseUrl (or BW_MCP_BASE_URL), where a service of yours must answer: this server does not. Changes only the fields of its kind, keeps the rest, and reads it back.",
  hints: { destructive: true, idempotent: true },
  tags: ["Applications"],
  input: z.object({
    applicationId: z.string(),
    baseUrl: z
      .url()
      .optional()
      .describe("Webhooks go to /callbacks/voice/... or /callbacks/messaging/... below it"),
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
    const base = baseUrl ?? call.tenant.secrets.get("BW_MCP_BASE_URL")?.trim();
    const wanted = callbackFields(family, chosen(family, base, given));
    if (Object.keys(wanted).length > 0) return change(call, target, wanted);
    return refuse("validation", "There is nothing to change.", "Give baseUrl, inboundUrl or statusUrl.");
  },
});
