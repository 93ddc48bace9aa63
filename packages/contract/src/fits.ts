import { type CatalogRecord, listedTool } from "./catalog.js";

/** What clients accept: beyond either, mode `auto` offers search instead of the whole list. */
export const fits = { tools: 100, tokens: 40_000 } as const;

const shownNumber = (value: number): string => value.toLocaleString("en-US");

/** Why `auto` searches: `1,223 tools`; undefined when clients accept them all. Tokens are estimated as bytes / 4. */
export const whySearch = (records: readonly CatalogRecord[]): string | undefined => {
  if (records.length > fits.tools) return `${shownNumber(records.length)} tools`;
  const bytes = records.reduce((sum, record) => sum + byteLength(JSON.stringify(listedTool(record))), 0);
  const tokens = Math.ceil(bytes / 4);
  return tokens > fits.tokens
    ? `${shownNumber(records.length)} tools with about ${shownNumber(tokens)} tokens`
    : undefined;
};

const encoder = new TextEncoder();
const byteLength = (text: string): number => encoder.encode(text).length;
