/** Counts o200k tokens. The vocabulary takes a tenth of a second to load, so only those who count load it. */
export const tokenCounter = async (): Promise<(text: string) => number> => {
  const { countTokens } = await import("gpt-tokenizer/encoding/o200k_base");
  // Text that looks like a control token is plain text here.
  const options = { disallowedSpecial: new Set<string>() };
  return (text) => countTokens(text, options);
};
