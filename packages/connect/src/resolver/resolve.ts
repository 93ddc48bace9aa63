import type { Clock } from "../clock.js";
import { Failure, messageOf } from "../failure.js";
import type { Http } from "../http/http.js";
import type { JsonObject } from "../json-rpc.js";
import type { Log } from "../log.js";
import { foreign } from "../redact.js";
import type { StateFolder } from "../state/folder.js";
import { takeLock } from "../state/lock.js";
import { type ControlPlaneCall, type Deployment, ProvisioningError, provision } from "./control-plane.js";
import { type Credential, fingerprintOf, type Profile } from "./profile.js";

/** Where to connect, and which token belongs to that address: never the one without the other. */
export type Endpoint = {
  readonly source: "override" | "cache" | "hosted" | "fallback-no-consent" | "provisioned" | "fallback-error";
  readonly url: string;
  readonly bearer: string | undefined;
  readonly reason?: string;
};

export type ResolveOptions = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly state: StateFolder;
  readonly http: Http;
  readonly clock: Clock;
  readonly log: Log;
  /** Forgets the cached address first. */
  readonly reset: boolean;
  /** The user has agreed that the full API key becomes a secret at the vendor. */
  readonly consent: boolean;
  /** Replaces the address; already checked. */
  readonly override?: string | undefined;
  /** Asks nobody and changes nothing: only what the files say. */
  readonly offline?: boolean;
  /** The cached server refused us: it is not used again, and replaced. */
  readonly suspect?: boolean;
  readonly patience?: ControlPlaneCall["patience"];
};

const defaultPatience = { calls: 15_000, polling: 20_000 } as const;

const consentHint = (profile: Profile): string =>
  `using the server that all customers of ${profile.name} share. For one of your own, set ` +
  "JACKFIELD_CONNECT_ACCEPT_FULL_SCOPE=1: your API key, with all its rights, is then stored as a secret at the vendor, " +
  "and anything that runs inside that server could read it";

const fileOf = (fingerprint: string): string => `endpoints/${fingerprint}.json`;

const fromCache = (state: StateFolder, profile: Profile, fingerprint: string): Deployment | undefined => {
  const entry = state.read(fileOf(fingerprint));
  if (entry === undefined || entry.suspectSince !== undefined) return undefined;
  const { url, funcId, sharedSecret, secretId } = entry;
  const fits =
    entry.profile === profile.name &&
    entry.fingerprint === fingerprint &&
    entry.controlPlane === profile.controlPlane?.baseUrl;
  const whole = [url, funcId, sharedSecret, secretId].every((one) => typeof one === "string" && one !== "");
  // Each of them has just been checked.
  return fits && whole ? ({ url, funcId, sharedSecret, secretId } as Deployment) : undefined;
};

const keep = (
  profile: Profile,
  fingerprint: string,
  deployment: Deployment,
  options: ResolveOptions,
): void => {
  const entry: JsonObject = {
    profile: profile.name,
    fingerprint,
    controlPlane: profile.controlPlane?.baseUrl,
    ...deployment,
    provisionedAt: options.clock.now(),
  };
  try {
    options.state.write(fileOf(fingerprint), entry);
  } catch (error) {
    options.log.warn(`the address of your server cannot be kept for the next start: ${messageOf(error)}`);
  }
};

const markSuspect = (fingerprint: string, { state, clock, log }: ResolveOptions): void => {
  const entry = state.read(fileOf(fingerprint));
  if (entry === undefined || entry.suspectSince !== undefined) return;
  try {
    state.write(fileOf(fingerprint), { ...entry, suspectSince: clock.now() });
  } catch (error) {
    log.warn(messageOf(error));
  }
};

const forget = (fingerprint: string, { state, log }: ResolveOptions): void => {
  try {
    state.remove(fileOf(fingerprint));
  } catch (error) {
    log.warn(messageOf(error));
  }
};

/** One process makes the server; the others wait and find it in the cache. */
const provisionOnce = async (
  profile: Profile,
  credential: Credential,
  fingerprint: string,
  options: ResolveOptions,
): Promise<Endpoint> => {
  const { state, clock, http, log } = options;
  const { controlPlane } = profile;
  const apiKey = credential.bearer;
  if (controlPlane === undefined || apiKey === undefined)
    throw new ProvisioningError("the profile has no control plane");
  const patience = options.patience ?? defaultPatience;
  const lock = await takeLock(state, `${fingerprint}.provision`, { clock, wait: patience.calls }).catch(
    () => undefined,
  );
  try {
    const meanwhile = fromCache(state, profile, fingerprint);
    if (meanwhile !== undefined)
      return { source: "cache", url: meanwhile.url, bearer: meanwhile.sharedSecret };
    const name = `${profile.envPrefix.toLowerCase()}-mcp-${fingerprint}`;
    const deployment = await provision({ plane: controlPlane, apiKey, http, clock, patience }, name);
    log.hide(deployment.sharedSecret);
    keep(profile, fingerprint, deployment, options);
    return { source: "provisioned", url: deployment.url, bearer: deployment.sharedSecret };
  } catch (error) {
    if (error instanceof ProvisioningError && error.later !== undefined)
      void error.later().then(
        (deployment) => keep(profile, fingerprint, deployment, options),
        (late) => log.debug(messageOf(late)),
      );
    throw error;
  } finally {
    lock?.release();
  }
};

/**
 * The endpoint of a profile: the override, else the cached server, else one that is made if the user agrees, else the
 * address that all share. A vendor that cannot make a server is no reason to stop: the shared address is used.
 */
export const resolveEndpoint = async (profile: Profile, options: ResolveOptions): Promise<Endpoint> => {
  const { env, state, log } = options;
  const credential = profile.credential(env);
  const { bearer } = credential;
  if (bearer !== undefined) log.hide(bearer);
  const fingerprint = fingerprintOf(profile, credential);
  if (options.reset && options.offline !== true) forget(fingerprint, options);
  if (options.override !== undefined) return { source: "override", url: options.override, bearer };
  const shared = profile.hostedUrl;
  if (profile.controlPlane === undefined || bearer === undefined)
    return { source: "hosted", url: shared ?? noUrl(profile), bearer };
  if (options.suspect) markSuspect(fingerprint, options);
  const entry = fromCache(state, profile, fingerprint);
  if (entry !== undefined) {
    log.hide(entry.sharedSecret);
    return { source: "cache", url: entry.url, bearer: entry.sharedSecret };
  }
  if (!options.consent || options.offline === true) {
    if (options.offline !== true) log.info(consentHint(profile));
    return { source: "fallback-no-consent", url: shared ?? noUrl(profile), bearer };
  }
  try {
    return await provisionOnce(profile, credential, fingerprint, options);
  } catch (error) {
    const reason = foreign(messageOf(error));
    log.warn(`no server of your own (${reason}); using the shared one`);
    return { source: "fallback-error", url: shared ?? noUrl(profile), bearer, reason };
  }
};

const noUrl = (profile: Profile): never => {
  throw new Failure(
    "config",
    `The profile ${profile.name} has no address`,
    `Set ${profile.envPrefix}_MCP_URL or JACKFIELD_CONNECT_URL, or "url" in the configuration.`,
  );
};
