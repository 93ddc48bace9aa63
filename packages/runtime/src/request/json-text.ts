/** JSON text of a value that may hold `bigint`, which is written with all its digits (RFC 8259 section 6 sets no limit). */
export const jsonText = (value: unknown): string => {
  if (!holdsBig(value)) return JSON.stringify(value) ?? "null";
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return `[${value.map(jsonText).join(",")}]`;
  const members = Object.entries(value ?? {}).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${jsonText(member)}`).join(",")}}`;
};

const holdsBig = (value: unknown): boolean =>
  typeof value === "bigint" ||
  (typeof value === "object" && value !== null && Object.values(value).some(holdsBig));
