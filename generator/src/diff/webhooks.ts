import type { Surface, SurfaceWebhook } from "../surface/index.js";
import { judged } from "./reasons.js";
import type { Detail, SurfaceChange } from "./types.js";

/** What an API may send to a server, before and after. Webhooks of one path are the same webhook. */
export const compareWebhooks = (before: Surface, after: Surface): readonly SurfaceChange[] => {
  const next = new Map((after.webhooks ?? []).map((webhook) => [webhook.path, webhook]));
  const details = (before.webhooks ?? []).flatMap((webhook): readonly Detail[] => {
    const { path } = webhook;
    const now = next.get(path);
    next.delete(path);
    return now === undefined ? [{ kind: "webhook-removed", webhook: path }] : compareOne(webhook, now);
  });
  const added = [...next.keys()].map((path): Detail => ({ kind: "webhook-added", webhook: path }));
  return [...details, ...added].map((detail) => judged(detail, {}));
};

const compareOne = (before: SurfaceWebhook, after: SurfaceWebhook): readonly Detail[] => {
  const webhook = after.path;
  const accepted = ({ method, check }: SurfaceWebhook): string => `${method} ${check}`;
  const [from, to] = [accepted(before), accepted(after)];
  const isRenamed = before.event !== after.event;
  return [
    ...(from === to ? [] : [{ kind: "webhook-check", webhook, from, to } as const]),
    ...(isRenamed
      ? [
          {
            ...({ kind: "webhook-name", webhook } as const),
            ...{ from: before.event ?? "", to: after.event ?? "" },
          },
        ]
      : []),
    ...(before.payload === after.payload ? [] : [{ kind: "webhook-payload", webhook } as const]),
  ];
};
