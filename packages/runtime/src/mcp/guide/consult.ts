import type { Guide } from "@jackfield/contract";
import {
  type InputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Consultation } from "../../offer.js";

/** What a server may have, which decides what it can do at all, and what it has with the tools that it serves now. */
export type Guides = { readonly declared: Guide; served(): Promise<Guide> };

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
