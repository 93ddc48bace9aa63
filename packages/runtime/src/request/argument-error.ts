/** An argument that no correct request can carry; the caller of the tool can repair it. */
export class ArgumentError extends Error {
  constructor(
    /** Key of the argument, or the name of the placeholder that stayed empty. */
    readonly argument: string,
    message: string,
  ) {
    super(message);
    this.name = "ArgumentError";
  }
}
