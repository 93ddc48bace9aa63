import { expect } from "vitest";
import type { Arrived } from "./api.js";
import { headerOf } from "./behavior.js";

/** Head and content (Latin-1: a character a byte) of one part. */
export type Part = { readonly head: readonly string[]; readonly content: string };

/** The parts of a body by the plain letter of RFC 2046 section 5.1.1: nothing before, between or after them. */
export const partsOf = (request: Arrived): readonly Part[] => {
  const [, boundary = ""] =
    /^multipart\/form-data; boundary=([\w-]{1,70})$/.exec(headerOf(request, "content-type")) ?? [];
  expect(boundary).not.toBe("");
  const text = request.body.toString("latin1");
  const [before, ...pieces] = `\r\n${text}`.split(`\r\n--${boundary}`);
  expect(before).toBe("");
  expect(pieces.pop()).toBe("--\r\n");
  return pieces.map((piece) => {
    expect(piece.startsWith("\r\n")).toBe(true);
    const end = piece.indexOf("\r\n\r\n");
    return { head: piece.slice(2, end).split("\r\n"), content: piece.slice(end + 4) };
  });
};
