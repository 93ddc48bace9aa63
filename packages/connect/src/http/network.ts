import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import { Failure, messageOf } from "../failure.js";
import type { Network } from "./http.js";
import { type ProxySettings, proxyFor, proxyUrl } from "./proxy.js";

export type NetworkSettings = {
  readonly proxy: ProxySettings;
  /** PEM files whose certificates are trusted in addition to the built-in ones. */
  readonly caFiles: readonly string[];
  /** Adds the operating system's certificates, where Node can read them. */
  readonly systemCa?: boolean;
};

/** Idle connections are closed after 30 s; those in use have no limit. Long streams send TCP keep-alives. */
const keepAlive = { keepAlive: true, keepAliveMsecs: 15_000, timeout: 30_000 } as const;

const readCertificates = (file: string): string => {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Failure("config", `The certificate file ${file} cannot be read: ${messageOf(error)}`);
  }
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new Failure(
    "config",
    `The certificate file ${file} holds no certificate`,
    "It has to be in PEM form.",
  );
};

const authorities = async ({ caFiles, systemCa }: NetworkSettings): Promise<string[] | undefined> => {
  if (caFiles.length === 0 && !systemCa) return undefined;
  const tls = await import("node:tls");
  // Node 22.15 and later.
  const getSystem = "getCACertificates" in tls ? tls.getCACertificates : undefined;
  const system = systemCa && typeof getSystem === "function" ? (getSystem("system") as string[]) : []; // strings, by its documentation
  return [...tls.rootCertificates, ...system, ...caFiles.map(readCertificates)];
};

const closeFree = (agent: Agent): void => {
  for (const sockets of Object.values(agent.freeSockets))
    for (const socket of sockets ?? []) socket.destroy();
};

/** Throws a Failure for settings that cannot work, before anything depends on them. */
export const createNetwork = (settings: NetworkSettings): Network => {
  settings.caFiles.forEach(readCertificates);
  for (const address of [settings.proxy.http, settings.proxy.https])
    if (address !== undefined) proxyUrl(address);
  const plain = new Agent(keepAlive);
  const agents = new Map<string, Promise<Agent>>();
  const direct = async (): Promise<Agent> => {
    const https = await import("node:https");
    const ca = await authorities(settings);
    return new https.Agent({ ...keepAlive, ...(ca === undefined ? {} : { ca }) });
  };
  const through = async (proxy: URL, secure: boolean): Promise<Agent> => {
    const ca = await authorities(settings);
    const options = { ...keepAlive, ...(ca === undefined ? {} : { ca }) };
    if (secure) {
      const { HttpsProxyAgent } = (await import("https-proxy-agent")).default;
      const agent = new HttpsProxyAgent(proxy, options);
      // Its options are for the proxy itself; the server behind it needs the same authorities.
      const connect = agent.connect.bind(agent);
      agent.connect = (request, target) =>
        connect(request, { ...target, ...(ca === undefined ? {} : { ca }) });
      return agent as unknown as HttpsAgent; // its types know an older Agent
    }
    const { HttpProxyAgent } = (await import("http-proxy-agent")).default;
    return new HttpProxyAgent(proxy, options) as unknown as Agent; // its types know an older Agent
  };
  const once = (key: string, make: () => Promise<Agent>): Promise<Agent> => {
    const agent = agents.get(key) ?? make();
    agents.set(key, agent);
    return agent;
  };
  return {
    agent(url) {
      const proxy = proxyFor(url, settings.proxy);
      const secure = url.protocol === "https:";
      if (proxy !== undefined) return once(`${secure} ${proxy.href}`, () => through(proxy, secure));
      return secure ? once("direct", direct) : plain;
    },
    refresh() {
      closeFree(plain);
      for (const agent of agents.values()) agent.then(closeFree).catch(() => undefined);
    },
  };
};
