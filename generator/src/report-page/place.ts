import type { Place, Position } from "../report/index.js";
import { boundedLine, bounds } from "./bounded.js";

/** `file:line:column` where a position is known, else the file; the pointer stands beside it. */
export const placeText = ({ file, line, column = 1 }: Place, position?: Position): string => {
  const known = line === undefined ? position : { line, column };
  const name = boundedLine(file, bounds.pointer);
  return known ? `${name}:${known.line}:${known.column}` : name;
};
