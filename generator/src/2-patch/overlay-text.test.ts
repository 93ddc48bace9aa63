import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "../1-load/parse.js";
import type { Json } from "../document/json.js";
import { overlayText } from "./scaffold.js";

const awkward = fc.constantFrom(
  ..."<< null 1.0 yes ~ = #x __proto__ %TAG !!str &a *a ? 0x1F 1e3 .inf 2001-01-01 ' \" \\ | > @ ` $ref:'#/a'".split(
    " ",
  ),
  ...["", " x ", "- a", "a: b", "\t", "\u0085", "\u2028", "\ud800", "a\nb", "a\r\nb", "one\n\n  two\n#three"],
  `${"long ".repeat(60)}#end `,
);
const text = fc.oneof(awkward, fc.string({ unit: "binary" }));
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(null, true, false),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(text, tie("value")), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
  ),
}));

test("an overlay's text reads back as the overlay", () => {
  fc.assert(
    fc.property(value, text, (update, reason) => {
      const actions = [{ target: "$", update }];
      const overlay = {
        overlay: "1.1.0",
        info: { title: reason, version: "1.0.0" },
        "x-reason": reason,
        actions,
      } as const;
      const read = parse(overlayText(overlay, " A comment."), "fix.yaml");
      expect(read.ok && JSON.stringify(read.value)).toBe(JSON.stringify(overlay));
    }),
    { numRuns: 500 },
  );
});
