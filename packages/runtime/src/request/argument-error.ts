/** An argument that no correct request can carry; the caller of the tool can repair it. */
export class ArgumentError extends Error {
  constructor(
    /** Key of the argument with what is below it (`body/1`, escaped as in a JSON pointer), or a placeholder that stayed empty. */
    readonly argument: string,
    message: string,
  ) {
    super(message);
    this.name = "ArgumentError";
  }
}
