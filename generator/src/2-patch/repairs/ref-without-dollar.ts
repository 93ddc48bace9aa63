import { isExtension } from "./document-spots.js";
import type { Repair } from "./repair.js";

/** What people write beside a reference. Beside anything else `ref` may be a keyword of somebody's own. */
const beside: ReadonlySet<string> = new Set(
  "ref summary description title nullable deprecated readOnly writeOnly example".split(" "),
);

/** `{ ref: '#/components/…' }`: no object of OpenAPI or JSON Schema has a member `ref`. */
export const refWithoutDollar: Repair = {
  code: "patch/ref-without-dollar",
  begin:
    () =>
    (value, _, { report, at }) => {
      if (typeof value === "string" || !Object.hasOwn(value, "ref")) return value;
      if (!Object.keys(value).every((key) => beside.has(key) || isExtension(key))) return value;
      const { ref, ...others } = value;
      if (typeof ref !== "string" || !ref.startsWith("#/")) return value;
      report.add("patch/ref-without-dollar", at(), { ref });
      return { $ref: ref, ...others };
    },
};
