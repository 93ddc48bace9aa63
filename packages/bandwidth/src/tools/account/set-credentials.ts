import { defineTool, type Secrets } from "@jackfield/contract";
import { z } from "zod";
import { claimsOf } from "../../account.js";
import { configUri } from "../../guide/state.js";
import { answer, refuse } from "../../steps.js";
import { identify } from "../../who.js";

const variables = [
  ...["BW_CLIENT_ID", "BW_CLIENT_SECRET", "BW_ACCOUNT_ID", "BW_ACCESS_TOKEN"],
  ...["BW_USERNAME", "BW_PASSWORD"],
] as const;

const nowhere = () =>
  refuse(
    "feature_limit",
    "This server serves several people, so credentials cannot be changed from here.",
    "Have the operator set them.",
  );

const valuesIn = (secrets: Secrets) =>
  Object.fromEntries(variables.map((variable) => [variable, secrets.get(variable)]));

/** Replaces the credentials for this process, after a try: those that do not work leave the old ones in place. */
export const setCredentials = defineTool({
  name: "setCredentials",
  title: "Set credentials",
  description:
    "Use other API credentials from now on, until the server ends. They are tried first; if they do not work, the old ones stay. Only with values that a person gave you.",
  hints: { destructive: false, idempotent: true },
  tags: ["Account"],
  input: z.object({
    clientId: z.string().min(1),
    clientSecret: z.string().min(1),
    accountId: z
      .string()
      .regex(/^[^/?#&%\s]+$/)
      .optional()
      .describe("Needed when they are for several accounts"),
  }),
  async run({ clientId, clientSecret, accountId }, call) {
    const { secrets } = call.tenant;
    if (secrets.set === undefined) return nowhere();
    const before = valuesIn(secrets);
    const none = Object.fromEntries(variables.map((variable) => [variable, undefined]));
    secrets.set({
      ...none,
      BW_CLIENT_ID: clientId,
      BW_CLIENT_SECRET: clientSecret,
      BW_ACCOUNT_ID: accountId,
    });
    const { reply, identity, works } = await identify(call);
    const accounts = claimsOf(secrets)?.accounts ?? [];
    const isForeign = accountId !== undefined && accounts.length > 0 && !accounts.includes(accountId);
    if (works && !isForeign) {
      call.changed(configUri);
      return answer({ changed: true, ...identity });
    }
    secrets.set(before);
    if (!isForeign && !reply.ok) return reply.failure;
    return refuse(
      "validation",
      `These credentials are for ${accounts.join(", ")}, not for account ${accountId}. The old ones stay.`,
      "Give one of these accounts as accountId.",
    );
  },
});

/** Forgets the credentials of this process, those of its environment too. */
export const clearCredentials = defineTool({
  name: "clearCredentials",
  title: "Clear credentials",
  description:
    "Forget all credentials of this server until it ends. Calls fail afterwards until setCredentials gives new ones.",
  hints: { destructive: true, idempotent: true },
  tags: ["Account"],
  input: { type: "object", properties: {}, additionalProperties: false },
  run(_, { tenant: { secrets }, changed }) {
    if (secrets.set === undefined) return nowhere();
    secrets.set(Object.fromEntries(variables.map((variable) => [variable, undefined])));
    changed(configUri);
    return answer({ cleared: true });
  },
});
