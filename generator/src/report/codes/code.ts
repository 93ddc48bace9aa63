export type Severity = "error" | "warning" | "info";

/** Whose turn it is when a command ends with an error: `cli/session.ts` has the exit code of each. */
export type ErrorClass = "findings" | "usage" | "input" | "output";

/** One kind of diagnostic: how grave it is, what it says, and what the reader can do about it. */
export type CodeDefinition<Params> = {
  readonly severity: Severity;
  /** As an error; absent: that of its table. */
  readonly errorClass?: ErrorClass;
  readonly message: (params: Params) => string;
  readonly fix: string | ((params: Params) => string);
};

/** Gives an entry of a table the type of its parameters; reporting without one of them does not compile. */
export const code = <Params>(definition: CodeDefinition<Params>): CodeDefinition<Params> => definition;

/** Names in quotes, with commas between them. */
export const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(", ");

/** The usual advice for a fault of a spec. */
export const upstream =
  "Report it upstream, or fix it with an overlay (`jackfield patch new <code>` drafts one).";

/** A value as JSON, cut where it is long. */
export const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};
