/** What becomes of one message at one recipient. */
export type Receipt =
  | { readonly delivered: true }
  | { readonly delivered: false; readonly errorCode: number; readonly description: string };

const failures = new Map<string, string>([
  ["4001", "service-not-allowed"],
  ["4301", "malformed-invalid-encoding"],
  ["4401", "rejected-routing-error"],
  ["4403", "rejected-forbidden-from-number"],
  ["4404", "rejected-forbidden-to-number"],
  ["4405", "rejected-unallocated-from-number"],
  ["4406", "rejected-unallocated-to-number"],
  ["4412", "rejected-media-content-invalid"],
  ["4432", "rejected-forbidden-country"],
  ["4470", "rejected-spam-detected"],
  ["4476", "rejected-unregistered-source"],
  ["4481", "rejected-from-number-blocked"],
  ["4720", "invalid-destination-address"],
  ["4721", "destination-deactivated"],
  ["4740", "invalid-source-address"],
  ["4750", "destination-rejected-message"],
  ["4770", "destination-spam-detected"],
  ["4775", "destination-rejected-due-to-user-opt-out"],
  ["4780", "volume-violation-tmo"],
  ["4781", "volume-violation-att"],
  ["4795", "unverified-toll-free-source"],
  ["5229", "campaign-provisioning"],
  ["5600", "carrier-service-unavailable"],
  ["5620", "carrier-application-error"],
  ["9902", "timed-out-waiting-for-delivery-receipt"],
  ["9999", "unknown-error"],
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
