import type { Repair } from "./repair.js";

/** `{ ref: '#/components/…' }` and nothing else: no object of OpenAPI or JSON Schema has a member `ref`. */
export const refWithoutDollar: Repair = {
  code: "patch/ref-without-dollar",
  begin:
    () =>
    (value, _, { report, at }) => {
      if (typeof value === "string" || !Object.hasOwn(value, "ref") || Object.keys(value).length !== 1)
        return value;
      const { ref } = value;
      if (typeof ref !== "string" || !ref.startsWith("#/")) return value;
      report.add("patch/ref-without-dollar", at(), { ref });
      return { $ref: ref };
    },
};
