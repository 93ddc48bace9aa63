import type { Guide } from "@jackfield/contract";
import type { Updates } from "@jackfield/runtime";

/** Between two announcements for a tenant. */
const restMilliseconds = 1_000;

/** The resources of a guide that are other ones with every event. */
export const resourcesOfEvents = ({ resources = [] }: Guide = {}): readonly string[] =>
  resources.flatMap(({ uri, changes }) => (changes === "events" ? [uri] : []));

/**
 * Announces resources that change with events. The first event of a tenant is told at once; what comes within a second of
 * it is told together, at its end.
 */
export const createAnnouncer = (uris: readonly string[], updates: Pick<Updates, "publish">) => {
  /** Whether something came meanwhile, by tenant. */
  const resting = new Map<string, boolean>();
  const announce = (tenant: string): void => {
    if (resting.has(tenant)) {
      resting.set(tenant, true);
      return;
    }
    for (const uri of uris) updates.publish({ tenant, uri });
    resting.set(tenant, false);
    setTimeout(() => {
      const isNew = resting.get(tenant);
      resting.delete(tenant);
      if (isNew) announce(tenant);
    }, restMilliseconds).unref();
  };
  return announce;
};
