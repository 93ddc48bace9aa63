import { afterAll, afterEach, beforeEach } from "vitest";
import { cleanUp, type Host, hello, type Line, start } from "./bin.js";
import { type Peer, startPeer } from "./peer.js";

/** What a test of one bridge works with: a server whose every answer it decides, and a host that talks through the bridge. */
export const useBridge = () => {
  let peer: Peer | undefined;
  let host: Host | undefined;
  beforeEach(async () => {
    peer = await startPeer();
  });
  afterEach(async () => {
    host?.child.kill("SIGKILL");
    await peer?.stop();
  });
  afterAll(cleanUp);
  const bridge = {
    get peer(): Peer {
      if (peer === undefined) throw new Error("no test has begun");
      return peer;
    },
    get host(): Host {
      if (host === undefined) throw new Error("no host is started");
      return host;
    },
    start(...how: Parameters<typeof start>): Host {
      host = start(...how);
      return host;
    },
    /** Starts the bridge to the peer and opens it; the answer to `initialize`. */
    opened: (args: readonly string[] = [], params: object = hello): Promise<Line> =>
      bridge.start([bridge.peer.url, ...args]).open(params),
    call: (id: string | number, name = "echo", args: object = {}) =>
      bridge.host.ask(id, "tools/call", { name, arguments: args }),
  };
  return bridge;
};
