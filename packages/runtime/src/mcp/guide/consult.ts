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

/** What came of a part of the guide: its value, or questions, which it may ask as a tool does. */
type Consulted<Value> =
  | { readonly kind: "made"; readonly value: Value }
  | { readonly kind: "asks"; readonly result: InputRequiredResult }
  | { readonly kind: "failed" };

/** Runs a part of the guide. */
export type Consult = <Value>(visit: Visit, work: Consultation<Value>) => Promise<Consulted<Value>>;

export const invalid = (message: string): ProtocolError =>
  new ProtocolError(ProtocolErrorCode.InvalidParams, message);
