import { createHmac } from "node:crypto";
import type { Environment } from "../config/interpolate.js";
import { Failure } from "../failure.js";

/** A vendor: where its shared server is, and how a server of one's own is made, if the vendor offers that. */
export type Profile = {
  readonly name: string;
  /** Begins the names of its variables: `<PREFIX>_MCP_URL` replaces the address. */
  readonly envPrefix: string;
  /** The address that all customers share. */
  readonly hostedUrl?: string | undefined;
  readonly controlPlane?: ControlPlane | undefined;
  readonly credential: (env: Environment) => Credential;
};

export type ControlPlane = {
  readonly baseUrl: string;
  /** Where secrets are listed (GET) and made (POST). */
  readonly secretsPath: string;
  /** Where a function is deployed (POST). */
  readonly deployPath: string;
};

export type Credential = {
  /** The API key; undefined leaves the login to OAuth. */
  readonly bearer: string | undefined;
  /** What tells one customer from another and does not change with every token. */
  readonly fingerprintParts: readonly string[];
};

/** Bandwidth offers no control plane for servers of one's own, so the shared address is all there is. */
export const bandwidth = (hostedUrl: string | undefined): Profile => ({
  name: "bandwidth",
  envPrefix: "BW",
  hostedUrl,
  credential: (env) => ({
    bearer: env.BW_MCP_TOKEN || undefined,
    fingerprintParts: [env.BW_ACCOUNT_ID ?? "", env.BW_CLIENT_ID ?? ""],
  }),
});

export type ProfileSettings = {
  readonly envPrefix: string;
  readonly hostedUrl?: string | undefined;
  readonly controlPlane?: ControlPlane | undefined;
  /** Variables that hold the API key and, if there is one, the account. */
  readonly keyVariable: string;
  readonly accountVariable?: string | undefined;
};

/** A profile that a configuration describes. */
export const customProfile = (name: string, settings: ProfileSettings): Profile => ({
  name,
  envPrefix: settings.envPrefix,
  hostedUrl: settings.hostedUrl,
  controlPlane: settings.controlPlane,
  credential(env) {
    const bearer = env[settings.keyVariable];
    if (!bearer)
      throw new Failure("config", `The profile ${name} needs the variable ${settings.keyVariable}`);
    const account = settings.accountVariable === undefined ? "" : (env[settings.accountVariable] ?? "");
    return { bearer, fingerprintParts: [bearer, account] };
  },
});

/** Keyed and for this purpose only, so that it says nothing about the credential anywhere else. */
export const fingerprintOf = (profile: Profile, credential: Credential): string =>
  createHmac("sha256", "jackfield-connect endpoint fingerprint v1")
    .update(JSON.stringify([profile.name, ...credential.fingerprintParts]))
    .digest("hex")
    .slice(0, 16);
