import { timingSafeEqual } from "node:crypto";
import { isObject, type JsonObject } from "../json-rpc.js";
import type { StateFolder } from "../state/folder.js";
import { sha256 } from "../state/key.js";
import { type AuthorizationServer, isServer } from "./discovery.js";
import type { Client } from "./endpoint.js";

/** A login that has begun and is not finished: any process may finish it. */
export type Pending = {
  readonly kind: "browser" | "paste" | "device";
  readonly state: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
  readonly authorizationServer: AuthorizationServer;
  readonly client: Client;
  readonly resource: string | undefined;
  readonly scopes: readonly string[];
  /** What the person opens. */
  readonly url: string;
  readonly serverUrl: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly pid: number;
  readonly device?:
    | {
        readonly deviceCode: string;
        readonly userCode: string;
        readonly verificationUri: string;
        readonly interval: number;
      }
    | undefined;
};

export const pendingLife = 15 * 60_000;

const folderOf = (key: string): string => `pending/${key}`;
const fileOf = (key: string, state: string): string => `${folderOf(key)}/${sha256(state).slice(0, 32)}.json`;

export const savePending = (folder: StateFolder, key: string, pending: Pending): void =>
  folder.write(fileOf(key, pending.state), { ...pending });

const text = (value: unknown): value is string => typeof value === "string";

const fromFile = (entry: JsonObject): Pending | undefined => {
  const { kind, state, codeVerifier, redirectUri, authorizationServer, client, url, serverUrl } = entry;
  if (kind !== "browser" && kind !== "paste" && kind !== "device") return undefined;
  if (!text(state) || !text(codeVerifier) || !text(redirectUri) || !text(url) || !text(serverUrl))
    return undefined;
  if (!isServer(authorizationServer) || !isObject(client) || !text(client.clientId)) return undefined;
  const { clientSecret, authMethod } = client;
  const device = isObject(entry.device) ? entry.device : undefined;
  return {
    kind,
    state,
    codeVerifier,
    redirectUri,
    authorizationServer,
    client: {
      clientId: client.clientId,
      clientSecret: text(clientSecret) ? clientSecret : undefined,
      authMethod:
        authMethod === "client_secret_post" || authMethod === "client_secret_basic" ? authMethod : "none",
    },
    resource: text(entry.resource) ? entry.resource : undefined,
    scopes: Array.isArray(entry.scopes) ? entry.scopes.filter(text) : [],
    url,
    serverUrl,
    createdAt: Number(entry.createdAt),
    expiresAt: Number(entry.expiresAt),
    pid: Number(entry.pid),
    device:
      device !== undefined && text(device.deviceCode) && text(device.userCode) && text(device.verificationUri)
        ? {
            deviceCode: device.deviceCode,
            userCode: device.userCode,
            verificationUri: device.verificationUri,
            interval: Number(device.interval),
          }
        : undefined,
  };
};

/** The logins of a server that may still be finished, oldest first. */
export const readPending = (folder: StateFolder, key: string, now: number): readonly Pending[] =>
  folder
    .list(folderOf(key))
    .flatMap((name) => {
      const entry = folder.read(`${folderOf(key)}/${name}`);
      const pending = entry === undefined ? undefined : fromFile(entry);
      if (pending !== undefined && pending.expiresAt > now) return pending;
      if (pending !== undefined) folder.remove(`${folderOf(key)}/${name}`);
      return [];
    })
    .sort((a, b) => a.createdAt - b.createdAt);

/** Takes a constant time for states of one length, so that nobody can guess one byte by byte. */
export const sameState = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** The first success ends all other logins of the server. */
export const clearPending = (folder: StateFolder, key: string): void => {
  for (const name of folder.list(folderOf(key))) folder.remove(`${folderOf(key)}/${name}`);
};

export const removePending = (folder: StateFolder, key: string, { state }: Pending): void =>
  folder.remove(fileOf(key, state));

/** The keys of servers with logins in progress. */
export const pendingKeys = (folder: StateFolder): readonly string[] => folder.folders("pending");
