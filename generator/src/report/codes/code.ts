export type Severity = "error" | "warning" | "info";

/** One kind of diagnostic: how grave it is, what it says, and what the reader can do about it. */
export type CodeDefinition<Params> = {
  readonly severity: Severity;
  readonly message: (params: Params) => string;
  readonly fix: string | ((params: Params) => string);
};

/** Gives an entry of a table the type of its parameters; reporting without one of them does not compile. */
export const code = <Params>(definition: CodeDefinition<Params>): CodeDefinition<Params> => definition;
