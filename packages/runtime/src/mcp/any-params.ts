import { isRecord } from "@jackfield/contract";

export type Params = Readonly<Record<string, unknown>>;

/** The SDK wants a schema for methods that it does not know; the handlers read what they need themselves. */
export const anyParams = {
  "~standard": {
    version: 1 as const,
    vendor: "jackfield",
    validate: (value: unknown) =>
      isRecord(value) ? { value } : { issues: [{ message: "expected an object" }] },
    types: undefined as unknown as { readonly input: Params; readonly output: Params }, // for the compiler only
  },
};
