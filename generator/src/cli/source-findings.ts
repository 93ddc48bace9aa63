import type { Report } from "../report/index.js";

/** How many sources are not what the lock says: warnings elsewhere, findings for `check`. */
export const sourceFindings = ({ diagnostics }: Report): number =>
  diagnostics.filter(({ code }) => code === "source/changed" || code === "source/not-locked").length;
