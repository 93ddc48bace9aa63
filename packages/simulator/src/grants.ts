/** What the holder of a credential may use. */
export type Grant = {
  /** Empty means every account (a system-wide credential). */
  readonly accounts: readonly string[];
  readonly roles: readonly string[];
  readonly express: boolean;
};

/** A feature of the account that a route needs; checked against the roles the way the vendor's own tool reads them. */
export type Feature =
  | "voice"
  | "messaging"
  | "applications"
  | "numbers"
  | "campaigns"
  | "packages"
  | "tollFree"
  | "endpoints";

/** A role for each feature. */
export const allRoles = [
  "HttpVoice",
  "HTTP Application Management",
  "Messaging",
  "Numbers",
  "Campaign Management",
  "VCP",
  "TFV",
  "brtcAccessRole",
];

const roleWords: Readonly<Record<Feature, readonly string[]>> = {
  voice: ["httpvoice", " voice"],
  messaging: ["messag", "sms"],
  applications: ["application management", "app management"],
  numbers: ["number"],
  campaigns: ["campaign"],
  packages: ["vcp", "voice configuration"],
  tollFree: ["tfv", "toll-free", "tollfree"],
  endpoints: ["brtc"],
};

/** Whether one of the roles of a grant is for the feature. A Build account has voice, endpoints and its applications only. */
export function has(grant: Grant, feature: Feature): boolean {
  if (grant.express && !["voice", "endpoints", "applications"].includes(feature)) return false;
  const roles = grant.roles.map((role) => ` ${role.toLowerCase()}`);
  return roleWords[feature].some((word) => roles.some((role) => role.includes(word)));
}
