import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Environment } from "@jackfield/contract";

/** A public address that leads to a port of this machine, as soon as there is one. */
export type Tunnel = {
  /** Undefined, with a line in the log, when the program is missing, ends, or names no address in time. */
  readonly url: Promise<string | undefined>;
  close(): void;
};

const program = "cloudflared";
/** The address is among the first lines that the program writes. */
const patienceMilliseconds = 15_000;
const addressIn = /https:\/\/[\w.-]+\.trycloudflare\.com/;

type TunnelParts = {
  /** Where the server listens, without a path. */
  readonly target: string;
  readonly environment: Environment;
  log(line: string): void;
};

/** Starts cloudflared. */
export const openTunnel = ({ target, environment, log }: TunnelParts): Tunnel => {
  const { PATH, HOME } = environment;
  // It gets no other variable: credentials are none of its business.
  const env = { ...(PATH !== undefined && { PATH }), ...(HOME !== undefined && { HOME }) };
  const child = spawn(program, ["tunnel", "--url", target], { env, stdio: ["ignore", "ignore", "pipe"] });
  let isClosing = false;
  const close = (): void => {
    isClosing = true;
    child.kill();
  };
  const url = new Promise<string | undefined>((resolve) => {
    let isSettled = false;
    const settle = (address: string | undefined, line: string): void => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      if (!isClosing) log(line);
      resolve(address);
    };
    const fail = (reason: string): void =>
      settle(undefined, `no tunnel: ${reason}. Webhooks reach this machine only.`);
    const timer = setTimeout(() => {
      fail(`${program} gave no address within ${patienceMilliseconds / 1_000} seconds`);
      close();
    }, patienceMilliseconds);
    child.on("error", (error) =>
      fail("code" in error && error.code === "ENOENT" ? `${program} is not on the PATH` : error.message),
    );
    child.on("exit", (code) => {
      if (isSettled && !isClosing) log(`${program} has ended: webhooks no longer arrive`);
      fail(`${program} ended with ${code ?? "a signal"}`);
    });
    // Read to the end, so that the program never waits for a reader.
    createInterface({ input: child.stderr }).on("line", (line) => {
      const [address] = addressIn.exec(line) ?? [];
      if (address !== undefined) settle(address, `webhooks arrive through the tunnel ${address}`);
    });
  });
  return { url, close };
};
