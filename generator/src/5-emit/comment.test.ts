import fc from "fast-check";
import { expect, test } from "vitest";
import { sourceComment } from "./comment.js";

test.each([
  ["specs/a.yaml", "/paths/~1pets~1{petId}/get", "specs/a.yaml#/paths/~1pets~1{petId}/get"],
  ["npm:bandwidth-sdk/bandwidth.yml", "", "npm:bandwidth-sdk/bandwidth.yml#"],
  ["a.yaml", "/paths/~1a*\u2028/\n", "a.yaml#/paths/~1a%2A%E2%80%A8/%0A"],
  ["/home/me/specs/a.yaml", "/x", "a.yaml#/x"],
  ["C:\\specs\\a.yaml", "/x", "a.yaml#/x"],
  ["ü%.yaml", "", "%C3%BC%25.yaml#"],
])("%s %s", (file, pointer, text) => {
  expect(sourceComment(file, pointer)).toBe(text);
});

test("is one line of harmless characters, whatever the spec says", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (file, pointer) => {
      expect(sourceComment(file, pointer)).toMatch(/^[A-Za-z0-9_.,:;~/@{}()+=$ %#-]*$/);
    }),
  );
});
