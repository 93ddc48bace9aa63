import type { ToolError } from "@jackfield/contract";

/** A call that cannot go on; carries the whole answer for the caller. Thrown inside the runtime only, never out of it. */
export class CallError extends Error {
  constructor(readonly answer: ToolError) {
    super(answer.error);
    this.name = "CallError";
  }
}
