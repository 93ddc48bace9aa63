import { isRecord } from "@jackfield/contract";
import { SUPPORTED_PROTOCOL_VERSIONS } from "@modelcontextprotocol/server";

/** Whether messages of a revision may come several in an array: until 2025-06-18, which took that away. */
export const takesBatches = (revision: string): boolean => revision < "2025-06-18";

/** Says why an array of messages is refused. */
export const noBatches = "There are no batches since revision 2025-06-18: send each message by itself";

/** Whether a session that was opened by such an `initialize` takes them: a revision that is not spoken here becomes the latest. */
export const sessionTakesBatches = (initialize: unknown): boolean => {
  const params = isRecord(initialize) ? initialize.params : undefined;
  const revision = isRecord(params) ? params.protocolVersion : undefined;
  return (
    typeof revision === "string" && SUPPORTED_PROTOCOL_VERSIONS.includes(revision) && takesBatches(revision)
  );
};
