import type { CallContext } from "@jackfield/contract";

/** Variables that hold no secret, as a client may see them. */
const open = [
  ...["BW_ACCOUNT_ID", "BW_NUMBER", "BW_VOICE_APPLICATION_ID", "BW_MESSAGING_APPLICATION_ID"],
  ...["BW_ENVIRONMENT", "BW_API_URL", "BW_VOICE_URL", "BW_MESSAGING_URL"],
] as const;
const secret = ["BW_CLIENT_ID", "BW_CLIENT_SECRET", "BW_ACCESS_TOKEN", "BW_USERNAME", "BW_PASSWORD"] as const;

type Variable = (typeof open)[number] | (typeof secret)[number];

/** The resource that shows what is set. */
export const configUri = "bandwidth://config";

/** What is set for a caller: the tenant's variables and the addresses of webhooks. */
export const stateOf = ({ tenant, events }: CallContext) => {
  const settingOf = (variable: Variable): string | undefined =>
    tenant.secrets.get(variable)?.trim() || undefined;
  const has = (...variables: readonly Variable[]): boolean =>
    variables.every((variable) => settingOf(variable) !== undefined);
  return {
    isSignedIn:
      has("BW_CLIENT_ID", "BW_CLIENT_SECRET") || has("BW_ACCESS_TOKEN") || has("BW_USERNAME", "BW_PASSWORD"),
    number: settingOf("BW_NUMBER"),
    voiceApplication: settingOf("BW_VOICE_APPLICATION_ID"),
    messagingApplication: settingOf("BW_MESSAGING_APPLICATION_ID"),
    voiceUrl: events?.urlOf("voice"),
    messagesUrl: events?.urlOf("messages"),
    /** Every variable with its value, or that it is set where it is a secret; null: it is not set. */
    variables: Object.fromEntries([
      ...open.map((variable) => [variable, settingOf(variable) ?? null] as const),
      ...secret.map((variable) => [variable, has(variable) ? "(set)" : null] as const),
    ]),
  };
};
