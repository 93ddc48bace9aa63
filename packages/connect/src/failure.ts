/** Exit codes of the command line. */
export const exitCodes = {
  failed: 1,
  usage: 2,
  config: 3,
  "login-needed": 4,
  "login-refused": 5,
  network: 6,
  timeout: 7,
} as const;

type FailureKind = keyof typeof exitCodes;

/** Ends a command: one line that says what is wrong, and a second one that says what to do. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly kind: FailureKind;
  readonly fix: string | undefined;

  constructor(kind: FailureKind, message: string, fix?: string) {
    super(message);
    this.kind = kind;
    this.fix = fix;
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
