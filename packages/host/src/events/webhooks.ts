import {
  type App,
  checkedBy,
  type LiveWebhook,
  oneForAll,
  type Sender,
  senderOf,
  senderStyles,
  suggestion,
  variablesOfStyle,
  type Webhook,
} from "@jackfield/contract";
import { Problem } from "../problem.js";

type WebhookApp = Pick<App, "definition" | "extension" | "webhooks">;

export const receives = ({ definition, extension }: Pick<App, "definition" | "extension">): boolean =>
  definition.webhooks === true || (extension?.webhooks ?? []).length > 0;

/** The webhooks of a server: those of its package take the place of generated ones with the same path. */
export const webhooksOf = async (
  { extension, webhooks }: WebhookApp,
  { sender }: { readonly sender?: Sender },
): Promise<readonly (Webhook | LiveWebhook)[]> => {
  const generated = (await webhooks?.()) ?? [];
  const all = [
    ...(sender === undefined ? generated : sentBy(sender, generated)),
    ...(extension?.webhooks ?? []),
  ];
  return [...new Map(all.map((webhook) => [webhook.path, webhook])).values()];
};

/** Every webhook checked as the operator says, and one for all events where the vendor names them. */
const sentBy = (sender: Sender, webhooks: readonly Webhook[]): readonly Webhook[] => {
  const checked = webhooks.map((webhook) => checkedBy(sender, webhook));
  const path = checked.some((webhook) => webhook.path === "events") ? "all-events" : "events";
  return [...checked, oneForAll(sender, checked, path)].filter((webhook) => webhook !== undefined);
};

/** `github:SHOP_HOOK_KEY`: how webhooks are sent, and the variables with the secrets. */
export const senderIn = (text: string): Sender => {
  const [style, rest = ""] = text.split(/:(.*)/s);
  const variables = rest
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const known = senderStyles.find((one) => one === style);
  if (known === undefined) {
    const hint = suggestion((style ?? "").slice(0, 40), senderStyles);
    throw new Problem(`--webhook-sender must begin with one of ${senderStyles.join(", ")}${hint}.`);
  }
  const needed = variablesOfStyle(known);
  // The text itself is not repeated: somebody may have written the secret where its variable belongs.
  if (variables.length !== needed || !variables.every((name) => /^[A-Za-z_]\w*$/.test(name)))
    throw new Problem(
      `--webhook-sender ${known} takes ${needed === 1 ? "a variable with the secret, as" : "variables, as"} ${known}:${needed === 1 ? "VARIABLE" : "USER_VARIABLE,PASSWORD_VARIABLE"}.`,
    );
  return senderOf(known, variables);
};
