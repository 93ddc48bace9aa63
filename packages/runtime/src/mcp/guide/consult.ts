import {
  type InputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Consultation } from "../../offer.js";

/** One request of a client to a part of the guide. */
type Visit = {
  readonly context: ServerContext;
  readonly name: string;
  readonly args?: Readonly<Record<string, string>>;
};

/** Runs a part of the guide. It may ask, as a tool does; undefined when it fails. */
export type Consult = (visit: Visit, work: Consultation) => Promise<string | InputRequiredResult | undefined>;

export const invalid = (message: string): ProtocolError =>
  new ProtocolError(ProtocolErrorCode.InvalidParams, message);
