/** What becomes of one message at one recipient. */
export type Receipt =
  | { readonly delivered: true }
  | { readonly delivered: false; readonly errorCode: number; readonly description: string };

const failures = new Map<string, string>([
  ["4405", "rejected-unallocated-from-number"],
  ["4406", "rejected-unallocated-to-number"],
  ["4432", "rejected-forbidden-country"],
  ["4470", "rejected-spam-detected"],
  ["4476", "rejected-unregistered-source"],
  ["4720", "invalid-destination-address"],
  ["4750", "destination-rejected-message"],
  ["4770", "destination-spam-detected"],
  ["4775", "destination-rejected-due-to-user-opt-out"],
  ["5600", "carrier-service-unavailable"],
  ["5620", "carrier-application-error"],
  ["9902", "timed-out-waiting-for-delivery-receipt"],
]);

/** A number that ends in 555 and one of these codes fails with it, `+19195554476` with 4476; all others deliver. */
export function magicReceipt(to: string): Receipt {
  const code = /555(\d{4})$/.exec(to)?.[1] ?? "";
  return failed(code) ?? { delivered: true };
}

/** The failure for a vendor error code, with the vendor's short text for it. */
export function failed(code: string): Receipt | undefined {
  const description = failures.get(code);
  return description === undefined ? undefined : { delivered: false, errorCode: Number(code), description };
}
