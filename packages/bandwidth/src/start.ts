import type { Extension } from "@jackfield/contract";
import { isLocalApi } from "./applications.js";
import { configUri } from "./guide/state.js";
import { step } from "./steps.js";

/** Applications whose webhooks this server receives, where the operator names them. */
const variables = ["BW_VOICE_APPLICATION_ID", "BW_MESSAGING_APPLICATION_ID"] as const;

/** Points the operator's applications at this server when it starts, so that calls and messages reach it; says where that is. */
export const configureOwnApplications: NonNullable<Extension["ready"]> = async (context) => {
  const { events, tenant, log } = context;
  const url = events?.urlOf("voice");
  const isPublic = url !== undefined && new URL(url).protocol === "https:";
  // A tunnel has its address only now, while a client may have read that of this machine.
  if (isPublic) context.changed(configUri);
  if (events === undefined || (!isPublic && !isLocalApi(tenant))) return;
  for (const variable of variables) {
    const applicationId = tenant.secrets.get(variable)?.trim();
    if (applicationId === undefined || applicationId === "") continue;
    const configured = await step(context, "configureCallbacks", { applicationId });
    const problem = configured.ok ? undefined : configured.failure.structuredContent?.error;
    log(
      problem === undefined
        ? `the webhooks of ${variable} come to this server`
        : `${variable} could not be pointed at this server: ${problem}`,
    );
  }
};
