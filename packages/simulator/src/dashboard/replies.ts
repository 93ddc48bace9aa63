import type { Outcome } from "../outcome.js";
import { branch, leaf, maybe, type Node } from "./xml-writer.js";

/** An error inside a list, about one number or about all. */
export type ListedError = {
  readonly code: string;
  readonly description: string;
  readonly phoneNumber?: string;
};

export const xml = (status: number, root: Node, headers?: Readonly<Record<string, string>>): Outcome =>
  headers ? { kind: "xml", status, root, headers } : { kind: "xml", status, root };

export const nothing = (status: number): Outcome => ({ kind: "empty", status });

/** First shape: `ResponseStatus` below the root of the operation. Some have no code. */
export const statusError = (
  root: string,
  status: number,
  error: { readonly code?: string; readonly description: string },
): Outcome =>
  xml(
    status,
    branch(
      root,
      branch("ResponseStatus", maybe("ErrorCode", error.code), leaf("Description", error.description)),
    ),
  );

/** Second shape, which stands in the replies to accepted orders as well. */
export const errorList = (errors: readonly ListedError[]): Node =>
  branch(
    "ErrorList",
    errors.map(({ code, description, phoneNumber }) =>
      branch(
        "Error",
        leaf("Code", code),
        leaf("Description", description),
        maybe("TelephoneNumber", phoneNumber),
      ),
    ),
  );

/** Third shape, of searches. */
export const searchError = (code: string, description: string): Outcome =>
  xml(400, branch("SearchResult", branch("Error", leaf("Code", code), leaf("Description", description))));

/** Fourth shape: words alone. */
export const plainError = (root: string, status: number, description: string): Outcome =>
  xml(status, branch(root, leaf("Description", description)));
